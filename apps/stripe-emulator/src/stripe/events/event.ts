import { API_VERSION } from '../../wire/api-table';
import type { JsonObject } from '../json';
import { parseJsonObject } from '../json';

export type EventType =
  | 'charge.captured'
  | 'charge.expired'
  | 'charge.failed'
  | 'charge.succeeded'
  | 'charge.updated'
  | 'customer.created'
  | 'payment_intent.amount_capturable_updated'
  | 'payment_intent.canceled'
  | 'payment_intent.created'
  | 'payment_intent.payment_failed'
  | 'payment_intent.requires_action'
  | 'payment_intent.succeeded'
  | 'payment_method.attached';

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

/** The event as it is sent: `data` is not parsed and written again. */
export function eventText(event: StripeEvent): string {
  const head = JSON.stringify(envelope(event)).slice(0, -1);
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
