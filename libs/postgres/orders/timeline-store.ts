import type { Selectable } from 'kysely';
import type { Money } from '../../domain/money/money';
import type { Database } from '../database/database';
import { fitting } from '../database/fitting-text';
import type { OrderChange } from './order-change';
import type { TimelineRecord } from '../records/order-record';
import type { TimelineTable } from '../records/timeline-schema';

/** What a row of the timeline can tell of. */
export const TIMELINE_KINDS = [
  'order_accepted',
  'payment_method_required',
  'payment_failed',
  'action_required',
  'processing',
  'confirmation_refused',
  'features_refused',
  'hold_placed',
  'hold_incremented',
  'increment_refused',
  'shipment_covered',
  'shipment_captured',
  'shipments_captured',
  'shipments_lost',
  'shipment_canceled',
  'capture_refused',
  'capture_settled',
  'hold_released',
  'hold_lost',
  'renewal_due',
  'renewal_refused',
  'renewal_given_up',
  'order_canceled',
  'lines_canceled',
  'deadline_changed',
  'lines_added',
  'line_lowered',
  'refund_succeeded',
  'refund_pending',
  'refund_refused',
  'refund_failed',
  'card_saved',
  'nothing_due',
  'card_released',
  'under_review_opened',
  'under_review_ended',
  'fraud_warning_opened',
  'fraud_warning_ended',
  'dispute_opened',
  'dispute_reopened',
  'dispute_under_review',
  'dispute_funds_withdrawn',
  'dispute_funds_reinstated',
  'dispute_evidence_staged',
  'dispute_won',
  'dispute_lost',
  'dispute_closed',
  'attention_opened',
  'attention_closed',
  'transfer_created',
  'application_fee_created',
  'transfer_reversed',
  'application_fee_refunded',
  'reversal_refused',
  'workflow_started_again',
  'note_added',
] as const;

/** What happened: part of the contract. */
export type TimelineKind = (typeof TIMELINE_KINDS)[number];

/** Ids of what a row is about. */
export interface TimelineAbout {
  readonly authorizationId?: string;
  readonly shipmentId?: string;
  readonly captureId?: string;
  readonly cancellationId?: string;
  readonly paymentIntentId?: string | null;
  readonly chargeId?: string | null;
  readonly balanceTransactionId?: string;
  readonly refundId?: string;
  readonly stripeRefundId?: string | null;
  readonly disputeId?: string;
}

/** One thing that happened to an order; `amount` null: no money is meant. */
export interface TimelineEntry {
  readonly kind: TimelineKind;
  readonly amount: Money | null;
  readonly about: TimelineAbout;
  /** One sentence for people; nothing personal. */
  readonly message: string;
}

/**
 * Says what happened; it is written at the end of the change. Append-only: the caller's guarded change of state makes
 * it happen once.
 */
export function appendTimeline({ appended, orderId, at, origin }: OrderChange, entry: TimelineEntry): Promise<void> {
  const { kind, amount, about, message } = entry;
  appended.timeline.push({
    order_id: orderId,
    at,
    kind,
    amount: amount?.amount ?? null,
    currency: amount?.currency ?? null,
    actor: origin.actor,
    request_id: origin.requestId,
    key_name: origin.keyName ?? null,
    person: origin.person ?? null,
    event_id: origin.eventId,
    authorization_id: about.authorizationId ?? null,
    shipment_id: about.shipmentId ?? null,
    capture_id: about.captureId ?? null,
    cancellation_id: about.cancellationId ?? null,
    payment_intent_id: about.paymentIntentId ?? null,
    charge_id: about.chargeId ?? null,
    balance_transaction_id: about.balanceTransactionId ?? null,
    refund_id: about.refundId ?? null,
    stripe_refund_id: about.stripeRefundId ?? null,
    dispute_id: about.disputeId ?? null,
    message: fitting(message, 2000),
  });
  return Promise.resolve();
}

const ROWS_AT_MOST = 5_000;

/** What happened to an order, oldest first. */
export async function readTimeline(database: Database, orderId: string): Promise<TimelineRecord[]> {
  const rows = await database
    .selectFrom('timeline')
    .selectAll()
    .where('order_id', '=', orderId)
    .orderBy('timeline_id')
    .limit(ROWS_AT_MOST)
    .execute();
  return rows.map(timelineRecordOf);
}

/** A row as a reader is shown it. */
export function timelineRecordOf(row: Selectable<TimelineTable>): TimelineRecord {
  return {
    at: row.at,
    kind: row.kind,
    amount: row.amount === null || row.currency === null ? null : { amount: row.amount, currency: row.currency },
    actor: row.actor,
    requestId: row.request_id,
    keyName: row.key_name,
    person: row.person,
    about: named({
      authorizationId: row.authorization_id,
      shipmentId: row.shipment_id,
      captureId: row.capture_id,
      cancellationId: row.cancellation_id,
      paymentIntentId: row.payment_intent_id,
      chargeId: row.charge_id,
      balanceTransactionId: row.balance_transaction_id,
      refundId: row.refund_id,
      stripeRefundId: row.stripe_refund_id,
      disputeId: row.dispute_id,
      eventId: row.event_id,
    }),
    message: row.message,
  };
}

function named(ids: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(Object.entries(ids).flatMap(([name, id]) => (id === null ? [] : [[name, id]])));
}
