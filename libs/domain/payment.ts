import type { Capabilities, CapturePlan } from './capture-plan';
import type { AcceptedOrder } from './order';
import { orderStatus, type CancelReason, type OrderStatus } from './order-status';
import type { NextAction, PaymentError } from './payment-gateway';
import type { LineQuantity, UnitSpan } from './shipment-price';

/**
 * Everything the workflow knows about one order's money. Immutable: `evolve` is the only way it changes,
 * and `decide` is the only thing that looks at it to say what comes next.
 */
export interface Payment {
  readonly order: AcceptedOrder;
  readonly hold: Hold;
  /** Generation of the latest authorization asked of the provider; 0 before the first. */
  readonly authorizationGeneration: number;
  /** Accepted shipments only: a refused one leaves no trace under its id. */
  readonly shipments: readonly CapturedShipment[];
  /** Per shipment, the latest generation whose capture was definitely refused. */
  readonly refusedGenerations: Readonly<Record<string, number>>;
  readonly cancellations: readonly Cancellation[];
  readonly cancelReason: CancelReason | null;
  readonly attention: readonly AttentionCode[];
}

export type Hold = NoHold | AwaitedHold | LiveHold | EndedHold;

export interface NoHold {
  readonly state: 'none';
}

/** The provider waits for a card, for the buyer, or for a network. */
export interface AwaitedHold {
  readonly state: 'requires_payment_method' | 'requires_action' | 'processing';
  /** Null when the provider refused even to begin. */
  readonly paymentIntentId: string | null;
  readonly clientSecret: string | null;
  readonly nextAction: NextAction | null;
  readonly lastError: PaymentError | null;
}

export interface LiveHold {
  readonly state: 'held';
  readonly paymentIntentId: string;
  readonly chargeId: string;
  readonly amount: number;
  readonly captureBefore: string;
  readonly releaseAt: string;
  readonly capabilities: Capabilities;
  readonly plan: CapturePlan;
}

export interface EndedHold {
  readonly state: 'captured' | 'released' | 'expired';
  readonly paymentIntentId: string | null;
  readonly chargeId: string | null;
  readonly released: number;
  readonly lost: number;
}

export interface CapturedShipment {
  readonly shipmentId: string;
  readonly contentHash: string;
  readonly captureId: string;
  readonly spans: readonly UnitSpan[];
  readonly amount: number;
  readonly final: boolean;
  readonly state: 'captured' | 'settled';
}

export interface Cancellation {
  readonly cancellationId: string;
  readonly contentHash: string;
  readonly released: number;
}

/** Problems only a person can solve; each code has one page in the operators' handbook. */
export type AttentionCode =
  'amount_mismatch' | 'hold_lost' | 'provider_misuse' | 'settlement_overdue' | 'refund_failed' | 'refund_overdue';

/** The payment of an order that was accepted a moment ago. */
export function openPayment(order: AcceptedOrder): Payment {
  return {
    order,
    hold: { state: 'none' },
    authorizationGeneration: 0,
    shipments: [],
    refusedGenerations: {},
    cancellations: [],
    cancelReason: null,
    attention: [],
  };
}

export function statusOf({ hold, shipments }: Payment): OrderStatus {
  return orderStatus(
    hold.state === 'none' ? undefined : hold.state,
    shipments.map(({ state }) => state),
  );
}

/** True once nothing can happen to the money any more; a state that absorbs (invariant I7). */
export function isClosed(payment: Payment): boolean {
  const status = statusOf(payment);
  return status === 'completed' || status === 'canceled';
}

/** Minor units captured so far. */
export function capturedAmount({ shipments }: Payment): number {
  return shipments.reduce((sum, { amount }) => sum + amount, 0);
}

/** Minor units that can still be captured: what Stripe calls `amount_capturable`. */
export function heldAmount(payment: Payment): number {
  return payment.hold.state === 'held' ? payment.hold.amount - capturedAmount(payment) : 0;
}

/** How an order's money ended: the workflow's result. */
export interface PaymentOutcome {
  readonly orderId: string;
  readonly status: OrderStatus;
  readonly cancelReason: CancelReason | null;
  readonly captured: number;
  readonly released: number;
  readonly lost: number;
  readonly currency: string;
}

/** The result of a payment; of a closed one it is final. */
export function outcomeOf(payment: Payment): PaymentOutcome {
  const { hold, order, cancelReason } = payment;
  const ended = 'released' in hold ? hold : { released: 0, lost: 0 };
  return {
    orderId: order.orderId,
    status: statusOf(payment),
    cancelReason,
    captured: capturedAmount(payment),
    released: ended.released,
    lost: ended.lost,
    currency: order.currency,
  };
}

/** Units of each line that have neither shipped nor been given up, in line order. */
export function openUnits(payment: Payment): LineQuantity[] {
  const givenUp = payment.cancellations.length > 0;
  return payment.order.lines.map(({ lineId, quantity }) => ({
    lineId,
    quantity: givenUp ? 0 : quantity - shippedUnits(payment, lineId),
  }));
}

/** Units of one line that have shipped; the next to ship is the unit with this index. */
export function shippedUnits({ shipments }: Payment, lineId: string): number {
  return shipments
    .flatMap(({ spans }) => spans)
    .filter((span) => span.lineId === lineId)
    .reduce((sum, { units }) => sum + units, 0);
}
