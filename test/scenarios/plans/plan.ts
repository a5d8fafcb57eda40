import type { Fulfilment, WithoutMulticapture } from '../../../libs/domain/orders/order';
import type { Cell } from '../cell';
import type { Expected } from '../expected';

/** One capture plan in the matrix: what is special about its order, and how the order must end. */
export interface ScenarioPlan {
  /** Why nobody can meet such a cell; undefined when somebody can. */
  senseless(cell: Cell): string | undefined;
  order(cell: Cell): OrderOverrides;
  /** Only of cells that make sense. */
  expected(cell: Cell): Expected;
}

export interface OrderOverrides {
  readonly card: string;
  /** Whether the card is kept for payments without the buyer. */
  readonly saveForLater: boolean;
  readonly fulfilment: Fulfilment;
  /** Left out: as by default. */
  readonly withoutMulticapture?: WithoutMulticapture;
}

/** Why no bank is asked a second time in most cells. */
export const NOTHING_TO_DECLINE = 'nothing is authorized a second time, so nothing can be declined then';
