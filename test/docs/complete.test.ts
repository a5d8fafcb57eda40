import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROBLEMS } from '../../apps/api/src/problems/problem-codes';
import { shipCheckSchema } from '../../apps/api/src/ship-check/ship-check.schema';
import { EVENT_TYPES } from '../../libs/domain/feed/event-types';
import * as variables from '../../libs/config/variables';
import { codeIn, pages, root, section, tableRows, textOf } from './pages';

/** What the code has, the documents have: nobody must read the code to learn that something exists. */

test('every problem code is documented with the status, title and remedy that the API has', () => {
  const rows = tableRows(section('docs/guide/errors-and-idempotency.md', 'Problem codes'));
  const coded = Object.entries(PROBLEMS).map(([code, { status, title, remedy }]) => [
    `\`${code}\``,
    status.toString(),
    title,
    remedy,
  ]);
  expect(rows).toEqual(coded);
});

test('every reason of the ship check is documented with its answer', () => {
  const rows = tableRows(section('docs/guide/shipping.md', 'Before the label: may it leave\\?'));
  const told = Object.fromEntries(rows.map(([reason = '', yes]) => [codeIn(reason)[0] ?? '', yes]));
  const { options } = shipCheckSchema.shape.reason;
  expect(Object.keys(told).sort()).toEqual([...options].sort());
  const may = Object.keys(told).filter((reason) => told[reason] === 'yes');
  expect(may.sort()).toEqual(['already_paid', 'ok']);
});

test('every type of event is documented', () => {
  const rows = tableRows(section('docs/guide/events.md', 'What an event says'));
  expect(rows.flatMap(([type = '']) => codeIn(type))).toEqual([...EVENT_TYPES]);
});

test('what happens when: each point says what follows, in which code, and which test proves it', () => {
  const points = textOf('docs/what-happens-when.md').split(/^- /m).slice(1);
  expect(points.length).toBeGreaterThanOrEqual(52);
  for (const point of points) {
    const [, when = ''] = /^\*\*(.+?)\.\*\* \S/s.exec(point) ?? [];
    const files = [...point.matchAll(/\]\(\.\.\/(\S+\.ts)\)/g)].map(([, file = '']) => file);
    const proven = files.some((file) => file.endsWith('.test.ts'));
    const written = files.some((file) => !file.endsWith('.test.ts'));
    expect([when, when !== '', written, proven]).toEqual([when, true, true, true]);
  }
});

test('every environment variable is documented', () => {
  const known = Object.values(variables).flatMap((group) => Object.keys(group));
  const told = tableRows(textOf('docs/operating/settings.md')).flatMap(([name = '']) => codeIn(name));
  expect(told.sort()).toEqual(known.sort());
});

test('every npm script is documented', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
  const told = tableRows(section('docs/README.md', 'Commands')).flatMap(([command = '']) => codeIn(command));
  expect(told.map((command) => command.replace(/^npm (run )?/, '')).sort()).toEqual(Object.keys(scripts).sort());
});

test('the glossary has at most 25 words, each once, with what Stripe calls it', () => {
  const rows = tableRows(textOf('docs/glossary.md'));
  expect(rows.length).toBeLessThanOrEqual(25);
  expect(new Set(rows.map(([word]) => word)).size).toBe(rows.length);
  for (const cells of rows) expect(cells.filter((cell) => cell !== '')).toHaveLength(3);
});

/** Characters that are read: what pads the columns of a table is not. */
function charactersReadIn(page: string): number {
  return textOf(page).replace(/ {2,}|-{4,}/g, ' ').length;
}

test('ARCHITECTURE.md is read in ten minutes, and every guide in five', () => {
  expect(textOf('ARCHITECTURE.md').length).toBeLessThanOrEqual(10 * 1024);
  const stairs = pages().filter((page) => /^docs\/(guide|operating|internals)\//.test(page));
  expect(stairs.length).toBeGreaterThanOrEqual(18);
  for (const page of stairs) expect([page, charactersReadIn(page) < 10 * 1024]).toEqual([page, true]);
});

test('no page names a path of the machine it was written on', () => {
  const named = pages().filter((page) => /(^|[\s"'`(])\/(work|home|root|Users)\//m.test(textOf(page)));
  expect(named).toEqual([]);
});
