import type { RefundCommand, RefundEvent } from './refund';

/** Steps of a refund, carried out by activities. Plain data: they travel through Temporal's history. */

/** Asks for a refund. */
export interface RequestRefundStep {
  readonly orderId: string;
  readonly command: RefundCommand;
}

/** Reads what became of a refund. */
export interface ReadRefundStep {
  readonly orderId: string;
  readonly refundId: string;
  /** What made us look; null when it was the clock. */
  readonly event: RefundEvent | null;
}
