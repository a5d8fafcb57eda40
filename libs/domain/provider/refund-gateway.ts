import type { KeyedRequest } from './idempotency-key';
import type { Money } from '../money/money';
import type { Settlement } from '../settlements/settlement';
import type { UnknownWord } from './unknown-answer';

/** The part of the port to a payment provider that gives captured money back. It throws what the whole port throws. */
export interface RefundGateway {
  refund(request: RefundRequest): Promise<RefundAnswer>;
  /** The refund that a lost `refund` call may have left behind, found by its metadata; undefined when there is none. */
  findRefund(search: RefundSearch): Promise<RefundReading | undefined>;
  readRefund(stripeRefundId: string): Promise<RefundReading>;
  /** Every refund of a charge that was made by somebody else, by hand or by another program, newest first. */
  externalRefunds(chargeId: string): Promise<RefundReading[]>;
}

/** Who a refund is for; travels as metadata so that the provider's records and events name it. */
export interface RefundRef {
  readonly orderId: string;
  readonly refundId: string;
  /** A refund has one part for each charge it takes from; counted from 1. */
  readonly part: number;
}

/** Returns part of a charge to the buyer. */
export interface RefundRequest extends KeyedRequest {
  readonly ref: RefundRef;
  readonly chargeId: string;
  readonly amount: Money;
  /** In the shop's words: the provider is told the nearest of its own. */
  readonly reason: string;
}

/** The provider's answer to a refund; refused: no money moved. */
export type RefundAnswer =
  | { readonly kind: 'answered'; readonly refund: RefundReading }
  | { readonly kind: 'refused'; readonly reason: RefundRefusedReason; readonly code: string };

/**
 * `exceeds_charge`: the provider has less to give back than our records say. `short_of_balance`: our own balance there
 * cannot bear it now. `other`: about the charge, in words that we do not know.
 */
export type RefundRefusedReason = 'exceeds_charge' | 'disputed' | 'short_of_balance' | 'other';

/** How a refund is found whose request had no answer. */
export interface RefundSearch {
  readonly ref: RefundRef;
  readonly chargeId: string;
}

/** A refund as Stripe shows it; minor units of the charge's currency. */
export interface RefundReading {
  readonly stripeRefundId: string;
  /** Null where the provider does not say. */
  readonly chargeId: string | null;
  readonly status: 'pending' | 'succeeded' | 'failed';
  readonly amount: number;
  /** The provider's word for why it failed; null unless it did. */
  readonly failureReason: string | null;
  /** What left our balance; null while the provider does not say. */
  readonly settlement: Settlement | null;
  /** Absent: every word was understood. Else it counts as pending. */
  readonly unknown?: UnknownWord;
  /** What came back to it when the refund failed. */
  readonly failureSettlement: Settlement | null;
}
