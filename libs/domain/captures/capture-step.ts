import { adjustPrice } from '../orders/amount-adjustment';
import { coveredAmount, type CombinedCapture, type PricedShipment } from '../payment/covered';
import type { ShipmentCommand } from '../orders/inputs';
import { hasShipped } from '../payment/external-capture';
import { firstOpenSpans } from '../payment/open-spans';
import { capturedOfHold, heldAmount, type Payment } from '../payment/payment';
import type { LiveHold } from '../payment/hold';
import { nextIfLost, type NextHold } from '../payment/renewal';
import { priceSpans, type Price } from '../orders/shipment-price';
import type { CaptureStep } from '../payment/steps';
import { joined } from '../orders/unit-spans';

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

/** The units that a command takes: the first of each line that are open. */
export function pricedShipmentOf(payment: Payment, shipment: ShipmentCommand): DetailedShipment {
  const spans = firstOpenSpans(payment, shipment.lines);
  return { shipment, spans, price: priceSpans(payment.order, spans, !hasShipped(payment)) };
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
  const spans = joined([...covered.flatMap((each) => each.spans), ...(priced?.spans ?? [])]);
  const combined: CombinedCapture = { covered: covered.map(({ shipmentId }) => shipmentId), priced };
  const shipments = priced === null ? covered : [...covered, priced];
  const price = adjusted(priceSpans(order, spans, !hasShipped({ ...payment, covered: [] })), shipments);
  const step = captureStep(payment, hold, { shipment: first.shipment, spans, price, final: true }, next);
  return { ...step, combined };
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
  { shipment, spans, price, final }: Pick<CaptureStep, 'shipment' | 'spans' | 'price' | 'final'>,
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
