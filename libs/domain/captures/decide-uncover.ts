import type { ShipmentCancellation } from '../orders/inputs';
import type { Decision } from '../payment/decision';
import type { ShipmentUncovered } from '../payment/facts';
import { withoutAttention } from '../payment/attention';
import { hasShipped } from '../payment/external-capture';
import { firstOpenSpans } from '../payment/open-spans';
import { openUnits, type Payment } from '../payment/payment';
import { withParts } from './parts-of-units';
import type { UncoverStep } from '../payment/cover-steps';
import type { Step } from '../payment/steps';
import { paidShippingOfNoUnit, shippingOfNoUnit } from '../orders/allocation';
import type { UnitSpan } from '../orders/shipment-price';
import { joined, unitsIn, without } from '../orders/unit-spans';
import type { CoveredShipment } from '../payment/covered';
import { nextGeneration } from './capture-step';

/** Decides whether a shipment can be undone: only while it is covered, and the hold that was to pay for it lives. */
export function decideUncover(payment: Payment, cancellation: ShipmentCancellation): Decision {
  const { shipmentId } = cancellation;
  const isIt = (each: { readonly shipmentId: string }): boolean => each.shipmentId === shipmentId;
  if (payment.canceledShipments?.some(isIt) === true) return { kind: 'repeat' };
  const covered = payment.covered.find(isIt);
  const why = covered === undefined ? whyNotCovered(payment, shipmentId) : whyNotNow(payment, covered);
  if (covered === undefined || why !== undefined) {
    const message = `shipment ${shipmentId} cannot be canceled: ${why ?? 'it is not covered'}`;
    return { kind: 'refuse', refusal: { code: 'shipment_not_cancelable', message } };
  }
  const { order, holdGeneration: authorizationGeneration } = payment;
  const [first = covered, second] = payment.covered;
  const names = first.shipmentId === shipmentId ? second : first;
  const refOf = (id: string): { shipmentId: string; generation: number } => ({
    shipmentId: id,
    generation: nextGeneration(payment, id),
  });
  const { orderId, currency } = order;
  const captures = {
    capture: refOf(first.shipmentId),
    captureOfOthers: names === undefined ? null : refOf(names.shipmentId),
    own: refOf(shipmentId),
    shippingTo: shippingTo(payment, shipmentId),
  };
  const step = { orderId, currency, authorizationGeneration, cancellation, amount: covered.amount, ...captures };
  return { kind: 'do', step: { kind: 'uncover', ...step } };
}

/** Shipping that is charged as a whole is the first shipment's, whichever of those that left is the first then. */
function shippingTo({ order, shipments, covered }: Payment, shipmentId: string): UncoverStep['shippingTo'] {
  const [first, second] = covered;
  if (
    shippingOfNoUnit(order) === 0 ||
    hasShipped({ shipments, covered: [] }) ||
    first?.shipmentId !== shipmentId ||
    second === undefined
  )
    return null;
  const credit = order.shippingCredit ?? 0;
  const amount = paidShippingOfNoUnit(order);
  return { shipmentId: second.shipmentId, amount, ...(credit > 0 && { credit }) };
}

function whyNotCovered({ shipments, hold }: Payment, shipmentId: string): string {
  if (shipments.some((each) => each.shipmentId === shipmentId)) return 'it is captured; refund it';
  const charge = hold.state === 'saved' ? hold.pending?.charge : undefined;
  if (charge?.shipment.shipmentId === shipmentId) return 'its payment is not decided yet';
  return 'it was never accepted';
}

function whyNotNow(payment: Payment, { part }: CoveredShipment): string | undefined {
  const { hold, captureInDoubt } = payment;
  if (hold.state !== 'held') return 'the hold that was to pay for it is over';
  if (captureInDoubt !== null) return 'whether its capture was made is not known yet';
  const rest = part === undefined ? [] : without([part], firstOpenSpans(payment, openUnits(payment)));
  return rest.length === 0 ? undefined : 'the rest of the unit that its amount ends in has shipped or was canceled';
}

/** The payment once it is written down. */
export function shipmentUncovered(payment: Payment, step: Step, { shipmentId, spans }: ShipmentUncovered): Payment {
  if (step.kind !== 'uncover') throw new Error(`Bug! A ${step.kind} step cannot cancel shipment ${shipmentId}`);
  const canceled = payment.covered.find((each) => each.shipmentId === shipmentId);
  if (canceled === undefined) throw new Error(`Bug! Shipment ${shipmentId} was canceled and had not been covered`);
  const { contentHash, amount, part } = canceled;
  const covered = othersCovered(payment.covered, shipmentId, spans).map((each) =>
    each.shipmentId === step.shippingTo?.shipmentId ? { ...each, amount: each.amount + step.shippingTo.amount } : each,
  );
  const refusedGenerations = { ...payment.refusedGenerations, [shipmentId]: step.own.generation };
  const canceledShipments = [...(payment.canceledShipments ?? []), { shipmentId, contentHash, amount }];
  const order = part === undefined ? payment.order : withParts(payment.order, [part]);
  const after = { ...payment, order, covered, canceledShipments, refusedGenerations };
  // Nothing waits for the capture that was refused any more.
  return covered.length > 0 ? after : withoutAttention({ ...after, finalCaptureTrouble: null }, 'final_capture_failed');
}

/** In a run that took over from another one the first shipment stands for the units of all (`carriedPayment`). */
function othersCovered(
  covered: readonly CoveredShipment[],
  shipmentId: string,
  spans: readonly UnitSpan[],
): CoveredShipment[] {
  const others = covered.filter((each) => each.shipmentId !== shipmentId);
  const own = covered.find((each) => each.shipmentId === shipmentId)?.spans ?? [];
  if (unitsIn(own) === unitsIn(spans)) return others;
  const left = without(joined(covered.flatMap((each) => each.spans)), spans);
  return others.map((each, index) => ({ ...each, spans: index === 0 ? left : [] }));
}
