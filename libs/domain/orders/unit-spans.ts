import { creditOfRuns, worthOfUnit } from './allocation';
import { sumOf } from '../money/money';
import type { UnitRun } from './order';
import { runsWithin, type LineQuantity, type UnitSpan } from './shipment-price';

/** Stretches of units as sets: counted, taken from each other, and priced by the frozen allocation. */

/** How many units. */
export function unitsIn(spans: readonly UnitSpan[]): number {
  return spans.reduce((sum, { units }) => sum + units, 0);
}

/** How many units of which lines, as a shop names what leaves or is given up. */
export function quantitiesOf(spans: readonly UnitSpan[]): LineQuantity[] {
  const quantities = new Map<string, number>();
  for (const { lineId, units } of spans) quantities.set(lineId, (quantities.get(lineId) ?? 0) + units);
  return [...quantities].map(([lineId, quantity]) => ({ lineId, quantity }));
}

/** The same units in as few spans as possible: what follows each other in a line is one. */
export function joined(spans: readonly UnitSpan[]): UnitSpan[] {
  const byLine = new Map<string, UnitSpan[]>();
  for (const span of [...spans].sort((left, right) => left.fromUnit - right.fromUnit)) {
    const own = byLine.get(span.lineId) ?? [];
    const last = own.at(-1);
    const follows = last !== undefined && last.fromUnit + last.units === span.fromUnit;
    if (follows) own.splice(-1, 1, { ...last, units: last.units + span.units });
    else own.push(span);
    byLine.set(span.lineId, own);
  }
  return [...byLine.values()].flat();
}

/** What is left of `spans` without the units that are also in `taken`. */
export function without(spans: readonly UnitSpan[], taken: readonly UnitSpan[]): UnitSpan[] {
  return taken.reduce<UnitSpan[]>((left, each) => left.flatMap((span) => cut(span, each)), [...spans]);
}

/** Those of the units that are also in `others`. */
export function within(spans: readonly UnitSpan[], others: readonly UnitSpan[]): UnitSpan[] {
  return without(spans, without(spans, others));
}

function cut(span: UnitSpan, taken: UnitSpan): UnitSpan[] {
  if (span.lineId !== taken.lineId) return [span];
  const [from, end] = [span.fromUnit, span.fromUnit + span.units];
  const before = { ...span, units: Math.min(taken.fromUnit, end) - from };
  const resume = Math.max(taken.fromUnit + taken.units, from);
  const after = { ...span, fromUnit: resume, units: end - resume };
  if (resume === from || before.units === span.units) return [span];
  return [before, after].filter(({ units }) => units > 0);
}

/** The first `quantity` units: those with the lowest indexes, of one line. Fewer when there are not so many. */
export function firstUnits(spans: readonly UnitSpan[], quantity: number): UnitSpan[] {
  let wanted = quantity;
  return [...spans]
    .sort((left, right) => left.fromUnit - right.fromUnit)
    .flatMap((span) => {
      const units = Math.min(wanted, span.units);
      wanted -= units;
      return units > 0 ? [{ ...span, units }] : [];
    });
}

/** The last `quantity` units: those with the highest indexes. Fewer when there are not so many. */
export function lastUnits(spans: readonly UnitSpan[], quantity: number): UnitSpan[] {
  let wanted = quantity;
  return [...spans]
    .sort((left, right) => right.fromUnit - left.fromUnit)
    .flatMap((span) => {
      const units = Math.min(wanted, span.units);
      wanted -= units;
      return units > 0 ? [{ ...span, fromUnit: span.fromUnit + span.units - units, units }] : [];
    });
}

/** The units' shares of the order's shipping. */
export function shippingOf(allocation: readonly UnitRun[], spans: readonly UnitSpan[]): number {
  return sumOf(runsOf(allocation, spans), ({ units, shipping }) => units * shipping);
}

/** What the card paid of that: credits pay for goods and tax first. */
export function paidShippingOf(allocation: readonly UnitRun[], spans: readonly UnitSpan[]): number {
  return sumOf(runsOf(allocation, spans), (run) => run.units * Math.min(run.shipping, worthOfUnit(run)));
}

/** What the order's credits pay of the units. */
export function creditOfSpans(allocation: readonly UnitRun[], spans: readonly UnitSpan[]): number {
  return creditOfRuns(runsOf(allocation, spans));
}

/**
 * What the units are worth, their shares of tax, discounts, shipping and credits included: the number that was captured
 * for them.
 */
export function worthOf(allocation: readonly UnitRun[], spans: readonly UnitSpan[]): number {
  return sumOf(runsOf(allocation, spans), (run) => run.units * worthOfUnit(run));
}

function runsOf(allocation: readonly UnitRun[], spans: readonly UnitSpan[]): UnitRun[] {
  return spans.flatMap((span) => runsWithin(allocation, span));
}
