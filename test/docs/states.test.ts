import { ORDER_STATUSES, orderStatus, isFinalStatus } from '../../libs/domain/orders/order-status';
import { REVERSAL_TRANSITIONS } from '../../libs/domain/orders/reversal-state';
import {
  AUTHORIZATION_TRANSITIONS,
  CAPTURE_TRANSITIONS,
  CONFIRMATION_TRANSITIONS,
  REFUND_TRANSITIONS,
  type AuthorizationState,
  type CaptureState,
} from '../../libs/domain/orders/transitions';
import { codeIn, section, tableRows } from './pages';

const END = '[*]';

/** The arrows of the state diagrams under a heading; one to or from a composite state is one for each state in it. */
function arrowsUnder(heading: string): Set<string> {
  const members = new Map<string, Set<string>>();
  const arrows: [string, string][] = [];
  let composite: string | undefined;
  for (const line of section('docs/states.md', heading)
    .split('\n')
    .map((each) => each.trim())) {
    const [, opened] = /^state (\w+) \{$/.exec(line) ?? [];
    if (opened !== undefined) {
      composite = opened;
      members.set(opened, members.get(opened) ?? new Set());
    }
    if (line === '}') composite = undefined;
    const [, from, to] = /^(\S+) --> (\S+)$/.exec(line) ?? [];
    if (from === undefined || to === undefined) continue;
    arrows.push([from, to]);
    if (composite !== undefined) members.get(composite)?.add(from).add(to);
  }
  const statesOf = (name: string): string[] => [...(members.get(name) ?? [name])];
  return new Set(arrows.flatMap(([from, to]) => statesOf(from).flatMap((a) => statesOf(to).map((b) => arrow(a, b)))));
}

function arrow(from: string, to: string): string {
  return `${from} --> ${to}`;
}

/** What a table of transitions would be drawn as, but for where it begins. */
function drawn(table: Readonly<Record<string, readonly string[]>>): string[] {
  return Object.entries(table).flatMap(([from, after]) => {
    const others = after.filter((to) => to !== from);
    return others.length === 0 ? [arrow(from, END)] : others.map((to) => arrow(from, to));
  });
}

test.each([
  ['Authorization', AUTHORIZATION_TRANSITIONS],
  ['Capture', CAPTURE_TRANSITIONS],
  ['Confirmation', CONFIRMATION_TRANSITIONS],
  ['Refund', REFUND_TRANSITIONS],
  ['Reversal', REVERSAL_TRANSITIONS],
] as const)('the diagram "%s" of docs/states.md shows what the code allows', (heading, table) => {
  const arrows = [...arrowsUnder(heading)].filter((each) => !each.startsWith(END));
  expect(arrows.sort()).toEqual(drawn(table).sort());
});

const NOTHING: CaptureState[] = [];
const NOT_SETTLED: CaptureState[] = ['captured'];
const SETTLED: CaptureState[] = ['settled'];

const SOLD = { total: 4600 };
const FREE = { total: 0 };

test('the diagram "Order" of docs/states.md has every status, and ends where an order ends', () => {
  const arrows = [...arrowsUnder('Order')].map((each) => each.split(' --> '));
  const named = arrows.flat().filter((status) => status !== END);
  expect([...new Set(named)].sort()).toEqual([...ORDER_STATUSES].sort());
  for (const status of ORDER_STATUSES) {
    const after = arrows.filter(([from]) => from === status).map(([, to]) => to);
    expect({ status, ends: after.includes(END) }).toEqual({ status, ends: isFinalStatus(status) });
    expect({ status, goesOn: after.some((to) => to !== END) }).toEqual({ status, goesOn: !isFinalStatus(status) });
  }
});

test('every arrow between two statuses of docs/states.md comes of changes that the code allows', () => {
  const possible = new Set(possibleChanges());
  const arrows = [...arrowsUnder('Order')].filter((each) => !each.includes(END));
  expect(arrows.filter((each) => !possible.has(each))).toEqual([]);
});

/** Changes of status that one authorization can cause, with its captures, with one before it, and with the next one. */
function possibleChanges(): string[] {
  const growing = [NOTHING, NOT_SETTLED, SETTLED];
  const pairs = growing.flatMap((before, index) => growing.slice(index).map((after) => [before, after] as const));
  const lists = Object.entries(AUTHORIZATION_TRANSITIONS).flatMap(([name, after]) => {
    const from = name as AuthorizationState;
    const alone: [AuthorizationState[], AuthorizationState[]][] = [from, ...after].map((to) => [[from], [to]]);
    const renewed: typeof alone = after.map((to) => [
      ['captured', from],
      ['captured', to],
    ]);
    const next: typeof alone = after.map((to) => [[from], [to, 'requested']]);
    // A shipment is charged to a saved card, and the last one ends the card.
    const charged: typeof alone = after.flatMap((to) => [
      [
        ['saved', from],
        ['saved', to],
      ],
      [
        ['saved', from],
        ['released', to],
      ],
    ]);
    return [...alone, ...renewed, ...next, ...charged];
  });
  return lists.flatMap(([before, after]) =>
    pairs.flatMap(([had, has]) =>
      [SOLD, FREE].map((order) => arrow(orderStatus(before, had, order), orderStatus(after, has, order))),
    ),
  );
}

test('the table of docs/states.md gives the status that the code derives', () => {
  const rows = tableRows(section('docs/states.md', 'Order')).filter((cells) => cells.length === 4);
  const written = rows.map((cells) => cells.flatMap(codeIn));
  const derived = Object.keys(AUTHORIZATION_TRANSITIONS).map((name) => {
    const state = [name as AuthorizationState];
    return [name, ...[NOTHING, NOT_SETTLED, SETTLED].map((captures) => orderStatus(state, captures, SOLD))];
  });
  expect(written.sort()).toEqual(derived.sort());
});
