import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ATTENTION_CODES } from '../libs/domain/payment/payment';

/** Who is called for at night must find what to do: the page for operators has every code, and no other. */
test('docs/attention.md says what to do about each code', () => {
  const page = readFileSync(join(__dirname, '../docs/attention.md'), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));
  const told = rows.map((row) => row.split('|').map((cell) => cell.trim()));
  expect(told.map(([, code]) => code).sort()).toEqual(ATTENTION_CODES.map((code) => `\`${code}\``).sort());
  for (const cells of told) expect(cells.filter((cell) => cell !== '')).toHaveLength(4);
});
