import type { Cell } from './cell';

/** How a cell must end, worked out from the rules of the business alone. Money counts in units of the order. */
export interface Expected {
  readonly status: 'completed' | 'canceled';
  readonly captured: number;
  readonly released: number;
  readonly lost: number;
  readonly attention: readonly string[];
  /** What the shop is told of each shipment, in the order they leave; none when the shop sends none. */
  readonly shipments: readonly ShipmentAnswer[];
  /** What the shop does about the units that are open after its shipments. */
  readonly then: Ending;
}

export type Ending =
  /** It leaves them, or there are none. */
  | 'nothing'
  /** Another hold follows the deadline's, and they ship from that one. */
  | 'ships_on_next_hold'
  /** They leave in one shipment. */
  | 'ships_the_rest'
  /** They are given up, once the order has shown what needs attention. */
  | 'cancels_the_rest';

export type ShipmentAnswer = 'captured' | 'covered' | 'refused';

/** One for each shipment, and one that is left open when the deadline comes. */
export function unitsOf({ shipments, deadline }: Pick<Cell, 'shipments' | 'deadline'>): number {
  return deadline === 'all_shipped' ? shipments : shipments + 1;
}

/** So many answers of one kind. */
export function answers(count: number, answer: ShipmentAnswer): ShipmentAnswer[] {
  return Array.from({ length: count }, () => answer);
}

/** What becomes of the unit left open, under a policy that can be followed. */
export function endOfOpenUnit({ deadline }: Cell): Pick<Expected, 'released' | 'then'> {
  switch (deadline) {
    case 'release':
      return { released: 1, then: 'nothing' };
    case 'reauthorize':
      return { released: 0, then: 'ships_on_next_hold' };
    case 'all_shipped':
    case 'capture_remaining':
      return { released: 0, then: 'nothing' };
  }
}
