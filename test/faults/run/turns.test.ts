import { Subjects } from '../calls/subjects';
import { cellId, cellsOf, type Cell } from '../cells/cell';
import { LIVES } from '../lives';
import { takeTurns } from './turns';

const CAPTURE = { channel: 'stripe', caller: 'worker', what: 'POST /v1/payment_intents/:id/capture' } as const;
const WRITE = { channel: 'postgres', caller: 'worker', what: 'writes captures' } as const;
const READ = { channel: 'postgres', caller: 'api', what: 'reads orders' } as const;

/** So many calls of each name in each of two lives; the read comes once in one life. */
function cells(calls: number): Cell[] {
  return LIVES.slice(0, 2).flatMap((life, index) => {
    const subject = new Subjects().open();
    for (let nth = 0; nth < calls; nth += 1) {
      subject.meet(CAPTURE, true);
      subject.meet(WRITE, true);
    }
    if (index === 0) subject.meet(READ, false);
    return cellsOf(life, subject.calls);
  });
}

function callOf({ life, call }: Cell): string {
  return `${life.name} | ${call}`;
}

test.each([1, 3, 20])('a call meets a fault, and a place all of its faults, with %d calls in a life', (calls) => {
  const all = cells(calls);
  const taken = takeTurns(all, 'a');
  expect(new Set(taken.map(callOf))).toEqual(new Set(all.map(callOf)));
  const faultsAt = (some: readonly Cell[], place: string): Set<string> =>
    new Set(some.filter(({ call }) => call.includes(place)).map(({ fault }) => fault));
  for (const { what } of [CAPTURE, WRITE, READ]) expect(faultsAt(taken, what)).toEqual(faultsAt(all, what));
});

test('a request to a provider meets three faults, another call one', () => {
  const all = cells(20);
  const taken = takeTurns(all, 'a');
  const at = (some: readonly Cell[], channel: string): Cell[] => some.filter(({ call }) => call.startsWith(channel));
  expect(at(taken, 'stripe')).toHaveLength(120);
  expect(at(taken, 'postgres worker writes')).toHaveLength(40);
  expect(at(taken, 'postgres api reads')).toHaveLength(at(all, 'postgres api reads').length);
});

test('faults have equally many turns, and other seeds come to all pairs in the end', () => {
  const all = cells(20);
  const turns = new Map<string, number>();
  for (const { call, fault } of takeTurns(all, 'a')) {
    if (call.includes(WRITE.what)) turns.set(fault, (turns.get(fault) ?? 0) + 1);
  }
  expect(Math.max(...turns.values()) - Math.min(...turns.values())).toBeLessThanOrEqual(1);
  expect(
    takeTurns([...all].reverse(), 'a')
      .map(cellId)
      .sort(),
  ).toEqual(takeTurns(all, 'a').map(cellId).sort());
  const met = new Set(Array.from({ length: 100 }, (_, seed) => takeTurns(all, seed.toString()).map(cellId)).flat());
  expect([...met].sort()).toEqual(all.map(cellId).sort());
});
