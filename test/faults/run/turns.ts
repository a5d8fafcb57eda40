import type { Cell } from '../cells/cell';
import type { Fault } from '../cells/fault';
import { HOUSEHOLD } from '../lives/household';
import { lot } from './lot';

/**
 * How many faults a call meets. A request to a provider is a step of its own in each life; transactions, messages and
 * deliveries come hundreds of times from one place in the program.
 */
const FAULTS_OF_A_REQUEST = 3;
const FAULTS_OF_OUR_WIRES = 1;

const OUR_WIRES: readonly string[] = ['postgres', 'temporal', 'webhook', 'push'];

/**
 * Of each place in the program the calls of all lives share its faults: every call meets some, every fault meets the
 * place, and all have equally many turns. What meets what is drawn by the seed, so that other seeds come to other pairs in
 * the end. Calls of the household are few, and many of them are hit at once: they meet every fault.
 */
export function takeTurns(cells: readonly Cell[], seed: string): Cell[] {
  const every = cells.filter(({ life }) => life === HOUSEHOLD);
  const places = groupsOf(
    cells.filter(({ life }) => life !== HOUSEHOLD),
    placeOf,
  );
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
  const ofCalls = calls.flatMap((call) => rarest(call, turns).map(take));
  const leftOut = [...turns].filter(([, often]) => often === 0).map(([fault]) => fault);
  return [...ofCalls, ...leftOut.flatMap((fault) => drawn.find((cell) => cell.fault === fault) ?? [])];
}

/** The cells of a call whose faults had the fewest turns so far. */
function rarest(cells: readonly Cell[], turns: ReadonlyMap<Fault, number>): Cell[] {
  const often = ({ fault }: Cell): number => turns.get(fault) ?? 0;
  return [...cells].sort((one, other) => often(one) - often(other)).slice(0, faultsOfACall(cells[0]));
}

function faultsOfACall(cell: Cell | undefined): number {
  const wire = cell?.call.split(' ', 1)[0] ?? '';
  return OUR_WIRES.includes(wire) ? FAULTS_OF_OUR_WIRES : FAULTS_OF_A_REQUEST;
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
