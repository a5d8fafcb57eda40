import { adjustPrice } from '../orders/amount-adjustment';
import { coveredAmount, type Gathered, type Parcel } from '../payment/covered';
import type { ShipmentCommand } from '../orders/inputs';
import { capturedOfHold, heldAmount, shippedUnits, type Payment } from '../payment/payment';
import type { LiveHold } from '../payment/hold';
import { nextIfLost, type NextHold } from '../payment/renewal';
import { priceSpans, type Price, type UnitSpan } from '../orders/shipment-price';
import type { CaptureStep } from '../payment/steps';
import { joined } from '../orders/unit-spans';

/** The step that captures a parcel by itself, and leaves the rest of the hold as it is or gives it back. */
export function captureAlone(
  payment: Payment,
  hold: LiveHold,
  parcel: PricedParcel,
  final: boolean,
  next?: NextHold,
): CaptureStep {
  return captureStep(payment, hold, { ...parcel, final }, next);
}

/** A parcel of the shop's, or of Holdfast's own at the deadline, with the details that Stripe is told. */
export interface PricedParcel extends Parcel {
  readonly price: Price;
}

/** The units that a command takes: the first of each line that are open. */
export function parcelOf(payment: Payment, shipment: ShipmentCommand): PricedParcel {
  const shipped = shippedUnits(payment);
  const spans: UnitSpan[] = shipment.lines.map(({ lineId, quantity }) => ({
    lineId,
    fromUnit: shipped.get(lineId) ?? 0,
    units: quantity,
  }));
  const first = payment.shipments.length + payment.covered.length === 0;
  return { shipment, spans, price: priceSpans(payment.order, spans, first) };
}

/**
 * The step that ends the hold with a capture of everything that left: the parcels that were covered, and the one that
 * leaves now. Their prices are sums over the same allocation, so together they are worth what each was promised.
 * @param parcel null: only what is covered, of which there must be some
 * @param next what is held anew after it; absent: nothing is
 */
export function finalCapture(
  payment: Payment,
  hold: LiveHold,
  parcel: PricedParcel | null,
  next?: NextHold,
): CaptureStep {
  const { order, covered } = payment;
  const [first] = covered;
  if (first === undefined) {
    if (parcel === null) throw new Error(`Bug! Order ${order.orderId} has nothing to capture finally`);
    return captureAlone(payment, hold, parcel, true, next);
  }
  const spans = joined([...covered.flatMap((each) => each.spans), ...(parcel?.spans ?? [])]);
  const gathered: Gathered = { covered: covered.map(({ shipmentId }) => shipmentId), parcel };
  const parcels = parcel === null ? covered : [...covered, parcel];
  const price = adjusted(priceSpans(order, spans, payment.shipments.length === 0), parcels);
  const step = captureStep(payment, hold, { shipment: first.shipment, spans, price, final: true }, next);
  return { ...step, gathered };
}

/** Each parcel was adjusted by itself, within what it was worth; so all of them together can be. */
function adjusted(price: Price, parcels: readonly Pick<Parcel, 'shipment'>[]): Price {
  return parcels.reduce((sum, { shipment }) => {
    const { amountAdjustment } = shipment;
    return amountAdjustment === undefined ? sum : (adjustPrice(sum, amountAdjustment) ?? sum);
  }, price);
}

/** Minor units that no parcel has been promised yet. */
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
    ...(next === undefined ? nextIfLost(payment) : { next }),
  };
}
