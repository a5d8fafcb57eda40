import { deepEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { accept, newOrder } from '../../../test/examples/orders';
import { arbitraryOrder } from '../../../test/examples/arbitrary-orders';
import { allocate } from './allocation';
import { currencyOf } from '../money/currency';
import type { UnitRun } from './order';

function total(runs: readonly UnitRun[], part: (run: UnitRun) => number): number {
  return runs.reduce((sum, run) => sum + part(run) * run.units, 0);
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
        equal(
          total(runs, ({ tax }) => tax),
          taxes,
          'taxes',
        );
        equal(
          total(runs, ({ discount }) => discount),
          discounts,
          'discounts',
        );
        equal(
          total(runs, ({ shipping }) => shipping),
          shipped,
          'shipping',
        );
        for (const line of order.lines) {
          const own = runs.filter(({ lineId }) => lineId === line.lineId);
          const following = own.reduce((next, { fromUnit, units }) => (fromUnit === next ? next + units : NaN), 0);
          equal(
            total(own, () => 1),
            line.quantity,
            'units',
          );
          equal(
            total(own, ({ goods }) => goods),
            line.unitPrice * line.quantity,
            'goods',
          );
          equal(following, line.quantity, 'units that follow each other');
        }
        const { step } = currencyOf(order.currency);
        for (const { goods, tax, discount, shipping } of runs) {
          ok(Math.min(goods, tax, discount, shipping) >= 0, 'a unit below zero');
          ok(discount <= goods, 'a discount above the goods');
          deepEqual([goods % step, tax % step, discount % step, shipping % step], [0, 0, 0, 0]);
        }
      }),
      { numRuns: 1_000 },
    );
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
