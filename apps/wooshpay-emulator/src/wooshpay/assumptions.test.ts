import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ASSUMPTIONS } from './assumptions';
import { operationNames } from './routes';
import { DEFAULT_SETTINGS } from './settings';
import { TEST_METHODS } from './payment-methods/test-methods';

const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');
/** The cells of every row of a table. */
const rows = readme
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );

test('the README has every assumption, in the same words, with its setting', () => {
  for (const { assumed, id, setting } of ASSUMPTIONS) {
    expect(rows).toContainEqual([id, assumed, setting === null ? 'none' : `\`${setting}\``]);
  }
});

test('every setting but the length of a hold belongs to an assumption', () => {
  const chosen = ASSUMPTIONS.map(({ setting }) => setting).filter((setting) => setting !== null);
  expect([...chosen, 'hold_window_seconds'].sort()).toEqual(Object.keys(DEFAULT_SETTINGS).sort());
  expect(new Set(ASSUMPTIONS.map(({ id }) => id)).size).toBe(ASSUMPTIONS.length);
});

test('the README has every operation and every test payment method', () => {
  expect(operationNames().filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  expect(Object.keys(TEST_METHODS).filter((id) => !readme.includes(`\`${id}\``))).toEqual([]);
});
