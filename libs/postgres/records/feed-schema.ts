import type { Generated } from 'kysely';
import type { EventType } from '../../domain/feed/event-types';

/** The tables of the feed of events for the shop, part of the schema. */

/** Facts that are recorded and not in the feed yet. */
export interface EventOutboxTable {
  outbox_id: Generated<number>;
  order_id: string;
  at: Generated<string>;
  timeline_id: number | null;
  attention_id: number | null;
  shipment_id: string | null;
  refund_id: string | null;
  was: string | null;
  became: string;
}

/** The place of the one writer of the feed. */
export interface EventFeedTable {
  one: Generated<boolean>;
  head: number;
  kept_after: number;
}

/** The feed: each fact that the shop is told of, once, in order. */
export interface ShopEventsTable {
  position: number;
  type: EventType;
  order_id: string;
  at: string;
  timeline_id: number | null;
  attention_id: number | null;
  shipment_id: string | null;
  refund_id: string | null;
  dispute_id: string | null;
  was: string | null;
  became: string | null;
}

/** The endpoints of the shop that were ever configured. */
export interface EventEndpointsTable {
  endpoint: string;
  offered_through: number;
}

/** What each endpoint is still to be sent, and was sent. */
export interface EventDeliveriesTable {
  endpoint: string;
  position: number;
  order_id: string;
  state: 'waiting' | 'due' | 'delivered' | 'failed';
  attempts: Generated<number>;
  first_attempt_at: string | null;
  last_attempt_at: string | null;
  next_attempt_at: string | null;
  last_status: number | null;
  last_error: string | null;
  ended_at: string | null;
}
