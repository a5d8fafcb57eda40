import { splitOfTerms } from './connect-terms';
import { currencyOf } from '../money/currency';
import { sumOf } from '../money/money';
import type { AcceptedOrder, NewOrder, OrderLine, UnitRun } from './order';

/**
 * Splits every amount of an order down to single units, once and exact to the last minor unit:
 * largest remainder, ties by line order and then unit order.
 * A unit's discount never exceeds its goods, so no unit is worth less than nothing.
 * @returns runs in line order, then unit order; their units cover every line without gaps
 */
export function allocate(order: NewOrder): UnitRun[] {
  const { step } = currencyOf(order.currency);
  const lines = order.lines.map((line) => allocateLine(line, step));
  const discounted = spread(lines.flat(), order.discountAmount, step, {
    weightOf: (run) => run.goods,
    mostOf: (run) => run.goods - run.discount,
    addTo: (run, amount) => ({ ...run, discount: run.discount + amount }),
  });
  const beside = shippingOfNoUnit(order);
  const shipped = spread(discounted, order.shipping.amount - beside, step, {
    weightOf: (run) => run.goods,
    mostOf: () => Infinity,
    addTo: (run, amount) => ({ ...run, shipping: run.shipping + amount }),
  });
  return allocateConnect(order, ...allocateCredits(order, shipped, beside));
}

/** What the shop's credits pay of an order, in minor units. */
export function creditOf({ credits = [] }: Pick<NewOrder, 'credits'>): number {
  return sumOf(credits, ({ amount }) => amount);
}

/** What the credits pay of these units. */
export function creditOfRuns(runs: readonly UnitRun[]): number {
  return sumOf(runs, ({ units, credit = 0 }) => units * credit);
}

/** Minor units of shipping that no unit has a share of: the first shipment takes them as a whole. */
export function shippingOfNoUnit({ policy, shipping }: Pick<NewOrder, 'policy' | 'shipping'>): number {
  switch (policy.shippingAllocation) {
    case 'proportional':
      return 0;
    case 'first_shipment':
      return shipping.amount;
  }
}

/** What of that the card pays: the credits pay their share of it. */
export function paidShippingOfNoUnit(order: Pick<AcceptedOrder, 'policy' | 'shipping' | 'shippingCredit'>): number {
  return shippingOfNoUnit(order) - (order.shippingCredit ?? 0);
}

/**
 * Splits the application fee or the transfer amount in proportion to what each unit is worth in all, so that no unit's
 * share exceeds its worth.
 * @param beside what belongs to no unit: shipping as a whole, whose share stays with the capture that takes it
 */
function allocateConnect(order: NewOrder, runs: UnitRun[], beside: number): UnitRun[] {
  const { connect } = order.payment;
  const split = connect === undefined ? undefined : splitOfTerms(connect);
  if (split === undefined || split.kind === 'everything') return runs;
  const { step } = currencyOf(order.currency);
  return spread(runs, shareOfUnits(split.amount, runs, beside, step), step, {
    weightOf: worthOfUnit,
    mostOf: worthOfUnit,
    addTo: (run, amount) => ({ ...run, connect: amount }),
  });
}

/**
 * Splits the credits in proportion to what each unit is worth in all, tax and shipping too, as they pay for all of it.
 * @param beside shipping as a whole, of which they pay their share
 * @returns the units with their shares, and what the card is left to pay of the shipping
 */
function allocateCredits(order: NewOrder, runs: UnitRun[], beside: number): [runs: UnitRun[], beside: number] {
  const credit = creditOf(order);
  if (credit === 0) return [runs, beside];
  const { step } = currencyOf(order.currency);
  const ofUnits = shareOfUnits(credit, runs, beside, step);
  const credited = spread(runs, ofUnits, step, {
    weightOf: worthOfUnit,
    mostOf: worthOfUnit,
    addTo: withCredit,
  });
  return [credited, beside - (credit - ofUnits)];
}

/** What falls on the units of an amount that is split among them and what belongs to none of them. */
function shareOfUnits(amount: number, runs: readonly UnitRun[], beside: number, step: number): number {
  const worth = sumOf(runs, (run) => run.units * worthOfUnit(run));
  const [ofUnits] = shareOut(amount / step, [
    { units: 1, weight: worth, most: worth / step },
    { units: 1, weight: beside, most: beside / step },
  ]);
  return largestUnit(ofUnits) * step;
}

/** A run whose units have another share of the credits. */
export function withCredit(run: UnitRun, credit: number): UnitRun {
  if (credit > 0) return { ...run, credit };
  const { credit: before, ...without } = run;
  return before === undefined ? run : without;
}

/** What the card pays for one unit of a run, with its shares of tax, discounts, shipping and credits. */
export function worthOfUnit({ goods, tax, discount, shipping, credit = 0 }: UnitRun): number {
  return goods + tax - discount + shipping - credit;
}

/** Units of a line cost the same, so its own tax and discount are split evenly. */
function allocateLine(line: OrderLine, step: number): UnitRun[] {
  const whole: UnitRun = {
    lineId: line.lineId,
    fromUnit: 0,
    units: line.quantity,
    goods: line.unitPrice,
    tax: 0,
    discount: 0,
    shipping: 0,
  };
  const taxed = spread([whole], line.taxAmount, step, {
    weightOf: () => 1,
    mostOf: () => Infinity,
    addTo: (run, amount) => ({ ...run, tax: run.tax + amount }),
  });
  return spread(taxed, line.discountAmount, step, {
    weightOf: () => 1,
    mostOf: (run) => run.goods,
    addTo: (run, amount) => ({ ...run, discount: run.discount + amount }),
  });
}

interface Spreading {
  readonly weightOf: (run: UnitRun) => number;
  /** The most that one unit of the run can take. */
  readonly mostOf: (run: UnitRun) => number;
  readonly addTo: (run: UnitRun, amount: number) => UnitRun;
}

/** Adds `total` to the runs by weight; a run whose first units take one step more than the others becomes two. */
function spread(runs: readonly UnitRun[], total: number, step: number, spreading: Spreading): UnitRun[] {
  const shares = shareOut(
    total / step,
    runs.map((run) => ({
      units: run.units,
      weight: spreading.weightOf(run),
      most: spreading.mostOf(run) / step,
    })),
  );
  return runs.flatMap((run, index) => {
    const share = shares[index] ?? { each: 0, extra: 0 };
    const richer = { ...run, units: share.extra };
    const plainer = { ...run, fromUnit: run.fromUnit + share.extra, units: run.units - share.extra };
    return [spreading.addTo(richer, (share.each + 1) * step), spreading.addTo(plainer, share.each * step)].filter(
      ({ units }) => units > 0,
    );
  });
}

interface Group {
  readonly units: number;
  readonly weight: number;
  readonly most: number;
}

/** Every unit of the group gets `each`, the first `extra` units one more. */
interface Share {
  readonly each: number;
  readonly extra: number;
}

/**
 * Largest remainder with a ceiling: groups whose share would exceed their ceiling take just that,
 * and what they cannot take goes to the others by weight. Ends because each round fixes a group.
 */
function shareOut(total: number, groups: readonly Group[]): Share[] {
  const shares = new Map<number, Share>();
  let left = total;
  for (;;) {
    const open = groups.flatMap((group, index) => (shares.has(index) ? [] : [{ ...group, index }]));
    const proposed = largestRemainder(left, open);
    const full = open.filter(({ most }, at) => largestUnit(proposed[at]) > most);
    if (full.length === 0) {
      open.forEach(({ index }, at) => shares.set(index, proposed[at] ?? { each: 0, extra: 0 }));
      return groups.map((_, index) => shares.get(index) ?? { each: 0, extra: 0 });
    }
    for (const { index, most, units } of full) {
      shares.set(index, { each: most, extra: 0 });
      left -= most * units;
    }
  }
}

function largestUnit(share: Share | undefined): number {
  if (share === undefined) return 0;
  return share.extra > 0 ? share.each + 1 : share.each;
}

/** Hamilton's method. BigInt because amount times weight can pass 2^53. */
function largestRemainder(total: number, groups: readonly Group[]): Share[] {
  const weightless = groups.every(({ weight }) => weight === 0);
  const weights = groups.map(({ weight }) => BigInt(weightless ? 1 : weight));
  const whole = groups.reduce((sum, { units }, index) => sum + BigInt(units) * (weights[index] ?? 0n), 0n);
  if (whole === 0n) return groups.map(() => ({ each: 0, extra: 0 }));

  const parts = weights.map((weight, index) => ({
    index,
    each: Number((BigInt(total) * weight) / whole),
    remainder: (BigInt(total) * weight) % whole,
    units: groups[index]?.units ?? 0,
    extra: 0,
  }));
  let left = total - parts.reduce((sum, { each, units }) => sum + each * units, 0);
  const byRemainder = [...parts].sort((a, b) => compare(b.remainder, a.remainder) || a.index - b.index);
  for (const part of byRemainder) {
    part.extra = Math.min(part.units, left);
    left -= part.extra;
  }
  return parts.map(({ each, extra }) => ({ each, extra }));
}

function compare(left: bigint, right: bigint): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
