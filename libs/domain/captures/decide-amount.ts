import { adjustPrice, withExtra, type AmountAdjustment } from '../orders/amount-adjustment';
import { currencyOf } from '../money/currency';
import type { ShipmentCommand } from '../orders/inputs';
import type { AcceptedOrder } from '../orders/order';
import { freeAmount, type DetailedShipment } from './capture-step';
import { adjustmentOf, coveredAmount } from '../payment/covered';
import { largestCharge } from '../money/charge-limits';
import { requesterOf } from '../orders/requester';
import { formatMoney } from '../money/money';
import { hasShipped } from '../payment/external-capture';
import { lastOpenSpans } from '../payment/open-spans';
import { capturedOfHold, openUnits, type Payment } from '../payment/payment';
import type { LiveHold } from '../payment/hold';
import type { Refusal } from '../payment/refusal';
import { priceSpans, priceWholeOrder, type Price } from '../orders/shipment-price';
import type { IncrementStep } from '../payment/steps';

/** What is taken for a shipment, or what must be done or said first. */
export type AmountDecision =
  | { readonly kind: 'take'; readonly price: Price }
  | { readonly kind: 'raise'; readonly step: IncrementStep }
  | { readonly kind: 'refuse'; readonly refusal: Refusal };

/** Stripe's limit, declined ones included. Source: https://docs.stripe.com/payments/incremental-authorization */
const INCREMENTS_AT_MOST = 10;

/** A shipment with what its units are worth. */
interface LeavingShipment extends DetailedShipment {
  /** Whether nothing of the order is open after it. */
  readonly final: boolean;
}

/**
 * Decides what a shipment takes of the hold. What other units are worth is theirs, and what was
 * given up goes back: an adjustment upward needs what earlier ones left over, or a final capture above the hold, or a
 * higher hold. Otherwise it is refused with the most that is possible, and nothing is captured.
 */
export function decideAmount(payment: Payment, hold: LiveHold, priced: LeavingShipment): AmountDecision {
  const { amountAdjustment: adjustment } = priced.shipment;
  const adjusted = decideAdjustedPrice(payment.order, priced.price, adjustment);
  if (adjusted.kind === 'refuse') return adjusted;
  const { price } = adjusted;
  if (adjustment === undefined) return within(payment, priced, price);

  const missing = adjustment.amount - spareAmount(payment, hold);
  if (adjustment.amount < 0 || missing <= 0) return within(payment, priced, price);
  const most = mostByOvercapture(payment, hold, priced);
  if (price.amount <= most) return { kind: 'take', price };
  const shipmentAtMost = Math.max(most, price.amount - missing);
  if (!mayIncrement(payment, hold)) return exceeds(payment, priced, price, shipmentAtMost);
  const raisableBy = largestCharge(payment.order.currency) - hold.amount;
  if (missing > raisableBy) {
    return exceeds(payment, priced, price, Math.max(most, price.amount - missing + raisableBy));
  }
  return { kind: 'raise', step: { ...incrementBy(payment, hold, priced.shipment, missing), shipmentAtMost } };
}

/**
 * What a shipment is worth with its adjustment, wherever the money comes from; refused where the adjustment makes no
 * sense.
 */
export function decideAdjustedPrice(
  { currency }: Pick<AcceptedOrder, 'currency'>,
  price: Price,
  adjustment: AmountAdjustment | undefined,
): Exclude<AmountDecision, { kind: 'raise' }> {
  if (adjustment === undefined) return { kind: 'take', price };
  const { step } = currencyOf(currency);
  if (adjustment.amount % step !== 0) return invalid(`must be a multiple of ${step.toString()}`);
  const adjusted = adjustPrice(price, adjustment);
  if (adjusted === undefined) return invalid(`takes more off than the shipment is worth: ${price.amount.toString()}`);
  return { kind: 'take', price: adjusted };
}

/** Minor units of the hold that belong to no unit: increments and adjustments downward, less adjustments upward. */
export function spareAmount({ shipments, covered, holdGeneration }: Payment, { raised = 0 }: LiveHold): number {
  const captured = shipments.filter(({ authorizationGeneration }) => authorizationGeneration === holdGeneration);
  const adjustments = [...captured.map(({ adjustment }) => adjustment), ...covered.map(adjustmentOf)];
  return raised - adjustments.reduce((sum, adjustment) => sum + adjustment, 0);
}

/** The most that the shipment may take by a final capture above the hold; 0 when there can be none. */
function mostByOvercapture(payment: Payment, hold: LiveHold, { price, final }: LeavingShipment): number {
  const allOfItIsTheShipments = freeAmount(payment) === price.amount + spareAmount(payment, hold);
  if (!final || !hold.capabilities.overcapture || !allOfItIsTheShipments) return 0;
  const most = Math.min(hold.capabilities.maximumCapturable, largestCharge(payment.order.currency));
  return most - capturedOfHold(payment) - coveredAmount(payment);
}

/**
 * A hold of which something was captured cannot be incremented any more: https://docs.stripe.com/payments/multicapture
 */
export function mayIncrement(payment: Payment, { capabilities }: LiveHold): boolean {
  return capabilities.incrementalAuthorization && capturedOfHold(payment) === 0 && payment.raises < INCREMENTS_AT_MOST;
}

function incrementBy(
  payment: Payment,
  hold: LiveHold,
  shipment: ShipmentCommand,
  missing: number,
): Omit<IncrementStep, 'shipmentAtMost'> {
  const { order } = payment;
  const reason = shipment.amountAdjustment?.reason ?? 'adjustment';
  const amountAfter = hold.amount + missing;
  const described = priceOfHold(payment, hold);
  return {
    orderId: order.orderId,
    currency: order.currency,
    authorizationGeneration: payment.holdGeneration,
    attempt: payment.raises + 1,
    paymentIntentId: hold.paymentIntentId,
    chargeId: hold.chargeId,
    shipmentId: shipment.shipmentId,
    ...requesterOf(shipment),
    reason,
    amountBefore: hold.amount,
    amountAfter,
    amountDetails: withExtra(described.amountDetails, { amount: amountAfter - described.amount, reason }),
    captureBefore: hold.captureBefore,
  };
}

/**
 * What the hold is described by, of which nothing was captured: all of the order, or, after a renewal, what is open and
 * what is covered. Units that were given up since are no reason to hold anything.
 */
export function priceOfHold(payment: Payment, { amount, raised = 0 }: LiveHold): Price {
  const { order, covered } = payment;
  const whole = priceWholeOrder(order);
  if (amount - raised === whole.amount) return whole;
  const spans = [...covered.flatMap((priced) => priced.spans), ...lastOpenSpans(payment, openUnits(payment))];
  return priceSpans(order, spans, !hasShipped({ ...payment, covered: [] }));
}

function within(payment: Payment, priced: LeavingShipment, price: Price): AmountDecision {
  const held = freeAmount(payment);
  return price.amount > held ? exceeds(payment, priced, price, held) : { kind: 'take', price };
}

function exceeds(
  { order: { currency } }: Payment,
  { shipment }: LeavingShipment,
  { amount }: Price,
  maximumAmount: number,
): AmountDecision {
  const worth = formatMoney({ amount, currency });
  const most = formatMoney({ amount: maximumAmount, currency });
  const message = `shipment ${shipment.shipmentId} is worth ${worth}; at most ${most} of the hold can be captured for it`;
  return { kind: 'refuse', refusal: { code: 'amount_exceeds_hold', message, maximumAmount } };
}

function invalid(message: string): Extract<AmountDecision, { kind: 'refuse' }> {
  return { kind: 'refuse', refusal: { code: 'invalid_adjustment', message, path: 'amountAdjustment.amount' } };
}
