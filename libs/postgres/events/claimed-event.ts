import type { Selectable } from 'kysely';
import type { ReceivedEvent } from '../../domain/provider/received-event';
import type { WebhookEventsTable } from '../records/event-schema';

/** A stored event that is being delivered. */
export interface ClaimedEvent extends Omit<ReceivedEvent, 'apiVersion' | 'createdAt' | 'payload'> {
  readonly receivedAt: string;
  /** This attempt counts. */
  readonly attempts: number;
}

/**
 * When the sweep looks at an event that is stored: after whoever stored it has delivered it. That takes a moment, but
 * for a signal to a Temporal that is slow; then the workflow may be told twice, which is harmless.
 */
export const FIRST_ATTEMPT_AFTER_SECONDS = 5;

/**
 * A claimed event whose deliverer died is anybody's again after this: longer than a delivery takes (a few reads, and a
 * signal of ten seconds at most), and no longer, because a buyer may be waiting for the page after authentication.
 */
export const CLAIM_SECONDS = 30;

/** The columns of an event that is being delivered. */
export const CLAIMED = [
  'event_id',
  'type',
  'about',
  'payment_intent_id',
  'charge_id',
  'balance_transaction_id',
  'setup_intent_id',
  'amount_received',
  'order_id',
  'refund_id',
  'stripe_refund_id',
  'livemode',
  'dispute_id',
  'account',
  'deployment',
  'intended_at',
  'received_at',
  'attempts',
] as const;

/** An event that is being delivered, from its row. */
export function claimedEventOf(row: Pick<Selectable<WebhookEventsTable>, (typeof CLAIMED)[number]>): ClaimedEvent {
  return {
    eventId: row.event_id,
    type: row.type,
    about: row.about,
    paymentIntentId: row.payment_intent_id,
    chargeId: row.charge_id,
    balanceTransactionId: row.balance_transaction_id,
    setupIntentId: row.setup_intent_id,
    amountReceived: row.amount_received,
    orderId: row.order_id,
    refundId: row.refund_id,
    stripeRefundId: row.stripe_refund_id,
    livemode: row.livemode,
    disputeId: row.dispute_id,
    account: row.account,
    deployment: row.deployment,
    intendedAt: row.intended_at,
    receivedAt: row.received_at,
    attempts: row.attempts,
  };
}
