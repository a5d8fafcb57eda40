import { quantityOf, type LineQuantity, type UnitSpan } from '../orders/shipment-price';
import { firstUnits, lastUnits } from '../orders/unit-spans';
import type { Payment } from './payment';

/**
 * Which units of each line have neither shipped nor been canceled. Shipments take the first of them and cancellations
 * the last, so they lie in the middle of a line; a covered shipment that was undone leaves some behind that lie before.
 */

/** The units that a shipment of so many takes: of each line the first that are open. */
export function firstOpenSpans(payment: Payment, lines: readonly LineQuantity[]): UnitSpan[] {
  const gone = goneByLine(payment);
  return lines.flatMap(({ lineId, quantity }) => firstUnits(openSpansOf(payment, lineId, gone), quantity));
}

/** The units that a cancellation of so many gives up: of each line the last that are open. */
export function lastOpenSpans(payment: Payment, lines: readonly LineQuantity[]): UnitSpan[] {
  const gone = goneByLine(payment);
  return payment.order.lines.flatMap(({ lineId }) => {
    const units = quantityOf(lines, lineId);
    return units === 0 ? [] : lastUnits(openSpansOf(payment, lineId, gone), units);
  });
}

/** An order of two hundred lines and a hundred shipments has gone in twenty thousand spans: they are looked at once. */
function goneByLine({ hold, shipments, covered, cancellations }: Payment): Map<string, UnitSpan[]> {
  const pending = hold.state === 'saved' && hold.pending !== null ? [hold.pending.charge] : [];
  const byLine = new Map<string, UnitSpan[]>();
  for (const { spans } of [...shipments, ...covered, ...cancellations, ...pending]) {
    for (const span of spans) {
      const own = byLine.get(span.lineId);
      if (own === undefined) byLine.set(span.lineId, [span]);
      else own.push(span);
    }
  }
  return byLine;
}

/** One walk through what is gone, in the order of the units: no group has a unit that another one has. */
function openSpansOf({ order }: Payment, lineId: string, goneOfLines: ReadonlyMap<string, UnitSpan[]>): UnitSpan[] {
  const gone = [...(goneOfLines.get(lineId) ?? [])].sort((left, right) => left.fromUnit - right.fromUnit);
  const open: UnitSpan[] = [];
  let next = 0;
  for (const { fromUnit, units } of gone) {
    if (fromUnit > next) open.push({ lineId, fromUnit: next, units: fromUnit - next });
    next = fromUnit + units;
  }
  const quantity = quantityOf(order.lines, lineId);
  return next < quantity ? [...open, { lineId, fromUnit: next, units: quantity - next }] : open;
}
