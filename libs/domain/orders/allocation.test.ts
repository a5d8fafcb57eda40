import { deepEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { accept, newOrder } from '../../../test/examples/orders';
import { arbitraryOrder } from '../../../test/examples/arbitrary-orders';
import { allocate, creditOf, creditOfRuns, shippingOfNoUnit, worthOfUnit } from './allocation';
import { currencyOf } from '../money/currency';
import type { UnitRun } from './order';
import { propertyRuns } from '../../../test/examples/property-runs';

function total(runs: readonly UnitRun[], part: (run: UnitRun) => number): number {
  return runs.reduce((sum, run) => sum + part(run) * run.units, 0);
}

function totalOf(runs: readonly UnitRun[], part: 'goods' | 'tax' | 'discount' | 'shipping'): number {
  return total(runs, (run) => run[part]);
}

describe('allocation', () => {
  it('splits the example so that each line is worth 2300', () => {
    expect(allocate(newOrder())).toEqual([
      { lineId: '1', fromUnit: 0, units: 1, goods: 2000, tax: 200, discount: 100, shipping: 200 },
      { lineId: '2', fromUnit: 0, units: 1, goods: 2000, tax: 200, discount: 100, shipping: 200 },
    ]);
  });

  it('gives the cents that remain to the first units', () => {
    const [line] = newOrder().lines;
    const order = newOrder({
      lines: line === undefined ? [] : [{ ...line, quantity: 3, unitPrice: 100, taxAmount: 10 }],
      shipping: { amount: 0, fromPostalCode: null, toPostalCode: null },
      discountAmount: 0,
    });
    expect(allocate(order).map(({ fromUnit, units, tax }) => ({ fromUnit, units, tax }))).toEqual([
      { fromUnit: 0, units: 1, tax: 4 },
      { fromUnit: 1, units: 2, tax: 3 },
    ]);
  });

  it('moves what a discounted line cannot take to the other lines', () => {
    const [first, second] = newOrder().lines;
    if (first === undefined || second === undefined) throw new Error('the example has two lines');
    const order = newOrder({ lines: [{ ...first, discountAmount: 1950 }, second], discountAmount: 200 });
    expect(allocate(order).map(({ discount }) => discount)).toEqual([2000, 150]);
  });

  it('adds up exactly, covers every unit, and leaves no unit below zero', () => {
    fc.assert(
      fc.property(arbitraryOrder, (order) => {
        const runs = allocate(order);
        const discounts = order.lines.reduce((sum, line) => sum + line.discountAmount, order.discountAmount);
        const taxes = order.lines.reduce((sum, line) => sum + line.taxAmount, 0);
        const shipped = order.policy.shippingAllocation === 'proportional' ? order.shipping.amount : 0;
        // jest's own assertions take 40 µs each, longer than the allocation.
        equal(totalOf(runs, 'tax'), taxes);
        equal(totalOf(runs, 'discount'), discounts);
        equal(totalOf(runs, 'shipping'), shipped);
        for (const line of order.lines) {
          const own = runs.filter(({ lineId }) => lineId === line.lineId);
          const following = own.reduce((next, { fromUnit, units }) => (fromUnit === next ? next + units : NaN), 0);
          const units = own.reduce((sum, run) => sum + run.units, 0);
          equal(units, line.quantity);
          equal(totalOf(own, 'goods'), line.unitPrice * line.quantity);
          equal(following, line.quantity, 'units that follow each other');
        }
        const { step } = currencyOf(order.currency);
        for (const run of runs) {
          const { goods, tax, discount, shipping, credit = 0 } = run;
          ok(Math.min(goods, tax, discount, shipping, credit, worthOfUnit(run)) >= 0, 'a unit below zero');
          ok(discount <= goods, 'a discount above the goods');
          const rests = [goods, tax, discount, shipping, credit].map((part) => part % step);
          deepEqual(rests, [0, 0, 0, 0, 0]);
        }
      }),
      { numRuns: propertyRuns(4_000) },
    );
  });

  it('shares credits among units and shipping as a whole, so that credits and card are what the order costs', () => {
    fc.assert(
      fc.property(arbitraryOrder, (given) => {
        const credits = creditOf(given);
        const order = accept(given);
        const { total: worth } = accept({ ...given, credits: [] });
        const { shippingCredit = 0 } = order;
        expect(order.total + credits).toBe(worth);
        expect(creditOfRuns(order.allocation) + shippingCredit).toBe(credits);
        expect(shippingCredit).toBeLessThanOrEqual(shippingOfNoUnit(order));
        const units = total(order.allocation, worthOfUnit);
        expect(units + shippingOfNoUnit(order) - shippingCredit).toBe(order.total);
      }),
      { numRuns: propertyRuns(4_000) },
    );
  });

  it('lets a gift card of half the order pay half of each unit, tax and shipping too', () => {
    const credits = [{ creditId: 'gift', amount: 2300, description: null }];
    const halves = { goods: 2000, tax: 200, discount: 100, shipping: 200, credit: 1150 };
    expect(allocate(newOrder({ credits }))).toEqual([
      { lineId: '1', fromUnit: 0, units: 1, ...halves },
      { lineId: '2', fromUnit: 0, units: 1, ...halves },
    ]);
    const policy = { ...newOrder().policy, shippingAllocation: 'first_shipment' as const };
    expect(accept(newOrder({ credits, policy }))).toMatchObject({
      total: 2300,
      shippingCredit: 200,
      allocation: [{ credit: 1050 }, { credit: 1050 }],
    });
  });

  it('splits the largest order Stripe takes without losing a cent to rounding', () => {
    const [line] = newOrder().lines;
    if (line === undefined) throw new Error('the example has two lines');
    const lines = Array.from({ length: 200 }, (_, index) => ({
      ...line,
      lineId: index.toString(),
      quantity: 49,
      unitPrice: 9_999,
      taxAmount: 9_973,
    }));
    const order = accept(
      newOrder({ lines, discountAmount: 12_345_679, shipping: { ...newOrder().shipping, amount: 997 } }),
    );
    const worth = total(order.allocation, ({ goods, tax, discount, shipping }) => goods + tax - discount + shipping);
    expect(worth).toBe(order.total);
    expect(order.allocation.length).toBeLessThanOrEqual(200 * 5);
  });
});
