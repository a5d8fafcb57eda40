import type { AmountAdjustment } from './amount-adjustment';
import type { DeadlinePolicy, OrderLine } from './order';
import type { Requester } from './requester';
import type { LineQuantity, UnitSpan } from './shipment-price';

/**
 * What can happen to an order: a command from the shop, news from the provider, or the clock. Handled one at a time.
 */
export type Input =
  | { readonly kind: 'authorize' }
  | { readonly kind: 'confirm_payment'; readonly confirmation: ConfirmationCommand }
  | { readonly kind: 'capture_shipment'; readonly shipment: ShipmentCommand }
  | { readonly kind: 'cancel_lines'; readonly cancellation: CancellationCommand }
  | { readonly kind: 'cancel_shipment'; readonly cancellation: ShipmentCancellation }
  | { readonly kind: 'change_deadline'; readonly change: DeadlineChange }
  | { readonly kind: 'add_lines'; readonly addition: LineAddition }
  | { readonly kind: 'lower_line'; readonly reduction: LineReduction }
  | { readonly kind: 'reopen_units'; readonly reopening: UnitsReopening }
  | { readonly kind: 'provider_event'; readonly event: ProviderEvent }
  /** `at`: the time by the workflow's clock; absent: that of the deadline itself, past any warning. */
  | { readonly kind: 'deadline'; readonly at?: string };

/** What an open order grows by. */
export type GrowthInput = Extract<Input, { kind: 'add_lines' | 'reopen_units' }>;

/** The buyer gave a payment method for a hold that is not placed yet. */
export interface ConfirmationCommand extends Requester {
  readonly paymentMethod: string;
  /** Where the bank sends the buyer back to; null: where the order said. */
  readonly returnUrl: string | null;
}

/** Units left the warehouse together: capture what they are worth. */
export interface ShipmentCommand extends Requester {
  readonly shipmentId: string;
  /** Empty where an amount is shipped. */
  readonly lines: readonly LineQuantity[];
  /** Minor units, of whatever is open, one unit after the other; absent: the lines say what leaves. */
  readonly amount?: number;
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  /** When it left, ISO 8601, as the shop says; absent: when it was told of. */
  readonly shippedAt?: string;
  /** Absent: the shipment is worth what the allocation says. */
  readonly amountAdjustment?: AmountAdjustment;
  readonly contentHash: string;
}

/** The shop gives up units that have not shipped. */
export interface CancellationCommand extends Requester {
  readonly cancellationId: string;
  /** How many of which lines, the last units of each; absent: all that is open. */
  readonly lines?: readonly LineQuantity[];
  readonly reason: string;
  readonly contentHash: string;
}

/** A shipment that is covered did not leave after all. Its id names it, so the same once more is a repeat. */
export interface ShipmentCancellation extends Requester {
  readonly shipmentId: string;
  readonly reason: string;
}

/** Another deadline policy for an open order; absent: as it is. */
export interface DeadlineChange extends Requester {
  readonly onDeadline?: DeadlinePolicy;
  readonly marginSeconds?: number;
}

/** The buyer wants more: lines for an open order. */
export interface LineAddition extends Requester {
  readonly changeId: string;
  readonly lines: readonly OrderLine[];
  /** A card of the buyer's, who is there, for where the hold has no room; absent: the kept one. */
  readonly paymentMethod?: string;
  readonly contentHash: string;
}

/** Units of a line that have not shipped cost less from now on. */
export interface LineReduction extends Requester {
  readonly changeId: string;
  readonly lineId: string;
  /** Minor units for one unit. */
  readonly unitPrice: number;
  /** Minor units for all units that are open; absent: in proportion to the price. */
  readonly taxAmount?: number;
  readonly reason: string;
  readonly contentHash: string;
}

/**
 * Units go back, and are to ship once more: a replacement for what arrived broken. It has all that the refund of them
 * has, for both are written down together.
 */
export interface UnitsReopening extends Requester {
  readonly changeId: string;
  readonly refundId: string;
  readonly shipmentId: string | null;
  readonly lines: readonly LineQuantity[] | null;
  readonly amount: number | null;
  readonly refundTo?: 'card' | 'credits';
  readonly reason: string;
  /** The units that go back. */
  readonly units: readonly UnitSpan[];
  readonly contentHash: string;
  readonly acceptanceId: string;
}

/**
 * News that something changed at the provider. It carries names, never amounts: what it means for the money
 * is read from the provider.
 */
export interface ProviderEvent {
  readonly eventId: string;
  /** The provider's own type, for people reading the history. */
  readonly type: string;
  readonly about: 'settlement' | 'hold';
  readonly paymentIntentId: string | null;
  readonly chargeId: string | null;
  /** Of a card that is being saved; absent when the event is about something else. */
  readonly setupIntentId?: string | null;
}

/** Whether a message, which anybody may have sent, tells of something that an order can look at. */
export function isProviderEvent(message: unknown): message is ProviderEvent {
  if (typeof message !== 'object' || message === null || !('about' in message) || !('eventId' in message)) return false;
  return (message.about === 'settlement' || message.about === 'hold') && typeof message.eventId === 'string';
}
