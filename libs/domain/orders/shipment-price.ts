import { creditOfRuns, shippingOfNoUnit } from './allocation';
import { splitOfRuns } from './connect-split';
import type { ConnectSplit } from './connect-terms';
import type { AcceptedOrder, OrderLine, UnitRun } from './order';

/** How many units of a line. */
export interface LineQuantity {
  readonly lineId: string;
  readonly quantity: number;
}

/** Units of one line among those named; 0 when it is not. */
export function quantityOf(lines: readonly LineQuantity[], lineId: string): number {
  return lines.find((line) => line.lineId === lineId)?.quantity ?? 0;
}

/** A stretch of units of one line, counted from the line's first unit. */
export interface UnitSpan {
  readonly lineId: string;
  readonly fromUnit: number;
  readonly units: number;
}

/** What a shipment is worth, by what the money is for; discount and credit count down. */
export interface Breakdown {
  readonly goods: number;
  readonly tax: number;
  readonly discount: number;
  readonly shipping: number;
  readonly adjustment: number;
  /** What was paid by the order's credits, and not by its card; absent: nothing. */
  readonly credit?: number;
}

/** Stripe's limit for one capture. Source: https://docs.stripe.com/payments/payment-line-items */
export const LINE_ITEMS_AT_MOST = 200;

/** Line-level `amount_details` of Stripe: https://docs.stripe.com/payments/payment-line-items */
export interface AmountDetails {
  readonly lineItems: readonly LineItem[];
  readonly shipping: {
    readonly amount: number;
    readonly fromPostalCode: string | null;
    readonly toPostalCode: string | null;
  };
}

/** Units of one article as Stripe's line items describe them; `unitCost` is for one unit, in minor units. */
export interface LineItem {
  readonly productCode: string | null;
  readonly productName: string;
  readonly unitCost: number;
  readonly quantity: number;
  readonly tax: number;
  readonly discount: number;
  readonly unitOfMeasure: string | null;
  readonly commodityCode: string | null;
}

/** A priced set of units: `amount` is the sum of the breakdown, and the details add up to it. */
export interface Price {
  readonly amount: number;
  readonly breakdown: Breakdown;
  readonly amountDetails: AmountDetails;
  /** What of it is sent on; absent without Connect. */
  readonly connect?: ConnectSplit;
}

/**
 * Prices units by the order's frozen allocation: a sum of fixed integers, so that shipments always add up to the order
 * whatever their number and order.
 * @param takesShipping true for the first capture of an order whose shipping is charged there as a whole
 */
export function priceSpans(order: AcceptedOrder, spans: readonly UnitSpan[], takesShipping: boolean): Price {
  return priceRuns(
    order,
    spans.flatMap((span) => runsWithin(order.allocation, span)),
    takesShipping,
  );
}

/** As `priceSpans`, for runs that need not be whole units: parts of units that are captured apart. */
export function priceRuns(order: AcceptedOrder, runs: readonly UnitRun[], takesShipping: boolean): Price {
  const beside = takesShipping ? shippingOfNoUnit(order) : 0;
  const creditBeside = takesShipping ? (order.shippingCredit ?? 0) : 0;
  const credit = creditOfRuns(runs) + creditBeside;
  const breakdown: Breakdown = {
    goods: totalOf(runs, ({ goods }) => goods),
    tax: totalOf(runs, ({ tax }) => tax),
    discount: totalOf(runs, ({ discount }) => discount),
    shipping: totalOf(runs, ({ shipping }) => shipping) + beside,
    adjustment: 0,
    ...(credit > 0 && { credit }),
  };
  const { fromPostalCode, toPostalCode } = order.shipping;
  const amount = amountOf(breakdown);
  const connect = splitOfRuns(order, runs, beside > 0, amount);
  return {
    amount,
    breakdown,
    amountDetails: withinLimit({
      lineItems: order.lines.flatMap((line) => lineItems(line, runs)),
      shipping: {
        amount: breakdown.shipping - creditBeside - totalOf(runs, (run) => creditByPart(run).shipping),
        fromPostalCode,
        toPostalCode,
      },
    }),
    ...(connect !== undefined && { connect }),
  };
}

/** Every unit of the order, as it is described to Stripe when the hold is placed. */
export function priceWholeOrder(order: AcceptedOrder): Price {
  const spans = order.lines.map(({ lineId, quantity }) => ({ lineId, fromUnit: 0, units: quantity }));
  return priceSpans(order, spans, true);
}

/**
 * A card's line items know no other means of payment: what credits pay of a unit lowers its goods first, so that its
 * tax stays what it is for as long as it can, then tax, then shipping.
 */
function creditByPart({ goods, tax, discount, credit = 0 }: UnitRun): { goods: number; tax: number; shipping: number } {
  const ofGoods = Math.min(credit, goods - discount);
  const ofTax = Math.min(credit - ofGoods, tax);
  return { goods: ofGoods, tax: ofTax, shipping: credit - ofGoods - ofTax };
}

/** goods + tax − discount + shipping + adjustment − credit, in minor units. */
export function amountOf({ goods, tax, discount, shipping, adjustment, credit = 0 }: Breakdown): number {
  return goods + tax - discount + shipping + adjustment - credit;
}

/** The parts of the allocation's runs that lie within the span. */
export function runsWithin(allocation: readonly UnitRun[], span: UnitSpan): UnitRun[] {
  const end = span.fromUnit + span.units;
  return allocation.flatMap((run) => {
    if (run.lineId !== span.lineId) return [];
    const from = Math.max(run.fromUnit, span.fromUnit);
    const units = Math.min(run.fromUnit + run.units, end) - from;
    return units > 0 ? [{ ...run, fromUnit: from, units }] : [];
  });
}

function totalOf(runs: readonly UnitRun[], part: (run: UnitRun) => number): number {
  return runs.reduce((sum, run) => sum + part(run) * run.units, 0);
}

/** Units of a line are one item, and parts of units, which cost less, others. */
function lineItems(line: OrderLine, runs: readonly UnitRun[]): LineItem[] {
  const own = runs.filter(({ lineId }) => lineId === line.lineId);
  return [...new Set(own.map(({ goods }) => goods))].map((unitCost) => {
    const alike = own.filter(({ goods }) => goods === unitCost);
    return {
      productCode: line.productCode,
      productName: line.name,
      unitCost,
      quantity: totalOf(alike, () => 1),
      tax: totalOf(alike, (run) => run.tax - creditByPart(run).tax),
      discount: totalOf(alike, (run) => run.discount + creditByPart(run).goods),
      unitOfMeasure: line.unitOfMeasure,
      commodityCode: line.commodityCode,
    };
  });
}

/** Parts of units can make more items than Stripe takes: those beyond are told as shipping, so that the sum stands. */
function withinLimit({ lineItems: items, shipping }: AmountDetails): AmountDetails {
  const beyond = items.slice(LINE_ITEMS_AT_MOST);
  const more = beyond.reduce(
    (sum, { unitCost, quantity, tax, discount }) => sum + unitCost * quantity + tax - discount,
    0,
  );
  return { lineItems: items.slice(0, LINE_ITEMS_AT_MOST), shipping: { ...shipping, amount: shipping.amount + more } };
}
