import { parseJsonObject } from '../../../../../libs/emulation/objects/json';
import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import { timeIn } from '../show';
import type { Style } from '../show';

/** Named by the documentation. */
export const NAMED_TYPES = [
  'charge.refund.updated',
  'payment_intent.canceled',
  'payment_intent.created',
  'payment_intent.payment_failed',
  'payment_intent.requires_action',
  'payment_intent.succeeded',
  'setup_intent.created',
  'setup_intent.succeeded',
] as const;

/** What Stripe sends at these moments; only with the setting `event_types: as_stripe`. */
export const TYPES_OF_STRIPE = [
  'charge.captured',
  'charge.failed',
  'charge.refunded',
  'charge.succeeded',
  'payment_intent.amount_capturable_updated',
  'setup_intent.canceled',
  'setup_intent.requires_action',
  'setup_intent.setup_failed',
] as const;

export type EventType = (typeof NAMED_TYPES)[number] | (typeof TYPES_OF_STRIPE)[number];

export interface WooshPayEvent {
  readonly id: string;
  readonly created: number;
  readonly type: EventType;
  /** The object as it was at that moment. */
  readonly data: string;
  /** Events about one object reach an endpoint in order; this is that object. */
  readonly about: string;
  /** Endpoints that have not taken it yet. */
  readonly pending: Set<string>;
}

/** As documented: `{id, object, created, livemode, type, data: {object}}`. */
export function renderEvent(account: Style, event: WooshPayEvent): JsonObject {
  return {
    id: event.id,
    object: 'event',
    created: timeIn(account, event.created),
    livemode: false,
    type: event.type,
    data: { object: parseJsonObject(event.data) },
  };
}
