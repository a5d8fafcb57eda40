import { withCredit, worthOfUnit } from '../orders/allocation';
import { currencyOf } from '../money/currency';
import type { AcceptedOrder, UnitRun } from '../orders/order';
import { runsWithin, type UnitSpan } from '../orders/shipment-price';
import { joined } from '../orders/unit-spans';

/**
 * Shops that speak amounts capture any part of an order. An amount takes the open units one after the other; where it
 * ends within a unit it takes a part of that one, which stays open and is worth so much less from then on.
 */

/** An order, as far as its units are worth something. */
type WorthOfUnits = Pick<AcceptedOrder, 'allocation' | 'currency'>;

/** What an amount takes: whole units, and at most one part of the unit behind them. */
export interface TakenByAmount {
  readonly spans: readonly UnitSpan[];
  /** Absent: the amount ends with a unit. */
  readonly part?: UnitRun;
}

/**
 * Takes an amount of units, in their order. Free units go with those that stand before them.
 * @param units that are open, in the order of the lines and within them
 * @param amount minor units, a multiple of the currency's step; what is above the worth of the units is not taken
 */
export function takeAmount(order: WorthOfUnits, units: readonly UnitSpan[], amount: number): TakenByAmount {
  const spans: UnitSpan[] = [];
  let left = amount;
  for (const run of units.flatMap((span) => runsWithin(order.allocation, span))) {
    const each = worthOfUnit(run);
    const whole = each === 0 ? run.units : Math.min(run.units, Math.floor(left / each));
    if (whole > 0) spans.push({ lineId: run.lineId, fromUnit: run.fromUnit, units: whole });
    left -= whole * each;
    if (whole === run.units) continue;
    const next = { ...run, fromUnit: run.fromUnit + whole, units: 1 };
    return { spans: joined(spans), ...(left > 0 && { part: partOf(next, left, currencyOf(order.currency).step) }) };
  }
  return { spans: joined(spans) };
}

/**
 * A part of one unit, in proportion of what the unit is made of: what is left of each is never less than nothing, here
 * and in the rest. The unit's credit pays for the part in proportion too.
 */
function partOf(unit: UnitRun, amount: number, step: number): UnitRun {
  const net = unit.goods - unit.discount;
  const credit = shareOf(unit.credit ?? 0, amount, worthOfUnit(unit), step);
  const [ofNet, tax, shipping] = inProportion([net, unit.tax, unit.shipping], amount + credit, step);
  const discount =
    net === 0 ? shareOf(unit.discount, amount, worthOfUnit(unit), step) : shareOf(unit.discount, ofNet, net, step);
  const { connect } = unit;
  return {
    ...withCredit(unit, credit),
    ...{ goods: ofNet + discount, tax, discount, shipping },
    ...(connect !== undefined && { connect: shareOf(connect, amount, worthOfUnit(unit), step) }),
  };
}

/** Largest remainder: each share is rounded down, and the steps that are left go where most was cut off. */
function inProportion(
  [net, tax, shipping]: readonly [number, number, number],
  amount: number,
  step: number,
): [number, number, number] {
  const whole = net + tax + shipping;
  const shares = [net, tax, shipping].map((part, index) => {
    const product = BigInt(part) * BigInt(amount / step);
    return { index, share: Number(product / BigInt(whole)), remainder: product % BigInt(whole) };
  });
  let left = amount / step - shares.reduce((sum, { share }) => sum + share, 0);
  const byRemainder = [...shares].sort((one, other) =>
    one.remainder === other.remainder ? one.index - other.index : one.remainder > other.remainder ? -1 : 1,
  );
  for (const each of byRemainder) {
    const extra = Math.min(1, left);
    each.share += extra;
    left -= extra;
  }
  const [ofNet = 0, ofTax = 0, ofShipping = 0] = shares.map(({ share }) => share * step);
  return [ofNet, ofTax, ofShipping];
}

/** `part` of `of`, taken of `whole` and rounded down to the step. BigInt because the product can pass 2^53. */
function shareOf(whole: number, part: number, of: number, step: number): number {
  return Number((BigInt(whole) * BigInt(part)) / (BigInt(of) * BigInt(step))) * step;
}

/** The order once parts of its units were taken: these units are worth so much less. */
export function withoutParts<Order extends WorthOfUnits>(order: Order, parts: readonly UnitRun[]): Order {
  return parts.reduce((left, part) => changeUnit(left, part, -1), order);
}

/** The order once parts of its units were given back. */
export function withParts<Order extends WorthOfUnits>(order: Order, parts: readonly UnitRun[]): Order {
  return parts.reduce((left, part) => changeUnit(left, part, 1), order);
}

function changeUnit<Order extends WorthOfUnits>(order: Order, part: UnitRun, sign: 1 | -1): Order {
  const allocation = order.allocation.flatMap((run) => {
    const before = part.fromUnit - run.fromUnit;
    if (run.lineId !== part.lineId || before < 0 || before >= run.units) return [run];
    const rest = { ...run, fromUnit: part.fromUnit + 1, units: run.units - before - 1 };
    const pieces = [
      { ...run, units: before },
      changed({ ...run, fromUnit: part.fromUnit, units: 1 }, part, sign),
      rest,
    ];
    return pieces.filter(({ units }) => units > 0);
  });
  return { ...order, allocation: allocation.reduce<UnitRun[]>(joinedWith(part.lineId), []) };
}

function changed(unit: UnitRun, part: UnitRun, sign: 1 | -1): UnitRun {
  return {
    ...withCredit(unit, (unit.credit ?? 0) + sign * (part.credit ?? 0)),
    goods: unit.goods + sign * part.goods,
    tax: unit.tax + sign * part.tax,
    discount: unit.discount + sign * part.discount,
    shipping: unit.shipping + sign * part.shipping,
    ...(unit.connect !== undefined && { connect: unit.connect + sign * (part.connect ?? 0) }),
  };
}

/** Neighbors of the line that are worth the same are one run, so that a history of many parts stays small. */
function joinedWith(lineId: string): (runs: UnitRun[], run: UnitRun) => UnitRun[] {
  return (runs, run) => {
    const last = runs.at(-1);
    if (run.lineId !== lineId || last?.lineId !== lineId || !isWorthTheSame(last, run)) return [...runs, run];
    return [...runs.slice(0, -1), { ...last, units: last.units + run.units }];
  };
}

function isWorthTheSame(one: UnitRun, other: UnitRun): boolean {
  return (
    one.goods === other.goods &&
    one.tax === other.tax &&
    one.discount === other.discount &&
    one.shipping === other.shipping &&
    one.credit === other.credit &&
    one.connect === other.connect
  );
}
