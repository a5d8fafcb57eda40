import type { Cell } from './cell';

/** How a cell must end, worked out from the rules of the business alone. Money counts in units of the order. */
export interface Expected {
  readonly status: 'completed' | 'canceled';
  readonly captured: number;
  readonly released: number;
  readonly lost: number;
  readonly attention: readonly string[];
  /** What the shop is told of each parcel, in the order they leave; none when the shop sends none. */
  readonly parcels: readonly ParcelAnswer[];
  /** Whether the unit that was left open can ship after the deadline. */
  readonly shipsAfterDeadline: boolean;
}

export type ParcelAnswer = 'captured' | 'covered' | 'refused';

/** One for each parcel, and one that is left open when the deadline comes. */
export function unitsOf({ parcels, deadline }: Pick<Cell, 'parcels' | 'deadline'>): number {
  return deadline === 'all_shipped' ? parcels : parcels + 1;
}

/** So many answers of one kind. */
export function answers(count: number, answer: ParcelAnswer): ParcelAnswer[] {
  return Array.from({ length: count }, () => answer);
}

/** What becomes of the unit left open, under a policy that can be followed. */
export function endOfOpenUnit({ deadline }: Cell): Pick<Expected, 'released' | 'shipsAfterDeadline'> {
  switch (deadline) {
    case 'release':
      return { released: 1, shipsAfterDeadline: false };
    case 'reauthorize':
      return { released: 0, shipsAfterDeadline: true };
    case 'all_shipped':
    case 'capture_remaining':
      return { released: 0, shipsAfterDeadline: false };
  }
}
