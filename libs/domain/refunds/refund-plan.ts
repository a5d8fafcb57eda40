import { currencyOf } from '../money/currency';
import { sumOf } from '../money/money';
import type { UnitRun } from '../orders/order';
import type { RefundCommand, RefundRefusal } from './refund';
import type { Breakdown, LineQuantity, UnitSpan } from '../orders/shipment-price';
import { lastUnits, paidShippingOf, unitsIn, without, within, worthOf } from '../orders/unit-spans';

/** What is recorded about an order, as far as a refund depends on it. Read and planned under the order's lock. */
export interface RefundableState {
  readonly currency: string;
  readonly allocation: readonly UnitRun[];
  /** Captured ones only, oldest first. */
  readonly shipments: readonly RefundableShipment[];
  /** Those that something was captured of, oldest first. */
  readonly charges: readonly RefundableCharge[];
  /** Units that went back already, or may be on their way. */
  readonly refundedUnits: readonly UnitSpan[];
  /** Units whose share of the shipping went back alone, or may be on its way. */
  readonly shippingRefunded: readonly UnitSpan[];
}

/** A captured shipment, and what of it can be refunded. Amounts are minor units. */
export interface RefundableShipment {
  readonly shipmentId: string;
  readonly authorizationId: string;
  readonly amount: number;
  readonly breakdown: Breakdown;
  readonly spans: readonly UnitSpan[];
  /** Whether what was captured beside the units (shipping as a whole, an adjustment) went back already. */
  readonly extraRefunded: boolean;
  /** Shipping that was captured with it as a whole; 0 where each unit has its share. */
  readonly shippingBeside: number;
  /** Whether that went back already, alone. */
  readonly shippingBesideRefunded: boolean;
}

/** One hold's charge. Minor units; `refunded` counts what may be on its way too. */
export interface RefundableCharge {
  readonly authorizationId: string;
  readonly captured: number;
  readonly refunded: number;
  /** What the rest of it is for. */
  readonly left: Breakdown;
}

/** What one charge gives back: one refund at the provider. */
export interface PlannedPart {
  readonly authorizationId: string;
  readonly amount: number;
  /** They count as returned, whatever of their worth is given back. */
  readonly units: readonly UnitSpan[];
  /** True when it gives back what was captured for the shipment beside its units. */
  readonly extra: boolean;
  /** Units whose share of the shipping it gives back, and nothing else of them; absent: it is no refund of shipping. */
  readonly shippingOf?: readonly UnitSpan[];
}

/** From which charges a refund comes, in minor units; or why it cannot be made. */
export type RefundPlan =
  | { readonly kind: 'planned'; readonly amount: number; readonly parts: readonly PlannedPart[] }
  | { readonly kind: 'refused'; readonly refusal: RefundRefusal };

/**
 * Says what exactly a refund gives back. Units are worth what was captured for them by the frozen allocation, no unit
 * goes back twice, and no charge gives back more than was captured of it: where an amount went back before, the rest
 * of the units is what is left. An amount beside units is what they bring, at most their worth.
 */
export function planRefund(records: RefundableState, command: RefundCommand): RefundPlan {
  const { amount, lines, shipmentId, shipping = false } = command;
  if (shipping) return planShipping(records);
  if (lines !== null) return planLines(records, lines, shipmentId, amount);
  if (shipmentId !== null) return planShipment(records, shipmentId, amount);
  if (amount !== null) return planAmount(records, amount);
  throw new Error(`Bug! Refund ${command.refundId} does not say what it refunds`);
}

function leftOf({ captured, refunded }: RefundableCharge): number {
  return Math.max(0, captured - refunded);
}

/** The youngest charge first: an old card is likelier to have been replaced. */
function planAmount(records: RefundableState, amount: number): RefundPlan {
  const whole = records.charges.map((charge): PlannedPart => ({
    ...partOf(charge),
    amount: leftOf(charge),
    units: [],
    extra: false,
  }));
  const most = sumOf(whole, (part) => part.amount);
  const refusal = refusalOfAmount(records, amount, most);
  if (refusal !== undefined) return refuse(refusal);
  const parts = takenFromYoungest(whole, amount).filter((part) => part.amount > 0);
  return { kind: 'planned', amount, parts: parts.reverse() };
}

/** The last shipped of each line that have not gone back, of one shipment or of all. */
function planLines(
  records: RefundableState,
  lines: readonly LineQuantity[],
  shipmentId: string | null,
  asked: number | null,
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
  const pieces = shipments.map((priced): PlannedPart => {
    const own = within(units, priced.spans);
    const amount = Math.min(worthLeft(records, own), leftOfShipment(records, priced));
    return { ...partOf(priced), amount, units: own, extra: false };
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
function planShipment(records: RefundableState, shipmentId: string, asked: number | null): RefundPlan {
  const priced = records.shipments.find((each) => each.shipmentId === shipmentId);
  const units = without(priced?.spans ?? [], records.refundedUnits);
  const amount = priced === undefined ? 0 : leftOfShipment(records, priced);
  if (priced === undefined || (units.length === 0 && amount === 0)) {
    const lineIds = [...new Set((priced?.spans ?? []).map(({ lineId }) => lineId))];
    const left = lineIds.map((lineId) => ({ lineId, quantity: 0 }));
    const message =
      priced === undefined
        ? `shipment ${shipmentId} is not captured`
        : `everything of shipment ${shipmentId} is refunded already`;
    return refuse({ code: 'units_not_available', message, left });
  }
  const extra = amount !== worthLeft(records, units);
  return withinCharges(records, 'shipmentId', [{ ...partOf(priced), amount, units, extra }], asked);
}

/** The shipping of everything that was captured and has not gone back; the units stay with the buyer. */
function planShipping(records: RefundableState): RefundPlan {
  const { allocation, refundedUnits, shippingRefunded } = records;
  const pieces = records.shipments.map((priced): PlannedPart => {
    const units = without(priced.spans, [...refundedUnits, ...shippingRefunded]);
    const beside = priced.extraRefunded || priced.shippingBesideRefunded ? 0 : priced.shippingBeside;
    const amount = Math.min(paidShippingOf(allocation, units) + beside, leftOfShipment(records, priced));
    return { ...partOf(priced), amount, units: [], extra: false, shippingOf: amount > 0 ? units : [] };
  });
  return withinCharges(records, 'shipping', pieces, null);
}

function partOf({ authorizationId }: Pick<PlannedPart, 'authorizationId'>): Pick<PlannedPart, 'authorizationId'> {
  return { authorizationId };
}

/** One part for each charge, none of them more than the charge has left. */
function withinCharges(
  records: RefundableState,
  path: string,
  pieces: readonly PlannedPart[],
  asked: number | null,
): RefundPlan {
  const whole = records.charges.flatMap((charge): PlannedPart[] => {
    const own = pieces.filter(({ authorizationId }) => authorizationId === charge.authorizationId);
    if (own.length === 0) return [];
    const joined = joinedParts(own);
    return [{ ...joined, amount: Math.min(joined.amount, leftOf(charge)) }];
  });
  const most = sumOf(whole, ({ amount }) => amount);
  if (most === 0)
    return nothingLeft(
      path,
      sumOf(pieces, ({ amount }) => amount),
    );
  const refusal = asked === null ? undefined : refusalOfAmount(records, asked, most);
  if (refusal !== undefined) return refuse(refusal);
  const amount = asked ?? most;
  return { kind: 'planned', amount, parts: withoutEmpty(takenFromYoungest(whole, amount)) };
}

function joinedParts(parts: readonly PlannedPart[]): PlannedPart {
  return parts.reduce((left, right) => ({
    ...left,
    amount: left.amount + right.amount,
    units: [...left.units, ...right.units],
    extra: left.extra || right.extra,
    ...(left.shippingOf !== undefined && { shippingOf: [...left.shippingOf, ...(right.shippingOf ?? [])] }),
  }));
}

/** As much of each part as the amount needs, from the last one on. */
function takenFromYoungest(whole: readonly PlannedPart[], amount: number): PlannedPart[] {
  let wanted = amount;
  return whole.reduceRight<PlannedPart[]>((taken, part) => {
    const share = Math.min(wanted, part.amount);
    wanted -= share;
    return [{ ...part, amount: share }, ...taken];
  }, []);
}

/** A charge that gives nothing is not asked; its units go back with the part that gives something. */
function withoutEmpty(parts: readonly PlannedPart[]): PlannedPart[] {
  const [first, ...rest] = parts.filter(({ amount }) => amount > 0);
  const empty = parts.filter(({ amount }) => amount === 0);
  return first === undefined ? [] : [joinedParts([first, ...empty]), ...rest];
}

function refusalOfAmount({ currency }: RefundableState, amount: number, most: number): RefundRefusal | undefined {
  const { step } = currencyOf(currency);
  const refusal = { code: 'not_refundable', path: 'amount', maximumAmount: most } as const;
  if (amount > most) {
    const message = `is worth ${amount.toString()}, but ${most.toString()} can be refunded`;
    return { ...refusal, message };
  }
  if (amount % step === 0) return undefined;
  return { ...refusal, message: `must be a multiple of ${step.toString()} in ${currency}` };
}

function nothingLeft(path: string, worth: number): RefundPlan {
  const nothing =
    path === 'shipping' ? 'no captured shipping is left to refund' : 'nothing was captured for these units';
  const message = worth > 0 ? `is worth ${worth.toString()}, but 0 can be refunded` : nothing;
  return refuse({ code: 'not_refundable', message, path, maximumAmount: 0 });
}

function refuse(refusal: RefundRefusal): RefundPlan {
  return { kind: 'refused', refusal };
}
