import { currencyOf } from '../money/currency';
import type { UnitRun } from '../orders/order';
import type { RefundCommand, RefundRefusal } from './refund';
import type { LineQuantity, UnitSpan } from '../orders/shipment-price';
import { lastUnits, unitsIn, without, worthOf } from '../orders/unit-spans';

/** What is recorded about an order, as far as a refund depends on it. Read and planned under the order's lock. */
export interface RefundBooks {
  readonly currency: string;
  readonly allocation: readonly UnitRun[];
  /** Captured ones only, oldest first. */
  readonly parcels: readonly CapturedParcel[];
  /** Those that something was captured of, oldest first. */
  readonly charges: readonly RefundableCharge[];
  /** Units that went back already, or may be on their way. */
  readonly refundedUnits: readonly UnitSpan[];
}

export interface CapturedParcel {
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
  /** True when it gives back what was captured for the parcel beside its units. */
  readonly extra: boolean;
}

export type RefundPlan =
  | { readonly kind: 'planned'; readonly amount: number; readonly parts: readonly PlannedPart[] }
  | { readonly kind: 'refused'; readonly refusal: RefundRefusal };

/**
 * Says what exactly a refund gives back. Units are worth what was captured for them by the frozen allocation, no unit
 * goes back twice, and no charge gives back more than was captured of it.
 */
export function planRefund(books: RefundBooks, command: RefundCommand): RefundPlan {
  const { amount, lines, shipmentId } = command;
  if (amount !== null) return planAmount(books, amount);
  if (lines !== null) return planLines(books, lines, shipmentId);
  if (shipmentId !== null) return planParcel(books, shipmentId);
  throw new Error(`Bug! Refund ${command.refundId} does not say what it gives back`);
}

/** What can still be given back, over all charges. */
function refundable({ charges }: Pick<RefundBooks, 'charges'>): number {
  return charges.reduce((sum, charge) => sum + leftOf(charge), 0);
}

function leftOf({ captured, refunded }: RefundableCharge): number {
  return Math.max(0, captured - refunded);
}

/** The youngest charge first: an old card is likelier to have been replaced. */
function planAmount(books: RefundBooks, amount: number): RefundPlan {
  const { currency } = books;
  const { step } = currencyOf(currency);
  const most = refundable(books);
  if (amount > most) return notRefundable('amount', amount, most);
  if (amount % step !== 0) {
    const message = `must be a multiple of ${step.toString()} in ${currency}`;
    return refuse({ code: 'not_refundable', message, path: 'amount', maximumAmount: most });
  }
  let wanted = amount;
  const parts = [...books.charges].reverse().flatMap((charge): PlannedPart[] => {
    const share = Math.min(wanted, leftOf(charge));
    wanted -= share;
    return share > 0 ? [{ authorizationId: charge.authorizationId, amount: share, units: [], extra: false }] : [];
  });
  return { kind: 'planned', amount, parts };
}

/** The last shipped of each line that have not gone back, of one parcel or of all. */
function planLines(books: RefundBooks, lines: readonly LineQuantity[], shipmentId: string | null): RefundPlan {
  const parcels = books.parcels.filter((parcel) => shipmentId === null || parcel.shipmentId === shipmentId);
  const open = without(
    parcels.flatMap(({ spans }) => spans),
    books.refundedUnits,
  );
  const ofLine = (lineId: string): UnitSpan[] => open.filter((span) => span.lineId === lineId);
  const left = lines.map(({ lineId }) => ({ lineId, quantity: unitsIn(ofLine(lineId)) }));
  if (lines.some(({ quantity }, index) => quantity > (left[index]?.quantity ?? 0))) {
    const where = shipmentId === null ? 'have shipped' : `are in shipment ${shipmentId}`;
    return refuse({ code: 'units_not_available', message: `more units than ${where} and have not gone back`, left });
  }
  const units = lines.flatMap(({ lineId, quantity }) => lastUnits(ofLine(lineId), quantity));
  const parts = parcels.map((parcel): PlannedPart => {
    const own = without(units, without(units, parcel.spans));
    const amount = Math.min(worthOf(books.allocation, own), leftOfParcel(books, parcel));
    return { authorizationId: parcel.authorizationId, amount, units: own, extra: false };
  });
  return withinCharges(books, 'lines', parts);
}

/** A parcel that was captured for less than its units are worth gives back no more than was captured for it. */
function leftOfParcel(books: RefundBooks, { amount, spans, extraRefunded }: CapturedParcel): number {
  const worth = worthOf(books.allocation, spans);
  const refunded = worth - worthOf(books.allocation, without(spans, books.refundedUnits));
  return Math.max(0, amount - refunded - (extraRefunded ? amount - worth : 0));
}

/** All that is left of a parcel, with what was captured beside its units. */
function planParcel(books: RefundBooks, shipmentId: string): RefundPlan {
  const parcel = books.parcels.find((each) => each.shipmentId === shipmentId);
  const units = without(parcel?.spans ?? [], books.refundedUnits);
  const amount = parcel === undefined ? 0 : leftOfParcel(books, parcel);
  if (parcel === undefined || (units.length === 0 && amount === 0)) {
    const lineIds = [...new Set((parcel?.spans ?? []).map(({ lineId }) => lineId))];
    const left = lineIds.map((lineId) => ({ lineId, quantity: 0 }));
    const message =
      parcel === undefined
        ? `shipment ${shipmentId} is not captured`
        : `everything of shipment ${shipmentId} has gone back`;
    return refuse({ code: 'units_not_available', message, left });
  }
  const { authorizationId } = parcel;
  const extra = amount !== worthOf(books.allocation, units);
  return withinCharges(books, 'shipmentId', [{ authorizationId, amount, units, extra }]);
}

/** One part for each charge, none of them more than the charge has left. */
function withinCharges(books: RefundBooks, path: string, pieces: readonly PlannedPart[]): RefundPlan {
  const parts = books.charges.flatMap(({ authorizationId }): PlannedPart[] => {
    const own = pieces.filter((piece) => piece.authorizationId === authorizationId);
    const units = own.flatMap((piece) => piece.units);
    const amount = own.reduce((sum, piece) => sum + piece.amount, 0);
    return amount === 0 ? [] : [{ authorizationId, amount, units, extra: own.some((piece) => piece.extra) }];
  });
  const amount = parts.reduce((sum, part) => sum + part.amount, 0);
  const most = parts.reduce((sum, { authorizationId }) => {
    const charge = books.charges.find((each) => each.authorizationId === authorizationId);
    return sum + (charge === undefined ? 0 : leftOf(charge));
  }, 0);
  const exceeds = parts.some((part) => {
    const charge = books.charges.find((each) => each.authorizationId === part.authorizationId);
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
