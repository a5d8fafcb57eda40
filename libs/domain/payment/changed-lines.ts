import { allocate, withCredit, worthOfUnit } from '../orders/allocation';
import { currencyOf } from '../money/currency';
import type { LineReduction } from '../orders/inputs';
import type { AcceptedOrder, OrderLine, UnitRun } from '../orders/order';
import { runsWithin, type UnitSpan } from '../orders/shipment-price';

/** What the lines of an order are worth after a change. Whatever has shipped keeps what was captured for it. */

/**
 * Splits added lines down to their units, as lines are split when an order is accepted. They take no share of the
 * order's discount, of its shipping, of its credits, or of what is sent on.
 */
export function runsOfAdded(order: AcceptedOrder, lines: readonly OrderLine[]): UnitRun[] {
  const { connect, ...payment } = order.payment;
  const shipping = { ...order.shipping, amount: 0 };
  const apart = { ...order, payment, lines, credits: [], discountAmount: 0, shipping };
  const isSplit = connect !== undefined && order.allocation.some((run) => run.connect !== undefined);
  return allocate(apart).map((run) => ({ ...run, ...(isSplit && { connect: 0 }) }));
}

/**
 * New units of their lines for units that go back and are to ship once more, in the order of the lines: each is worth
 * what the one that it replaces was. Credits pay nothing of them.
 */
export function runsOfReopened({ lines, allocation }: AcceptedOrder, returned: readonly UnitSpan[]): UnitRun[] {
  return lines.flatMap(({ lineId, quantity }) => {
    let next = quantity;
    const own = returned.filter((span) => span.lineId === lineId).flatMap((span) => runsWithin(allocation, span));
    return own.map(({ units, goods, tax, discount, shipping, connect }) => {
      const fromUnit = next;
      next += units;
      return { lineId, fromUnit, units, goods, tax, discount, shipping, ...(connect !== undefined && { connect }) };
    });
  });
}

/** The order with added lines behind those that it has, so that it is worth more by them. */
export function withAddedLines(
  order: AcceptedOrder,
  lines: readonly OrderLine[],
  runs: readonly UnitRun[],
): AcceptedOrder {
  return {
    ...order,
    lines: [...order.lines, ...lines],
    allocation: [...order.allocation, ...runs],
    total: order.total + worthOfRuns(runs),
  };
}

/** The order with new units of its lines, so that it is worth more by them. */
export function withReopened(order: AcceptedOrder, runs: readonly UnitRun[]): AcceptedOrder {
  const sumOfLine = (lineId: string, part: (run: UnitRun) => number): number =>
    runs.reduce((sum, run) => (run.lineId === lineId ? sum + part(run) * run.units : sum), 0);
  const lines = order.lines.map((line) => ({
    ...line,
    quantity: line.quantity + sumOfLine(line.lineId, () => 1),
    taxAmount: line.taxAmount + sumOfLine(line.lineId, ({ tax }) => tax),
    discountAmount: line.discountAmount + sumOfLine(line.lineId, ({ discount }) => discount),
  }));
  const shipping = { ...order.shipping, amount: order.shipping.amount + shippingOfRuns(runs) };
  const allocation = lines.flatMap(({ lineId }) =>
    [...order.allocation, ...runs].filter((run) => run.lineId === lineId),
  );
  return { ...order, lines, shipping, allocation, total: order.total + worthOfRuns(runs) };
}

/** Shares of the shipping that the units of runs have together. */
export function shippingOfRuns(runs: readonly UnitRun[]): number {
  return runs.reduce((sum, { shipping, units }) => sum + shipping * units, 0);
}

/**
 * What open units are worth at a lower price: never less than nothing, no discount above the goods, and no credit above
 * what it pays for. Tax follows the price in proportion, rounded down, where the shop does not say what all of them
 * bear together.
 */
export function runsAtPrice(
  { allocation, currency }: Pick<AcceptedOrder, 'allocation' | 'currency'>,
  open: readonly UnitSpan[],
  { unitPrice, taxAmount }: Pick<LineReduction, 'unitPrice' | 'taxAmount'>,
): UnitRun[] {
  const { step } = currencyOf(currency);
  const runs = open.flatMap((span) => runsWithin(allocation, span));
  const cheaper = runs.map((run): UnitRun => {
    const discount = Math.min(run.discount, unitPrice);
    const tax = taxAmount === undefined ? taxAt(run, unitPrice - discount, step) : 0;
    return { ...run, goods: unitPrice, discount, tax };
  });
  const taxed =
    taxAmount === undefined
      ? cheaper
      : cheaper.flatMap((run, index) => withTax(run, taxes(cheaper, taxAmount, step)[index] ?? 0, step));
  return taxed.map((priced) => {
    const run = withCredit(priced, Math.min(priced.credit ?? 0, worthOfUnit(withCredit(priced, 0))));
    if (run.connect === undefined) return run;
    return { ...run, connect: Math.min(run.connect, worthOfUnit(run)) };
  });
}

/** BigInt because the product can pass 2^53. */
function taxAt({ goods, discount, tax }: UnitRun, net: number, step: number): number {
  const before = goods - discount;
  if (before === 0) return tax;
  return Number((BigInt(tax) * BigInt(net)) / (BigInt(before) * BigInt(step))) * step;
}

/** Shares of the runs in all, by their units; the last one takes what is left over. */
function taxes(runs: readonly UnitRun[], taxAmount: number, step: number): number[] {
  const units = runs.reduce((sum, run) => sum + run.units, 0);
  const each = Math.floor(taxAmount / step / units);
  let extra = taxAmount / step - each * units;
  return runs.map((run) => {
    const more = Math.min(extra, run.units);
    extra -= more;
    return (each * run.units + more) * step;
  });
}

/** Spreads a tax over the units of a run; the first of them bear one step more where it does not divide. */
function withTax(run: UnitRun, tax: number, step: number): UnitRun[] {
  const each = Math.floor(tax / step / run.units);
  const richer = tax / step - each * run.units;
  return [
    { ...run, units: richer, tax: (each + 1) * step },
    { ...run, fromUnit: run.fromUnit + richer, units: run.units - richer, tax: each * step },
  ].filter(({ units }) => units > 0);
}

/** The allocation in which the units of `runs` are worth what these say. */
export function withUnits(allocation: readonly UnitRun[], runs: readonly UnitRun[]): UnitRun[] {
  const kept = allocation.flatMap((run) =>
    runs.reduce<UnitRun[]>((left, taken) => left.flatMap((each) => cut(each, taken)), [run]),
  );
  const lineIds = [...new Set(allocation.map(({ lineId }) => lineId))];
  return lineIds.flatMap((lineId) =>
    [...kept, ...runs].filter((run) => run.lineId === lineId).sort((left, right) => left.fromUnit - right.fromUnit),
  );
}

function cut(run: UnitRun, taken: UnitRun): UnitRun[] {
  const [end, takenEnd] = [run.fromUnit + run.units, taken.fromUnit + taken.units];
  if (run.lineId !== taken.lineId || takenEnd <= run.fromUnit || taken.fromUnit >= end) return [run];
  const before = { ...run, units: taken.fromUnit - run.fromUnit };
  const after = { ...run, fromUnit: takenEnd, units: end - takenEnd };
  return [before, after].filter(({ units }) => units > 0);
}

/** What runs of units are worth together. */
export function worthOfRuns(runs: readonly UnitRun[]): number {
  return runs.reduce((sum, run) => sum + run.units * worthOfUnit(run), 0);
}
