import fc from 'fast-check';
import { arbitraryOrder } from '../../../test/examples/arbitrary-orders';
import { accept, newOrder } from '../../../test/examples/orders';
import { worthOfUnit } from '../orders/allocation';
import { takeAmount, withoutParts, withParts } from './parts-of-units';
import { currencyOf } from '../money/currency';
import type { AcceptedOrder, UnitRun } from '../orders/order';
import type { UnitSpan } from '../orders/shipment-price';
import { without, worthOf } from '../orders/unit-spans';

function allUnits({ lines }: AcceptedOrder): UnitSpan[] {
  return lines.map(({ lineId, quantity }) => ({ lineId, fromUnit: 0, units: quantity }));
}

/** However the units are put into runs. */
function unitByUnit({ allocation }: AcceptedOrder): UnitRun[] {
  return allocation.flatMap((run) =>
    Array.from({ length: run.units }, (_, index) => ({ ...run, fromUnit: run.fromUnit + index, units: 1 })),
  );
}

test('amounts of any size take exactly what they are, and together all of it', () => {
  fc.assert(
    fc.property(arbitraryOrder, fc.array(fc.integer({ min: 1, max: 30_000 }), { maxLength: 12 }), (given, wishes) => {
      let order = accept(given);
      const { step } = currencyOf(order.currency);
      let open = allUnits(order);
      let left = worthOf(order.allocation, open);
      for (const wish of [...wishes.map((each) => each * step), left]) {
        const amount = Math.min(wish, left);
        const { spans, part } = takeAmount(order, open, amount);
        expect(worthOf(order.allocation, spans) + (part === undefined ? 0 : worthOfUnit(part))).toBe(amount);
        if (part !== undefined) order = withoutParts(order, [part]);
        open = without(open, spans);
        left -= amount;
        expect(worthOf(order.allocation, open)).toBe(left);
      }
      const end = takeAmount(order, open, left);
      expect(without(open, end.spans)).toEqual([]);
    }),
  );
});

test('neither a part of a unit nor its rest has less than nothing of anything', () => {
  fc.assert(
    fc.property(arbitraryOrder, fc.integer({ min: 1, max: 100_000 }), (given, wish) => {
      const order = accept(given);
      const { step } = currencyOf(order.currency);
      const { part } = takeAmount(order, allUnits(order), Math.min(wish * step, order.total));
      if (part === undefined) return;
      const rest = withoutParts(order, [part]);
      for (const run of [part, ...rest.allocation]) {
        const { goods, tax, discount, shipping, credit = 0 } = run;
        const parts = [goods, tax, discount, shipping, credit];
        expect(Math.min(...parts, goods - discount, worthOfUnit(run))).toBeGreaterThanOrEqual(0);
        expect(parts.map((each) => each % step)).toEqual([0, 0, 0, 0, 0]);
      }
      expect(unitByUnit(withParts(rest, [part]))).toEqual(unitByUnit(order));
    }),
  );
});

test('a part has its proportion of the tax, the discount, the shipping and the share of Connect', () => {
  const connect = { destination: 'acct_1', onBehalfOf: false, applicationFeeAmount: 460, transferAmount: null };
  const order = accept(newOrder({ payment: { ...newOrder().payment, connect } }));
  expect(takeAmount(order, allUnits(order), 2300 + 1150)).toEqual({
    spans: [{ lineId: '1', fromUnit: 0, units: 1 }],
    part: { lineId: '2', fromUnit: 0, units: 1, goods: 1000, tax: 100, discount: 50, shipping: 100, connect: 115 },
  });
});
