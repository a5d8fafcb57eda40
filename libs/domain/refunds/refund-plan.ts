import { sumOf } from '../money/money';
import type { RefundCommand } from './refund';
import {
  leftOfCharge,
  refusalOfAmount,
  refuse,
  takenFromYoungest,
  withinCharges,
  type AskedRefund,
  type WholePart,
} from './refund-parts';
import type { PlannedPart, RefundableShipment, RefundableState, RefundPlan } from './refundable-state';
import type { LineQuantity, UnitSpan } from '../orders/shipment-price';
import { creditOfSpans, lastUnits, paidShippingOf, unitsIn, without, within, worthOf } from '../orders/unit-spans';

/**
 * Says what exactly a refund gives back. Units are worth what was captured for them by the frozen allocation, no unit
 * goes back twice, and no charge gives back more than was captured of it: where an amount went back before, the rest
 * of the units is what is left. An amount beside units is what they bring, at most their worth: to the card first, or
 * to the order's credits.
 */
export function planRefund(records: RefundableState, command: RefundCommand): RefundPlan {
  const { amount, lines, shipmentId, shipping = false } = command;
  if (shipping) return planShipping(records);
  if (lines !== null) return planLines(records, lines, shipmentId, command);
  if (shipmentId !== null) return planShipment(records, shipmentId, command);
  if (amount !== null) return planAmount(records, amount);
  throw new Error(`Bug! Refund ${command.refundId} does not say what it refunds`);
}

/** The youngest charge first: an old card is likelier to have been replaced. */
function planAmount(records: RefundableState, amount: number): RefundPlan {
  const whole = records.charges.map((charge): WholePart => ({
    ...partOf(charge),
    amount: leftOfCharge(charge),
    units: [],
    extra: false,
    credit: 0,
  }));
  const most = sumOf(whole, (part) => part.amount);
  const refusal = refusalOfAmount(records, amount, most);
  if (refusal !== undefined) return refuse(refusal);
  const parts = takenFromYoungest(whole, { amount, credit: 0 }).flatMap(({ credit, ...part }) =>
    part.amount + credit > 0 ? [part] : [],
  );
  return { kind: 'planned', amount, parts: parts.reverse() };
}

/** The last shipped of each line that have not gone back, of one shipment or of all. */
function planLines(
  records: RefundableState,
  lines: readonly LineQuantity[],
  shipmentId: string | null,
  asked: AskedRefund,
): RefundPlan {
  const shipments = records.shipments.filter((priced) => shipmentId === null || priced.shipmentId === shipmentId);
  const open = without(
    shipments.flatMap(({ spans }) => spans),
    records.refundedUnits,
  );
  const ofLine = (lineId: string): UnitSpan[] => open.filter((span) => span.lineId === lineId);
  const left = lines.map(({ lineId }) => ({ lineId, quantity: unitsIn(ofLine(lineId)) }));
  if (lines.some(({ quantity }, index) => quantity > (left[index]?.quantity ?? 0))) {
    const where = shipmentId === null ? 'have shipped' : `are in shipment ${shipmentId}`;
    return refuse({ code: 'units_not_available', message: `more units than ${where} and are not refunded`, left });
  }
  const units = lines.flatMap(({ lineId, quantity }) => lastUnits(ofLine(lineId), quantity));
  const pieces = shipments.map((priced): WholePart => {
    const own = within(units, priced.spans);
    const amount = Math.min(worthLeft(records, own), leftOfShipment(records, priced));
    const credit = Math.min(creditOfSpans(records.allocation, own), creditLeftOf(records, priced));
    return { ...partOf(priced), amount, units: own, extra: false, credit };
  });
  return withinCharges(records, 'lines', pieces, asked);
}

/** What units that have not gone back are worth: without their shipping where that went back alone. */
function worthLeft({ allocation, shippingRefunded }: RefundableState, units: readonly UnitSpan[]): number {
  return worthOf(allocation, units) - paidShippingOf(allocation, within(units, shippingRefunded));
}

/**
 * What of a shipment nobody can be given any more: units that went back (what was kept of their worth, a restocking
 * fee, stays with the shop), shipping that went back alone, and what was captured beside the units.
 */
function givenBack(
  { allocation, refundedUnits, shippingRefunded }: RefundableState,
  { amount, spans, extraRefunded, shippingBeside, shippingBesideRefunded }: RefundableShipment,
): number {
  const ofUnits = worthOf(allocation, within(spans, refundedUnits));
  const kept = without(spans, refundedUnits);
  const ofShipping = paidShippingOf(allocation, within(kept, shippingRefunded));
  const besideUnits = extraRefunded ? amount - worthOf(allocation, spans) : 0;
  const shippingAlone = !extraRefunded && shippingBesideRefunded ? shippingBeside : 0;
  return ofUnits + ofShipping + besideUnits + shippingAlone;
}

/** A shipment that was captured for less than its units are worth gives back no more than was captured for it. */
function leftOfShipment(records: RefundableState, priced: RefundableShipment): number {
  return Math.max(0, priced.amount - givenBack(records, priced));
}

/** All that is left of a shipment, with what was captured beside its units. */
function planShipment(records: RefundableState, shipmentId: string, asked: AskedRefund): RefundPlan {
  const priced = records.shipments.find((each) => each.shipmentId === shipmentId);
  const units = without(priced?.spans ?? [], records.refundedUnits);
  const amount = priced === undefined ? 0 : leftOfShipment(records, priced);
  const credit = priced === undefined ? 0 : creditLeftOf(records, priced);
  if (priced === undefined || (units.length === 0 && amount + credit === 0)) {
    const lineIds = [...new Set((priced?.spans ?? []).map(({ lineId }) => lineId))];
    const left = lineIds.map((lineId) => ({ lineId, quantity: 0 }));
    const message =
      priced === undefined
        ? `shipment ${shipmentId} is not captured`
        : `everything of shipment ${shipmentId} is refunded already`;
    return refuse({ code: 'units_not_available', message, left });
  }
  const extra = amount !== worthLeft(records, units) || credit !== creditOfSpans(records.allocation, units);
  return withinCharges(records, 'shipmentId', [{ ...partOf(priced), amount, units, extra, credit }], asked);
}

/** What the credits paid of a shipment, of its units and beside them, and did not get back with either. */
function creditLeftOf(
  { allocation, refundedUnits }: RefundableState,
  { breakdown: { credit = 0 }, spans, extraRefunded }: RefundableShipment,
): number {
  const ofUnits = creditOfSpans(allocation, within(spans, refundedUnits));
  const besideUnits = extraRefunded ? Math.max(0, credit - creditOfSpans(allocation, spans)) : 0;
  return Math.max(0, credit - ofUnits - besideUnits);
}

/** The shipping of everything that was captured and has not gone back; the units stay with the buyer. */
function planShipping(records: RefundableState): RefundPlan {
  const { allocation, refundedUnits, shippingRefunded } = records;
  const pieces = records.shipments.map((priced): WholePart => {
    const units = without(priced.spans, [...refundedUnits, ...shippingRefunded]);
    const beside = priced.extraRefunded || priced.shippingBesideRefunded ? 0 : priced.shippingBeside;
    const amount = Math.min(paidShippingOf(allocation, units) + beside, leftOfShipment(records, priced));
    return { ...partOf(priced), amount, units: [], extra: false, shippingOf: amount > 0 ? units : [], credit: 0 };
  });
  return withinCharges(records, 'shipping', pieces, { amount: null });
}

function partOf({ authorizationId }: Pick<PlannedPart, 'authorizationId'>): Pick<PlannedPart, 'authorizationId'> {
  return { authorizationId };
}
