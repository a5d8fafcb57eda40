import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import { parseJsonObject } from '../../../../../libs/emulation/objects/json';
import type { EventData } from './event-data';

export type EventType =
  | 'account.updated'
  | 'application_fee.created'
  | 'application_fee.refund.updated'
  | 'application_fee.refunded'
  | 'balance.available'
  | 'charge.captured'
  | 'charge.dispute.closed'
  | 'charge.dispute.created'
  | 'charge.dispute.funds_reinstated'
  | 'charge.dispute.funds_withdrawn'
  | 'charge.dispute.updated'
  | 'charge.expired'
  | 'charge.failed'
  | 'charge.refund.updated'
  | 'charge.refunded'
  | 'charge.succeeded'
  | 'charge.updated'
  | 'checkout.session.completed'
  | 'checkout.session.expired'
  | 'customer.created'
  | 'customer.deleted'
  | 'customer.updated'
  | 'payment_intent.amount_capturable_updated'
  | 'payment_intent.canceled'
  | 'payment_intent.created'
  | 'payment_intent.payment_failed'
  | 'payment_intent.processing'
  | 'payment_intent.requires_action'
  | 'payment_intent.succeeded'
  | 'payment_method.attached'
  | 'payout.canceled'
  | 'payout.created'
  | 'payout.failed'
  | 'payout.paid'
  | 'payout.reconciliation_completed'
  | 'payout.updated'
  | 'price.created'
  | 'price.updated'
  | 'product.created'
  | 'product.deleted'
  | 'product.updated'
  | 'radar.early_fraud_warning.created'
  | 'radar.early_fraud_warning.updated'
  | 'review.closed'
  | 'review.opened'
  | 'refund.created'
  | 'refund.failed'
  | 'refund.updated'
  | 'transfer.created'
  | 'transfer.reversed'
  | 'transfer.updated'
  | 'payment_method.detached'
  | 'payment_method.updated'
  | 'setup_intent.canceled'
  | 'setup_intent.created'
  | 'setup_intent.requires_action'
  | 'setup_intent.setup_failed'
  | 'setup_intent.succeeded';

export interface StripeEvent {
  readonly id: string;
  readonly created: number;
  readonly type: EventType;
  /** The connected account that it happened in; null: the platform's own. */
  readonly account: string | null;
  /** The account's API version at that moment: what is read shows its data as that version does (documented). */
  readonly apiVersion: string;
  readonly data: EventData;
  /** The same as older versions say it, for those that anybody listened in. */
  readonly older: ReadonlyMap<string, string>;
  readonly requestId: string | null;
  readonly idempotencyKey: string | null;
  /** Events about one object reach an endpoint in order; this is that object. */
  readonly about: string;
  /** Endpoints that have not taken it yet. */
  readonly pending: Set<string>;
}

/** An endpoint that is pinned to a version gets that one named and its shapes (documented). */
export function renderEvent(event: StripeEvent, pinned: string | null = null): JsonObject {
  const version = pinned ?? event.apiVersion;
  return {
    id: event.id,
    object: 'event',
    ...(event.account !== null && { account: event.account }),
    api_version: version,
    created: event.created,
    data: parseJsonObject(dataAs(event, version)),
    livemode: false,
    pending_webhooks: event.pending.size,
    request: { id: event.requestId, idempotency_key: event.idempotencyKey },
    type: event.type,
  };
}

/** In a version that nobody listened in then, an event is told as the newest does (assumed). */
function dataAs({ data, older }: StripeEvent, version: string): string {
  return older.get(version) ?? data.text;
}
