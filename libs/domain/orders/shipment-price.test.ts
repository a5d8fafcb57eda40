import fc from 'fast-check';
import { arbitraryOrder } from '../../../test/examples/arbitrary-orders';
import { accept, newOrder } from '../../../test/examples/orders';
import { currencyOf } from '../money/currency';
import type { AcceptedOrder } from './order';
import { priceSpans, priceWholeOrder, type Price, type UnitSpan } from './shipment-price';
import { propertyRuns } from '../../../test/examples/property-runs';

/** Stripe's enforced arithmetic in its line-level form. */
function stripeSum({ amountDetails }: Price): number {
  return amountDetails.lineItems.reduce(
    (sum, { unitCost, quantity, tax, discount }) => sum + unitCost * quantity + tax - discount,
    amountDetails.shipping.amount,
  );
}

/** Ships the order in shipments of the given sizes, always the next units in the given order of lines. */
function shipInShipments(order: AcceptedOrder, sizes: readonly number[], backwards: boolean): Price[] {
  const lines = backwards ? [...order.lines].reverse() : order.lines;
  const units = lines.flatMap(({ lineId, quantity }) =>
    Array.from({ length: quantity }, (_, unit) => ({ lineId, unit })),
  );
  const shipments: UnitSpan[][] = [];
  for (let next = 0, turn = 0; next < units.length; turn += 1) {
    const priced = units.slice(next, next + (sizes[turn % sizes.length] ?? 1));
    shipments.push(priced.map(({ lineId, unit }) => ({ lineId, fromUnit: unit, units: 1 })));
    next += priced.length;
  }
  return shipments.map((spans, index) => priceSpans(order, spans, index === 0));
}

const shipmentSizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 });

describe('the price of a shipment', () => {
  it('is 2300 for one line of the example', () => {
    const price = priceSpans(accept(newOrder()), [{ lineId: '1', fromUnit: 0, units: 1 }], true);
    expect(price).toMatchObject({
      amount: 2300,
      breakdown: { goods: 2000, tax: 200, shipping: 200, discount: 100, adjustment: 0 },
      amountDetails: {
        lineItems: [
          { productCode: 'SKU001', unitCost: 2000, quantity: 1, tax: 200, discount: 100, unitOfMeasure: 'feet' },
        ],
        shipping: { amount: 200, fromPostalCode: '94110', toPostalCode: '94117' },
      },
    });
  });

  it('adds up to the order however it is shipped, and every shipment adds up for Stripe', () => {
    fc.assert(
      fc.property(arbitraryOrder, shipmentSizes, fc.boolean(), (newOne, sizes, backwards) => {
        const order = accept(newOne);
        const prices = shipInShipments(order, sizes, backwards);
        expect(prices.reduce((sum, { amount }) => sum + amount, 0)).toBe(order.total);
        for (const price of prices) {
          expect(stripeSum(price)).toBe(price.amount);
          expect(price.amount).toBeGreaterThanOrEqual(0);
          expect(price.amount % currencyOf(order.currency).step).toBe(0);
        }
      }),
      { numRuns: propertyRuns(2_000) },
    );
  });

  it('does not depend on what shipped before: the same units are always worth the same', () => {
    fc.assert(
      fc.property(arbitraryOrder, (newOne) => {
        const order = accept(newOne);
        const [line] = order.lines;
        if (line === undefined) throw new Error('an order has lines');
        const one = (unit: number): number =>
          priceSpans(order, [{ lineId: line.lineId, fromUnit: unit, units: 1 }], false).amount;
        const together = priceSpans(order, [{ lineId: line.lineId, fromUnit: 0, units: line.quantity }], false).amount;
        expect(Array.from({ length: line.quantity }, (_, unit) => one(unit)).reduce((a, b) => a + b)).toBe(together);
      }),
    );
  });

  it('describes the whole order to Stripe to the cent', () => {
    fc.assert(
      fc.property(arbitraryOrder, (newOne) => {
        const order = accept(newOne);
        expect(stripeSum(priceWholeOrder(order))).toBe(order.total);
      }),
    );
  });
});
