import { API_VERSION } from '../../wire/api-table';
import type { JsonObject } from '../json';
import { parseJsonObject } from '../json';

export type EventType =
  | 'application_fee.created'
  | 'application_fee.refund.updated'
  | 'application_fee.refunded'
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
  /** The contents of `data` never change (documented), so they are kept as written at that moment. */
  readonly data: string;
  readonly requestId: string | null;
  readonly idempotencyKey: string | null;
  /** Events about one object reach an endpoint in order; this is that object. */
  readonly about: string;
  /** Endpoints that have not taken it yet. */
  readonly pending: Set<string>;
}

/** The event as it is sent to an endpoint without a version of its own. */
export function eventText(event: StripeEvent): string {
  return eventTextFor(event, null);
}

/**
 * The event as it is sent: `data` is not parsed and written again. An endpoint that is pinned to a version gets that
 * one named (documented); the shapes are those of this emulator's version all the same.
 */
export function eventTextFor(event: StripeEvent, pinned: string | null): string {
  const head = JSON.stringify({ ...envelope(event), api_version: pinned ?? API_VERSION }).slice(0, -1);
  return `${head},"data":${event.data}}`;
}

export function renderEvent(event: StripeEvent): JsonObject {
  return { ...envelope(event), data: parseJsonObject(event.data) };
}

function envelope(event: StripeEvent): JsonObject {
  return {
    id: event.id,
    object: 'event',
    api_version: API_VERSION,
    created: event.created,
    livemode: false,
    pending_webhooks: event.pending.size,
    request: { id: event.requestId, idempotency_key: event.idempotencyKey },
    type: event.type,
  };
}
