import { paidShippingOfNoUnit } from '../orders/allocation';
import { adjustPrice } from '../orders/amount-adjustment';
import { currencyOf } from '../money/currency';
import { formatMoney } from '../money/money';
import { coveredAmount, type CombinedCapture, type PricedShipment } from '../payment/covered';
import type { ShipmentCommand } from '../orders/inputs';
import type { UnitRun } from '../orders/order';
import { hasShipped } from '../payment/external-capture';
import { firstOpenSpans } from '../payment/open-spans';
import { takeAmount, withParts } from './parts-of-units';
import { capturedOfHold, heldAmount, openUnits, type Payment } from '../payment/payment';
import type { LiveHold } from '../payment/hold';
import { unitsRefusal, type Refusal } from '../payment/refusal';
import { nextIfLost, openWorth, type NextHold } from '../payment/renewal';
import { priceRuns, priceSpans, runsWithin, type Price, type UnitSpan } from '../orders/shipment-price';
import type { CaptureStep } from '../payment/steps';
import { joined, within } from '../orders/unit-spans';

/** The step that captures a shipment by itself, and leaves the rest of the hold as it is or gives it back. */
export function captureAlone(
  payment: Payment,
  hold: LiveHold,
  priced: DetailedShipment,
  final: boolean,
  next?: NextHold,
): CaptureStep {
  return captureStep(payment, hold, { ...priced, final }, next);
}

/** A shipment of the shop's, or of Holdfast's own at the deadline, with the details that Stripe is told. */
export interface DetailedShipment extends PricedShipment {
  readonly price: Price;
}

/** The units that a command takes: the first of each line that are open, or as many as are worth its amount. */
export function pricedShipmentOf(payment: Payment, shipment: ShipmentCommand): DetailedShipment {
  const { order } = payment;
  const first = !hasShipped(payment);
  if (shipment.amount !== undefined) {
    const { spans, part } = takeAmount(order, openInOrder(payment), shipment.amount - besideUnits(payment));
    const runs = spans.flatMap((span) => runsWithin(order.allocation, span));
    const price = priceRuns(order, part === undefined ? runs : [...runs, part], first);
    return { shipment, spans, ...(part !== undefined && { part }), price };
  }
  const spans = firstOpenSpans(payment, shipment.lines);
  return { shipment, spans, price: priceSpans(order, spans, first) };
}

function openInOrder(payment: Payment): UnitSpan[] {
  return firstOpenSpans(payment, openUnits(payment));
}

/** What the card pays of shipping that the next shipment takes as a whole, whatever leaves with it. */
function besideUnits(payment: Payment): number {
  return hasShipped(payment) ? 0 : paidShippingOfNoUnit(payment.order);
}

/** Why what a shipment asks for is not there; undefined when it is. */
export function whyNotOpen(payment: Payment, { amount, lines }: ShipmentCommand): Refusal | undefined {
  if (amount === undefined) return unitsRefusal(openUnits(payment), lines);
  const { currency } = payment.order;
  const { step } = currencyOf(currency);
  if (amount % step !== 0) {
    return { code: 'invalid_field', message: `must be a multiple of ${step.toString()}`, path: 'amount' };
  }
  const text = (minorUnits: number): string => formatMoney({ amount: minorUnits, currency });
  const beside = besideUnits(payment);
  if (amount < beside) {
    const message = `must be at least ${text(beside)}: the first shipment takes the shipping as a whole`;
    return { code: 'amount_too_small', message, path: 'amount' };
  }
  const { amount: maximumAmount } = openWorth(payment);
  if (amount <= maximumAmount) return undefined;
  const message = `${text(amount)} are more than what is open, ${text(maximumAmount)}`;
  return { code: 'amount_exceeds_hold', message, maximumAmount };
}

/**
 * The step that ends the hold with a capture of everything that left: the shipments that were covered, and the one that
 * leaves now. Their prices are sums over the same allocation, so together they are worth what each was promised.
 * @param shipment null: only what is covered, of which there must be some
 * @param next what is held anew after it; absent: nothing is
 */
export function finalCapture(
  payment: Payment,
  hold: LiveHold,
  priced: DetailedShipment | null,
  next?: NextHold,
): CaptureStep {
  const { order, covered } = payment;
  const [first] = covered;
  if (first === undefined) {
    if (priced === null) throw new Error(`Bug! Order ${order.orderId} has nothing to capture finally`);
    return captureAlone(payment, hold, priced, true, next);
  }
  const combined: CombinedCapture = { covered: covered.map(({ shipmentId }) => shipmentId), priced };
  const shipments = priced === null ? covered : [...covered, priced];
  const spans = joined(shipments.flatMap((each) => each.spans));
  const price = adjusted(priceTogether(payment, spans, shipments), shipments);
  const step = captureStep(payment, hold, { shipment: first.shipment, spans, price, final: true }, next);
  return { ...step, combined };
}

/** Parts of a unit that all leave by this capture are the unit again. */
function priceTogether(
  payment: Payment,
  spans: readonly UnitSpan[],
  shipments: readonly { readonly part?: UnitRun }[],
): Price {
  const whole = withParts(
    payment.order,
    payment.covered.flatMap(({ part }) => part ?? []),
  );
  const apart = shipments.flatMap(({ part }) => (part === undefined || within([part], spans).length > 0 ? [] : [part]));
  const runs = [...spans.flatMap((span) => runsWithin(whole.allocation, span)), ...apart];
  return priceRuns(whole, runs, !hasShipped({ ...payment, covered: [] }));
}

/** Each shipment was adjusted by itself, within what it was worth; so all of them together can be. */
function adjusted(price: Price, shipments: readonly Pick<PricedShipment, 'shipment'>[]): Price {
  return shipments.reduce((sum, { shipment }) => {
    const { amountAdjustment } = shipment;
    return amountAdjustment === undefined ? sum : (adjustPrice(sum, amountAdjustment) ?? sum);
  }, price);
}

/** Minor units that no shipment has been promised yet. */
export function freeAmount(payment: Payment): number {
  return heldAmount(payment) - coveredAmount(payment);
}

/**
 * The generation of the next capture that this shipment names: it rises only after a definite refusal. A shop may call
 * a shipment `constructor`, which every object knows something by that is not ours.
 */
export function nextGeneration({ refusedGenerations }: Payment, shipmentId: string): number {
  const refused = Object.hasOwn(refusedGenerations, shipmentId) ? refusedGenerations[shipmentId] : undefined;
  return (refused ?? 0) + 1;
}

function captureStep(
  payment: Payment,
  hold: LiveHold,
  { shipment, spans, part, price, final }: Pick<CaptureStep, 'shipment' | 'spans' | 'part' | 'price' | 'final'>,
  next: NextHold | undefined,
): CaptureStep {
  const { order, holdGeneration: authorizationGeneration } = payment;
  const receivedBefore = capturedOfHold(payment);
  return {
    orderId: order.orderId,
    currency: order.currency,
    authorizationGeneration,
    generation: nextGeneration(payment, shipment.shipmentId),
    paymentIntentId: hold.paymentIntentId,
    chargeId: hold.chargeId,
    shipment,
    spans,
    ...(part !== undefined && { part }),
    price,
    final,
    receivedBefore,
    receivedAfter: receivedBefore + price.amount,
    capturableAfter: final ? 0 : heldAmount(payment) - price.amount,
    customerReference: order.customerReference,
    statementDescriptorSuffix: order.payment.statementDescriptorSuffix,
    captureBefore: hold.captureBefore,
    ...(hold.described === false && { described: false }),
    ...(next === undefined ? nextIfLost(payment) : { next }),
  };
}
