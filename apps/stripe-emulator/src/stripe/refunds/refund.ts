import { shownIntent } from '../charges/hidden-intent';
import type { JsonObject } from '../../../../../libs/emulation/objects/json';

/** A card refund is never canceled and asks nothing of the buyer. */
export type RefundStatus = 'failed' | 'pending' | 'succeeded';

export interface Refund {
  readonly id: string;
  readonly created: number;
  readonly amount: number;
  readonly currency: string;
  readonly charge: string;
  readonly customer: string | null;
  readonly paymentIntent: string;
  readonly paymentMethod: string;
  readonly reason: string | null;
  /** Null for what a hold gave back: nothing was taken yet. */
  balanceTransaction: string | null;
  /** Of the newest transfer that was reversed with it. */
  readonly transferReversal: string | null;
  metadata: ReadonlyMap<string, string>;
  /** The card network's number for it, once it is known. */
  reference: string | null;
  status: RefundStatus;
  failure: { readonly reason: string; readonly balanceTransaction: string } | null;
}

export function renderRefund(refund: Refund): JsonObject {
  const { failure, reference, status } = refund;
  return {
    id: refund.id,
    object: 'refund',
    amount: refund.amount,
    balance_transaction: refund.balanceTransaction,
    charge: refund.charge,
    created: refund.created,
    currency: refund.currency,
    customer: refund.customer,
    customer_account: null,
    destination_details: {
      card: {
        ...(reference !== null && { reference }),
        reference_status: reference === null ? 'pending' : 'available',
        reference_type: 'acquirer_reference_number',
        type: 'refund',
      },
      type: 'card',
    },
    ...(failure !== null && {
      failure_balance_transaction: failure.balanceTransaction,
      failure_reason: failure.reason,
    }),
    metadata: Object.fromEntries(refund.metadata),
    payment_intent: shownIntent(refund.paymentIntent),
    payment_method: refund.paymentMethod,
    ...(status === 'pending' && { pending_reason: 'processing' }),
    reason: refund.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status,
    transfer_reversal: refund.transferReversal,
  };
}
