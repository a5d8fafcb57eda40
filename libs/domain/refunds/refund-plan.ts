import { currencyOf } from '../money/currency';
import type { UnitRun } from '../orders/order';
import type { RefundCommand, RefundRefusal } from './refund';
import type { LineQuantity, UnitSpan } from '../orders/shipment-price';
import { lastUnits, unitsIn, without, worthOf } from '../orders/unit-spans';

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
}

/** A captured shipment, and what of it can be refunded. Amounts are minor units. */
export interface RefundableShipment {
  readonly shipmentId: string;
  readonly authorizationId: string;
  readonly amount: number;
  readonly spans: readonly UnitSpan[];
  /** Whether what was captured beside the units (shipping as a whole, an adjustment) went back already. */
  readonly extraRefunded: boolean;
}

/** One hold's charge. Minor units; `refunded` counts what may be on its way too. */
export interface RefundableCharge {
  readonly authorizationId: string;
  readonly captured: number;
  readonly refunded: number;
}

/** What one charge gives back: one refund at the provider. */
export interface PlannedPart {
  readonly authorizationId: string;
  readonly amount: number;
  readonly units: readonly UnitSpan[];
  /** True when it gives back what was captured for the shipment beside its units. */
  readonly extra: boolean;
}

/** From which charges a refund comes, in minor units; or why it cannot be made. */
export type RefundPlan =
  | { readonly kind: 'planned'; readonly amount: number; readonly parts: readonly PlannedPart[] }
  | { readonly kind: 'refused'; readonly refusal: RefundRefusal };

/**
 * Says what exactly a refund gives back. Units are worth what was captured for them by the frozen allocation, no unit
 * goes back twice, and no charge gives back more than was captured of it.
 */
export function planRefund(records: RefundableState, command: RefundCommand): RefundPlan {
  const { amount, lines, shipmentId } = command;
  if (amount !== null) return planAmount(records, amount);
  if (lines !== null) return planLines(records, lines, shipmentId);
  if (shipmentId !== null) return planShipment(records, shipmentId);
  throw new Error(`Bug! Refund ${command.refundId} does not say what it refunds`);
}

/** What can still be given back, over all charges. */
function refundable({ charges }: Pick<RefundableState, 'charges'>): number {
  return charges.reduce((sum, charge) => sum + leftOf(charge), 0);
}

function leftOf({ captured, refunded }: RefundableCharge): number {
  return Math.max(0, captured - refunded);
}

/** The youngest charge first: an old card is likelier to have been replaced. */
function planAmount(records: RefundableState, amount: number): RefundPlan {
  const { currency } = records;
  const { step } = currencyOf(currency);
  const most = refundable(records);
  if (amount > most) return notRefundable('amount', amount, most);
  if (amount % step !== 0) {
    const message = `must be a multiple of ${step.toString()} in ${currency}`;
    return refuse({ code: 'not_refundable', message, path: 'amount', maximumAmount: most });
  }
  let wanted = amount;
  const parts = [...records.charges].reverse().flatMap((charge): PlannedPart[] => {
    const share = Math.min(wanted, leftOf(charge));
    wanted -= share;
    return share > 0 ? [{ authorizationId: charge.authorizationId, amount: share, units: [], extra: false }] : [];
  });
  return { kind: 'planned', amount, parts };
}

/** The last shipped of each line that have not gone back, of one shipment or of all. */
function planLines(records: RefundableState, lines: readonly LineQuantity[], shipmentId: string | null): RefundPlan {
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
  const parts = shipments.map((priced): PlannedPart => {
    const own = without(units, without(units, priced.spans));
    const amount = Math.min(worthOf(records.allocation, own), leftOfShipment(records, priced));
    return { authorizationId: priced.authorizationId, amount, units: own, extra: false };
  });
  return withinCharges(records, 'lines', parts);
}

/** A shipment that was captured for less than its units are worth gives back no more than was captured for it. */
function leftOfShipment(records: RefundableState, { amount, spans, extraRefunded }: RefundableShipment): number {
  const worth = worthOf(records.allocation, spans);
  const refunded = worth - worthOf(records.allocation, without(spans, records.refundedUnits));
  return Math.max(0, amount - refunded - (extraRefunded ? amount - worth : 0));
}

/** All that is left of a shipment, with what was captured beside its units. */
function planShipment(records: RefundableState, shipmentId: string): RefundPlan {
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
  const { authorizationId } = priced;
  const extra = amount !== worthOf(records.allocation, units);
  return withinCharges(records, 'shipmentId', [{ authorizationId, amount, units, extra }]);
}

/** One part for each charge, none of them more than the charge has left. */
function withinCharges(records: RefundableState, path: string, pieces: readonly PlannedPart[]): RefundPlan {
  const parts = records.charges.flatMap(({ authorizationId }): PlannedPart[] => {
    const own = pieces.filter((piece) => piece.authorizationId === authorizationId);
    const units = own.flatMap((piece) => piece.units);
    const amount = own.reduce((sum, piece) => sum + piece.amount, 0);
    return amount === 0 ? [] : [{ authorizationId, amount, units, extra: own.some((piece) => piece.extra) }];
  });
  const amount = parts.reduce((sum, part) => sum + part.amount, 0);
  const most = parts.reduce((sum, { authorizationId }) => {
    const charge = records.charges.find((each) => each.authorizationId === authorizationId);
    return sum + (charge === undefined ? 0 : leftOf(charge));
  }, 0);
  const exceeds = parts.some((part) => {
    const charge = records.charges.find((each) => each.authorizationId === part.authorizationId);
    return charge === undefined || part.amount > leftOf(charge);
  });
  return amount === 0 || exceeds ? notRefundable(path, amount, most) : { kind: 'planned', amount, parts };
}

function notRefundable(path: string, amount: number, maximumAmount: number): RefundPlan {
  const message =
    amount === 0
      ? 'nothing was captured for these units'
      : `is worth ${amount.toString()}, but ${maximumAmount.toString()} can be refunded`;
  return refuse({ code: 'not_refundable', message, path, maximumAmount });
}

function refuse(refusal: RefundRefusal): RefundPlan {
  return { kind: 'refused', refusal };
}
