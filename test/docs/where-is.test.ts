import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { codeIn, root, tableRows, textOf } from './pages';

const layers = jest.requireActual<Record<string, Record<string, string>>>('../../.dependency-rooms.cjs');

/** Rooms by their whole path, with what the table of contents says of them. */
const rooms: ReadonlyMap<string, string> = new Map(
  Object.entries(layers).flatMap(([layer, contents]) =>
    Object.entries(contents).map(([room, what]) => [`${layer}/${room}`, `${room} ${what}`] as const),
  ),
);

/** A word without its ending: a reader who looks for "deliver" finds "delivered". */
function stems(text: string): Set<string> {
  const words = text.toLowerCase().match(/[a-z]{4,}/g) ?? [];
  return new Set(words.map((word) => word.replace(/(ed|s)$/, '')));
}

const LITTLE = stems('what which when with that comes from have each');

const rows = tableRows(textOf('docs/internals/where-is.md')).map(([rule = '', room = '', file = '']) => ({
  rule,
  room: codeIn(room)[0] ?? '',
  file: codeIn(file)[0] ?? '',
}));

test('ten rules are each found by the names of a layer and a room', () => {
  expect(rows).toHaveLength(10);
  expect(new Set(rows.map(({ room }) => room)).size).toBe(10);
  for (const { rule, room, file } of rows) {
    expect([rule, existsSync(join(root, room, file))]).toEqual([rule, true]);
    const told = stems(rooms.get(room) ?? '');
    const shared = [...stems(rule)].filter((word) => told.has(word) && !LITTLE.has(word));
    expect([rule, room, shared.length > 0]).toEqual([rule, room, true]);
  }
});

const path = [...textOf('docs/internals/money-path.md').matchAll(/─\s+(\d+)\s+(\S+\.ts)/g)];
const files = path.map(([, , file = '']) => file);

/** Called by name through Temporal, and through the port that the composition fills: nobody imports them. */
const BRIDGES = ['workflows/order-payment/workflow.ts', 'libs/stripe/gateway.ts'];

const LAYERS = ['apps', 'workflows', 'activities', 'libs'];

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/from '(\.[^']*)'/g)].map(([, target = '']) => `${join(dirname(file), target)}.ts`);
}

test('the money path goes from POST /shipments to the ledger through at most 22 files', () => {
  expect(path.map(([, number]) => Number(number))).toEqual(files.map((_, index) => index + 1));
  expect(files.length).toBeLessThanOrEqual(22);
  expect([files.at(0), files.at(-1)]).toEqual([
    'apps/api/src/shipments/shipments.controller.ts',
    'libs/postgres/ledger/ledger-store.ts',
  ]);
});

test('every file of the money path is imported by one above it, and imports no higher layer', () => {
  const layerOf = (file: string): number => LAYERS.indexOf(file.split('/')[0] ?? '');
  files.slice(1).forEach((file, index) => {
    const before = files.slice(0, index + 1);
    const called = BRIDGES.includes(file) || before.some((above) => importsOf(above).includes(file));
    expect([file, called]).toEqual([file, true]);
  });
  const climbs = files.flatMap((file) =>
    importsOf(file)
      .filter((target) => files.includes(target) && layerOf(target) < layerOf(file))
      .map((target) => `${file} -> ${target}`),
  );
  expect(climbs).toEqual([]);
});
