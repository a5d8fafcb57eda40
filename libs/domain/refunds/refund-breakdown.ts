import { sumOf } from '../money/money';
import { amountOf, runsWithin, type Breakdown, type UnitSpan } from '../orders/shipment-price';
import { creditOfSpans, paidShippingOf, shippingOf, within } from '../orders/unit-spans';
import type { RefundCommand } from './refund';
import type { PlannedPart, RefundableState } from './refundable-state';

/**
 * What the money of a part of a refund is for, with what credits get back of it. Units give back what was paid for
 * them; an amount, or less than units are worth, takes of everything in proportion, and of a charge only what it has
 * left.
 * @returns null where the records do not explain the amount
 */
export function splitRefund(
  records: RefundableState,
  { shipmentId }: Pick<RefundCommand, 'shipmentId'>,
  part: PlannedPart,
): Breakdown | null {
  const { amount, authorizationId, shippingOf: shippingAlone, units, extra, credits = [] } = part;
  if (shippingAlone !== undefined) return { ...NOTHING, shipping: amount };
  if (units.length === 0 && !extra) return splitOfCharge(records, authorizationId, amount);
  const besideUnits = extra ? besideUnitsOf(records, shipmentId) : NOTHING;
  const credit = sumOf(credits, (each) => each.amount);
  return inProportion(added(ofUnits(records, units), besideUnits), amount, credit);
}

/** What an amount of a charge is for, when nobody said it: as everything that is left of it. */
export function splitOfCharge(records: RefundableState, authorizationId: string, amount: number): Breakdown | null {
  const charge = records.charges.find((each) => each.authorizationId === authorizationId);
  return charge === undefined ? null : inProportion(charge.left, amount, 0);
}

/** What was captured of a charge less what went back of it. What nobody split before goes in proportion. */
export function leftOf(
  captured: readonly Breakdown[],
  refunded: readonly { readonly amount: number; readonly breakdown: Breakdown | null }[],
): Breakdown {
  const whole = captured.reduce(added, NOTHING);
  return refunded.reduce((left, { amount, breakdown }) => {
    const gone = breakdown ?? inProportion(whole, amount, 0) ?? NOTHING;
    return added(left, times(gone, -1));
  }, whole);
}

const NOTHING: Breakdown = { goods: 0, tax: 0, discount: 0, shipping: 0, adjustment: 0 };

function ofUnits({ allocation, shippingRefunded }: RefundableState, units: readonly UnitSpan[]): Breakdown {
  const runs = units.flatMap((span) => runsWithin(allocation, span));
  return {
    goods: sumOf(runs, (run) => run.units * run.goods),
    tax: sumOf(runs, (run) => run.units * run.tax),
    discount: sumOf(runs, (run) => run.units * run.discount),
    shipping: shippingOf(allocation, units) - paidShippingOf(allocation, within(units, shippingRefunded)),
    adjustment: 0,
    ...creditPart(creditOfSpans(allocation, units)),
  };
}

function besideUnitsOf({ allocation, shipments }: RefundableState, shipmentId: string | null): Breakdown {
  const shipment = shipments.find((each) => each.shipmentId === shipmentId);
  if (shipment === undefined) return NOTHING;
  const { breakdown, shippingBeside, shippingBesideRefunded, spans } = shipment;
  const credit = (breakdown.credit ?? 0) - creditOfSpans(allocation, spans);
  const ofCard = shippingBesideRefunded ? 0 : shippingBeside;
  return { ...NOTHING, shipping: ofCard + credit, adjustment: breakdown.adjustment, ...creditPart(credit) };
}

function added(left: Breakdown, right: Breakdown): Breakdown {
  return {
    goods: left.goods + right.goods,
    tax: left.tax + right.tax,
    discount: left.discount + right.discount,
    shipping: left.shipping + right.shipping,
    adjustment: left.adjustment + right.adjustment,
    ...creditPart((left.credit ?? 0) + (right.credit ?? 0)),
  };
}

function times({ goods, tax, discount, shipping, adjustment, credit = 0 }: Breakdown, factor: number): Breakdown {
  return {
    goods: goods * factor,
    tax: tax * factor,
    discount: discount * factor,
    shipping: shipping * factor,
    adjustment: adjustment * factor,
    ...creditPart(credit * factor),
  };
}

/** Absent where there is none, as in everything that was recorded before there were credits. */
function creditPart(credit: number): Pick<Breakdown, 'credit'> {
  return credit === 0 ? {} : { credit };
}

/**
 * Of everything as much as the card and the credits get together. Each part is cut to whole minor units; what is left
 * over by that goes to the goods.
 */
function inProportion(whole: Breakdown, amount: number, credit: number): Breakdown | null {
  const price = amountOf(whole) + (whole.credit ?? 0);
  const given = amount + credit;
  if (given > price) return null;
  // BigInt because the product can pass 2^53.
  const share = (of: number): number => (given === price ? of : Number((BigInt(of) * BigInt(given)) / BigInt(price)));
  const cut: Breakdown = {
    goods: share(whole.goods),
    tax: share(whole.tax),
    discount: share(whole.discount),
    shipping: share(whole.shipping),
    adjustment: share(whole.adjustment),
    ...creditPart(credit),
  };
  return { ...cut, goods: cut.goods + amount - amountOf(cut) };
}
