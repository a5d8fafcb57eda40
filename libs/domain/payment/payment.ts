import { awaitedUntil } from '../orders/deadline';
import type { CoveredShipment, FinalCaptureTrouble } from './covered';
import type { AcceptedOrder, UnitRun } from '../orders/order';
import type { FieldProblem } from '../orders/order-acceptance';
import { orderStatus, type CancelReason, type OrderStatus } from '../orders/order-status';
import { netReleased } from './renewed-holds';
import type { LineQuantity, UnitSpan } from '../orders/shipment-price';
import type { AuthorizationState } from '../orders/transitions';
import type { Hold, ReplacedHold, EndedHold } from './hold';
import type { DoneLineChange } from './line-steps';

/**
 * Everything the workflow knows about one order's money. Immutable: `evolve` is the only way it changes,
 * and `decide` is the only thing that looks at it to say what comes next.
 */
export interface Payment {
  readonly order: AcceptedOrder;
  /** The hold that counts: shipments are captured from it. */
  readonly hold: Hold;
  /** Generation of the authorization that `hold` came of; 0 before the first. */
  readonly holdGeneration: number;
  /** Live, but no longer needed: the next thing to do is to give it back. */
  readonly replacedHold: ReplacedHold | null;
  /** What became of the holds before `hold`. */
  readonly earlierHolds: readonly EndedHold[];
  /** Generation of the latest authorization asked of the provider; 0 before the first. */
  readonly authorizationGeneration: number;
  /** How often the provider was asked to confirm the latest authorization, whatever came of it. */
  readonly confirms: number;
  /** How often the provider was asked to increment the hold that counts, whatever came of it. */
  readonly raises: number;
  /** Captured shipments only: a refused one leaves no trace under its id. */
  readonly shipments: readonly CapturedShipment[];
  /** Shipments that left and wait for the final capture of the hold; lost once the hold is over without it. */
  readonly covered: readonly CoveredShipment[];
  /** Shipments that were covered and did not leave after all: their ids are used up. Absent: none. */
  readonly canceledShipments?: readonly CanceledShipment[];
  /** Null while no final capture that Holdfast itself asked for was refused. */
  readonly finalCaptureTrouble: FinalCaptureTrouble | null;
  /** Names the capture that failed by a mistake of our own, so that only another attempt of it tells what moved. */
  readonly captureInDoubt: string | null;
  /** Generation of the hold whose warning was given; 0 before the first. */
  readonly warnedGeneration: number;
  /** Per shipment, the latest generation whose capture was definitely refused. */
  readonly refusedGenerations: Readonly<Record<string, number>>;
  readonly cancellations: readonly Cancellation[];
  /** Lines that were added or made cheaper since the order was accepted. Absent: none. */
  readonly lineChanges?: readonly DoneLineChange[];
  readonly cancelReason: CancelReason | null;
  /** The payment method that a later request brought and the provider took; absent: the order's own, or a kept one. */
  readonly givenCard?: string;
  /** The field for which the order was refused before anything was written down; absent: it was not. */
  readonly refused?: FieldProblem;
  readonly attention: readonly AttentionCode[];
}

/** How often one authorization may be confirmed: bounds a history, and whoever tries stolen cards. */
export const CONFIRMS_AT_MOST = 20;

/** A shipment whose money was captured. Amounts are minor units. */
export interface CapturedShipment {
  readonly shipmentId: string;
  readonly contentHash: string;
  readonly captureId: string;
  /** The hold and the charge that it was taken from. */
  readonly authorizationGeneration: number;
  /** Null when nothing was charged for it, because it is worth nothing. */
  readonly chargeId: string | null;
  readonly spans: readonly UnitSpan[];
  /** Taken of one more unit, which stayed open; absent: none. */
  readonly part?: UnitRun;
  readonly amount: number;
  /** Part of the amount that the shop added, or took off. */
  readonly adjustment: number;
  readonly final: boolean;
  readonly state: 'captured' | 'settled';
}

/** Its units are open again. */
export interface CanceledShipment {
  readonly shipmentId: string;
  readonly contentHash: string;
  readonly amount: number;
}

/** Units that will not ship, as the order remembers them. */
export interface Cancellation extends DoneCancellation {
  /** The units given up: the last of their lines. What they are worth never moves to other units. */
  readonly spans: readonly UnitSpan[];
}

/** What is answered to a cancellation, and to every repeat of it. */
export interface DoneCancellation {
  readonly cancellationId: string;
  readonly contentHash: string;
  /**
   * Minor units that the buyer gets back by it: of the hold when it is the last, else with what is left of the hold.
   */
  readonly released: number;
}

/** Problems only a person can solve; docs/attention.md says what to do about each. */
export const ATTENTION_CODES = [
  'amount_mismatch',
  'hold_lost',
  'provider_misuse',
  'settlement_overdue',
  'refund_failed',
  'refund_overdue',
  'dispute_opened',
  'dispute_lost',
  'transfer_reversal_failed',
  'hold_expiring',
  'final_capture_failed',
  'reauthorization_failed',
  'authentication_required',
  'charge_declined',
  'step_failing',
  'release_overdue',
  'workflow_missing',
  'unknown_answer',
  'deployment_conflict',
  'under_review',
  'fraud_warning',
  'books_differ',
] as const;

/** What an alert is about: part of the contract, each with its row in docs/attention.md. */
export type AttentionCode = (typeof ATTENTION_CODES)[number];

/** The payment of an order that was accepted a moment ago. */
export function openPayment(order: AcceptedOrder): Payment {
  return {
    order,
    hold: { state: 'none' },
    holdGeneration: 0,
    replacedHold: null,
    earlierHolds: [],
    authorizationGeneration: 0,
    confirms: 0,
    raises: 0,
    shipments: [],
    covered: [],
    finalCaptureTrouble: null,
    captureInDoubt: null,
    warnedGeneration: 0,
    refusedGenerations: {},
    cancellations: [],
    cancelReason: null,
    attention: [],
  };
}

/** The order's status by all its authorizations and captures, as the database derives it from their rows. */
export function statusOf({ order, hold, earlierHolds, replacedHold, shipments }: Payment): OrderStatus {
  const before: AuthorizationState[] = earlierHolds.map(({ state }) => state);
  if (replacedHold !== null) before.push(replacedHold.state);
  return orderStatus(
    [...before, ...authorizationsOf(hold)],
    shipments.map(({ state }) => state),
    order,
  );
}

function authorizationsOf(hold: Hold): AuthorizationState[] {
  const { state } = hold;
  switch (state) {
    case 'none':
      return [];
    case 'renewal_due':
      return ['requested'];
    case 'saved':
      return hold.pending === null || hold.pending.state === 'in_doubt' ? [state] : [state, hold.pending.state];
    case 'requires_payment_method':
    case 'requires_action':
    case 'processing':
    case 'held':
    case 'captured':
    case 'released':
    case 'expired':
      return [state];
  }
}

/** True once nothing can happen to the money any more; a state that absorbs (invariant I7). */
export function isClosed(payment: Payment): boolean {
  if (payment.refused !== undefined) return true;
  const status = statusOf(payment);
  return status === 'completed' || status === 'canceled';
}

/** When an order whose hold waits for the buyer is given up. */
export function abandonedAt({ hold, order }: Payment): string {
  return ('until' in hold ? hold.until : undefined) ?? awaitedUntil(order);
}

/** Minor units captured so far. */
export function capturedAmount({ shipments }: Payment): number {
  return shipments.reduce((sum, { amount }) => sum + amount, 0);
}

/** Minor units captured of the hold with this generation. */
export function capturedOfGeneration({ shipments }: Payment, generation: number): number {
  return shipments
    .filter(({ authorizationGeneration }) => authorizationGeneration === generation)
    .reduce((sum, { amount }) => sum + amount, 0);
}

/** Minor units captured of the hold that counts. */
export function capturedOfHold(payment: Payment): number {
  return capturedOfGeneration(payment, payment.holdGeneration);
}

/** Minor units that can still be captured: what Stripe calls `amount_capturable`. */
export function heldAmount(payment: Payment): number {
  return payment.hold.state === 'held' ? payment.hold.amount - capturedOfHold(payment) : 0;
}

/**
 * Minor units of the order that a card which is charged shipment by shipment was not asked for; what the shop added is
 * beside it.
 */
export function unchargedAmount({ order, shipments }: Payment): number {
  return shipments.reduce((left, { amount, adjustment }) => left - amount + Math.max(0, adjustment), order.total);
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
  const { hold, order, cancelReason, earlierHolds } = payment;
  const ended = 'released' in hold ? [...earlierHolds, hold] : earlierHolds;
  const freed = ended.map((each) => netReleased(each, each.boundAgain ?? 0));
  return {
    orderId: order.orderId,
    status: statusOf(payment),
    cancelReason,
    captured: capturedAmount(payment),
    released: freed.reduce((sum, { released }) => sum + released, 0),
    lost: freed.reduce((sum, { lost }) => sum + lost, 0),
    currency: order.currency,
  };
}

/** Units of each line that have neither shipped nor been given up, and that no pending charge is for, in line order. */
export function openUnits({ order, hold, shipments, covered, cancellations }: Payment): LineQuantity[] {
  const pending = hold.state === 'saved' && hold.pending !== null ? [hold.pending.charge] : [];
  const gone = unitsByLine([...shipments, ...covered, ...cancellations, ...pending]);
  return order.lines.map(({ lineId, quantity }) => ({ lineId, quantity: quantity - (gone.get(lineId) ?? 0) }));
}

/** True while some unit has neither shipped nor been given up. */
export function hasOpenUnits(payment: Payment): boolean {
  return openUnits(payment).some(({ quantity }) => quantity > 0);
}

/** Units of each line that were given up: the last that were open. */
export function canceledUnits({ cancellations }: Payment): ReadonlyMap<string, number> {
  return unitsByLine(cancellations);
}

/** Minor units that cancellations have been answered with so far. */
export function canceledAmount({ cancellations }: Payment): number {
  return cancellations.reduce((sum, { released }) => sum + released, 0);
}

/** One walk through all spans: an order may have hundreds of lines in each of hundreds of shipments. */
function unitsByLine(groups: readonly { readonly spans: readonly UnitSpan[] }[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { spans } of groups) {
    for (const { lineId, units } of spans) counts.set(lineId, (counts.get(lineId) ?? 0) + units);
  }
  return counts;
}
