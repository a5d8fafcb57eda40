import type { LineAddition, LineReduction, UnitsReopening } from '../orders/inputs';
import type { UnitRun } from '../orders/order';
import type { RefundRefusal } from '../refunds/refund';

/** Steps that change what an open order consists of: written down only. */
export type LineStep =
  | ({ readonly kind: 'add_lines' } & AddLinesStep)
  | ({ readonly kind: 'lower_line' } & LowerLineStep)
  | ({ readonly kind: 'reopen_units' } & ReopenUnitsStep);

/** Lines are added, which the hold has room for, or the saved card is charged for as they ship. */
export interface AddLinesStep {
  readonly orderId: string;
  readonly currency: string;
  readonly addition: LineAddition;
  /** What each unit of the lines is worth. */
  readonly runs: readonly UnitRun[];
  /** Minor units that all of them are worth. */
  readonly amount: number;
  readonly authorizationGeneration: number;
  /** `hold`: what it was incremented by becomes theirs. `saved_card`: it is charged for them as they ship. */
  readonly paidBy: 'hold' | 'saved_card';
}

/** The units of a line that are open cost less from now on. */
export interface LowerLineStep {
  readonly orderId: string;
  readonly currency: string;
  readonly reduction: LineReduction;
  /** The open units of the line, and what each is worth from now on. */
  readonly runs: readonly UnitRun[];
  /** Minor units that they are worth less: they leave the hold at the latest with its final capture or its release. */
  readonly amount: number;
  /** Minor units of tax among them. */
  readonly taxLess: number;
}

/** Units that go back are open once more: as new units of their lines, worth what they were worth. */
export interface ReopenUnitsStep {
  readonly orderId: string;
  readonly currency: string;
  readonly reopening: UnitsReopening;
  /** What each of the new units is worth. */
  readonly runs: readonly UnitRun[];
  /** Minor units that all of them are worth. */
  readonly amount: number;
  readonly authorizationGeneration: number;
  readonly paidBy: AddLinesStep['paidBy'];
}

/** What an order consists of has changed. */
export type LineFact =
  | { readonly kind: 'lines_added'; readonly change: DoneLineChange }
  | { readonly kind: 'line_lowered'; readonly change: DoneLineChange }
  | { readonly kind: 'units_reopened'; readonly change: DoneLineChange }
  /** They cannot go back any more: nothing was written down. */
  | { readonly kind: 'reopening_refused'; readonly refusal: RefundRefusal };

/** What is answered to a change of lines, and to every repeat of it. */
export interface DoneLineChange {
  readonly changeId: string;
  readonly contentHash: string;
  /** Minor units that the order is worth more, or less. */
  readonly amount: number;
}
