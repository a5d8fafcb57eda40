import type { Cell } from '../cells/cell';
import type { Fault } from '../cells/fault';
import { HOUSEHOLD } from '../lives/household';
import { lot } from './lot';

/** Wires whose calls are one place in the program and come hundreds of times: in each life, for each event and each message. */
const ONE_PLACE: readonly string[] = ['postgres', 'temporal', 'webhook', 'push'];

/**
 * Every request to a provider with every fault, as each is a step of its own; of other calls, each at least once, and at
 * least once every fault that fits a place in the program: its faults take turns over the calls that are made there. What
 * meets what is drawn by the seed, so that other seeds come to other pairs in the end.
 */
export function takeTurns(cells: readonly Cell[], seed: string): Cell[] {
  const every = cells.filter((cell) => !takesTurns(cell));
  const places = groupsOf(cells.filter(takesTurns), placeOf);
  return [...every, ...places.flatMap((place) => turnsAt(place, seed))];
}

function turnsAt(place: readonly Cell[], seed: string): Cell[] {
  const drawn = [...place].sort((one, other) => lot(one, seed) - lot(other, seed));
  const turns = new Map<Fault, number>(drawn.map(({ fault }) => [fault, 0]));
  const take = (cell: Cell): Cell => {
    turns.set(cell.fault, (turns.get(cell.fault) ?? 0) + 1);
    return cell;
  };
  const calls = groupsOf(drawn, ({ life, call }) => `${life.name} | ${call}`);
  const ofCalls = calls.map((call) => take(rarest(call, turns)));
  const leftOut = [...turns].filter(([, often]) => often === 0).map(([fault]) => fault);
  return [...ofCalls, ...leftOut.flatMap((fault) => drawn.find((cell) => cell.fault === fault) ?? [])];
}

/** The cell of a call whose fault had the fewest turns so far. */
function rarest(cells: readonly Cell[], turns: ReadonlyMap<Fault, number>): Cell {
  const often = ({ fault }: Cell): number => turns.get(fault) ?? 0;
  return cells.reduce((best, cell) => (often(cell) < often(best) ? cell : best));
}

/** Calls of the household are few, and many of them are hit at once. */
function takesTurns({ life, call }: Cell): boolean {
  return life !== HOUSEHOLD && ONE_PLACE.includes(call.split(' ', 1)[0] ?? '');
}

/** The name of a call without its number. */
function placeOf({ call }: Cell): string {
  return call.replace(/ #\d+$/, '');
}

function groupsOf(cells: readonly Cell[], by: (cell: Cell) => string): Cell[][] {
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) {
    const name = by(cell);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [cell]);
    else group.push(cell);
  }
  return [...groups.values()];
}
