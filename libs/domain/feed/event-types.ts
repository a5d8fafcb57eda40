import type { OrderStatus } from '../orders/order-status';
import type { AttentionCode } from '../payment/payment';
import type { RefundStatus } from '../refunds/refund';

/** What the shop is told, in the words of the API. */
export const EVENT_TYPES = [
  'order.authorized',
  'order.action_required',
  'order.payment_failed',
  'order.completed',
  'order.canceled',
  'hold.expiring',
  'hold.renewed',
  'hold.released',
  'hold.lost',
  'shipment.covered',
  'shipment.captured',
  'shipment.settled',
  'shipment.failed',
  'shipment.canceled',
  'refund.succeeded',
  'refund.failed',
  'dispute.opened',
  'dispute.closed',
  'attention.opened',
  'attention.closed',
] as const;

/** What can happen that a shop is told of. */
export type EventType = (typeof EVENT_TYPES)[number];

/** Something that was recorded of an order: an entry of its timeline, or a status that changed. */
export type RecordedFact =
  | {
      readonly of: 'timeline';
      /** Kind of the entry. */
      readonly became: string;
      /** Whether the authorization that the entry is about replaces an earlier hold. */
      readonly renews: boolean;
    }
  | { readonly of: 'order'; readonly became: OrderStatus; readonly paidAtOnce: boolean }
  | { readonly of: 'shipment'; readonly became: ShipmentStatus }
  | { readonly of: 'refund'; readonly became: RefundStatus }
  | { readonly of: 'attention'; readonly became: 'open' | 'closed'; readonly code: AttentionCode };

type ShipmentStatus = 'pending' | 'covered' | 'captured' | 'settled' | 'refused' | 'canceled';

const NONE: readonly EventType[] = [];

/**
 * Entries of the timeline that are events: what happens to a payment, a hold or a dispute. Shipments, refunds and
 * attentions have a status that tells of each of them, also where one capture takes several.
 */
const OF_TIMELINE: Readonly<Partial<Record<string, EventType>>> = {
  card_saved: 'order.authorized',
  action_required: 'order.action_required',
  payment_failed: 'order.payment_failed',
  confirmation_refused: 'order.payment_failed',
  hold_released: 'hold.released',
  hold_lost: 'hold.lost',
  dispute_opened: 'dispute.opened',
  // An inquiry that became a dispute, or an appeal: it must be answered once more.
  dispute_reopened: 'dispute.opened',
  dispute_won: 'dispute.closed',
  dispute_lost: 'dispute.closed',
  dispute_closed: 'dispute.closed',
};

/** Kinds of entries of the timeline that some event comes of. */
export const EVENTFUL_KINDS: readonly string[] = [...Object.keys(OF_TIMELINE), 'hold_placed'];

const OF_SHIPMENT: Readonly<Record<ShipmentStatus, readonly EventType[]>> = {
  pending: NONE,
  covered: ['shipment.covered'],
  captured: ['shipment.captured'],
  settled: ['shipment.settled'],
  refused: ['shipment.failed'],
  canceled: ['shipment.canceled'],
};

const OF_REFUND: Readonly<Record<RefundStatus, readonly EventType[]>> = {
  requested: NONE,
  pending: NONE,
  succeeded: ['refund.succeeded'],
  failed: ['refund.failed'],
  refused: ['refund.failed'],
};

/** The events that a fact is, in the order in which they are told; none for what only the timeline tells. */
export function eventTypesOf(fact: RecordedFact): readonly EventType[] {
  switch (fact.of) {
    case 'timeline':
      return ofTimeline(fact.became, fact.renews);
    case 'order':
      return ofOrder(fact.became, fact.paidAtOnce);
    case 'shipment':
      return OF_SHIPMENT[fact.became];
    case 'refund':
      return OF_REFUND[fact.became];
    case 'attention':
      return ofAttention(fact.became, fact.code);
  }
}

function ofTimeline(kind: string, renews: boolean): readonly EventType[] {
  if (kind === 'hold_placed') return [renews ? 'hold.renewed' : 'order.authorized'];
  const type = OF_TIMELINE[kind];
  return type === undefined ? NONE : [type];
}

function ofOrder(status: OrderStatus, paidAtOnce: boolean): readonly EventType[] {
  if (status === 'completed') return ['order.completed'];
  if (status === 'canceled') return ['order.canceled'];
  if (status === 'no_payment_required') return ['order.authorized'];
  // Paid at once, no hold is placed that would tell of it.
  return status === 'captured' && paidAtOnce ? ['order.authorized'] : NONE;
}

function ofAttention(became: 'open' | 'closed', code: AttentionCode): readonly EventType[] {
  if (became === 'closed') return ['attention.closed'];
  return code === 'hold_expiring' ? ['hold.expiring', 'attention.opened'] : ['attention.opened'];
}
