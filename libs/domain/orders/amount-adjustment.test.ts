import { ok } from 'node:assert/strict';
import fc from 'fast-check';
import { arbitraryOrder } from '../../../test/examples/arbitrary-orders';
import { accept } from '../../../test/examples/orders';
import { adjustPrice } from './amount-adjustment';
import { priceSpans, priceWholeOrder, type Price } from './shipment-price';
import { propertyRuns } from '../../../test/examples/property-runs';

/** What Stripe checks. Source: https://docs.stripe.com/payments/payment-line-items */
function detailedAmount({ amountDetails: { lineItems, shipping } }: Price): number {
  return lineItems.reduce(
    (sum, item) => sum + item.unitCost * item.quantity + item.tax - item.discount,
    shipping.amount,
  );
}

const shipmentOfSome = fc.tuple(arbitraryOrder, fc.integer({ min: 1, max: 6 })).map(([newOne, lines]) => {
  const order = accept(newOne);
  const spans = order.lines.slice(0, lines).map(({ lineId }) => ({ lineId, fromUnit: 0, units: 1 }));
  return priceSpans(order, spans, true);
});

describe('an adjusted price', () => {
  it('adds up to the cent, whatever is added or taken off', () => {
    fc.assert(
      fc.property(shipmentOfSome, fc.integer({ min: -200_000, max: 200_000 }), (price, amount) => {
        fc.pre(amount !== 0 && price.amount + amount >= 0);
        const adjusted = adjustPrice(price, { amount, reason: 'weighed' });
        if (adjusted === undefined) throw new Error('it is worth something');
        expect(adjusted.amount).toBe(price.amount + amount);
        expect(detailedAmount(adjusted)).toBe(adjusted.amount);
        expect(adjusted.breakdown).toEqual({ ...price.breakdown, adjustment: amount });
        for (const { unitCost, quantity, discount, tax } of adjusted.amountDetails.lineItems) {
          // Of thousands of items; jest's own assertions take 40 µs each.
          ok(discount <= unitCost * quantity, 'a discount above its item');
          ok(Math.min(discount, tax) >= 0, 'an item below zero');
        }
        expect(adjusted.amountDetails.shipping.amount).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: propertyRuns(4_000) },
    );
  });

  it('cannot be less than nothing', () => {
    fc.assert(
      fc.property(shipmentOfSome, fc.integer({ min: 1, max: 200_000 }), (price, more) => {
        expect(adjustPrice(price, { amount: -price.amount - more, reason: 'weighed' })).toBeUndefined();
      }),
    );
  });

  it('names what was added, and tells it as shipping where there is no room for one more item', () => {
    fc.assert(
      fc.property(arbitraryOrder, (newOne) => {
        const price = priceWholeOrder(accept(newOne));
        const adjusted = adjustPrice(price, { amount: 250, reason: 'dearer carrier' });
        expect(adjusted?.amountDetails.lineItems.at(-1)).toMatchObject({
          ...{ productName: 'dearer carrier', unitCost: 250, quantity: 1 },
        });
        const [item] = price.amountDetails.lineItems;
        if (item === undefined) throw new Error('an order has lines');
        const full: Price = {
          ...price,
          amountDetails: { ...price.amountDetails, lineItems: Array.from({ length: 200 }, () => item) },
        };
        const fullAdjusted = adjustPrice(full, { amount: 250, reason: 'dearer carrier' });
        expect(fullAdjusted?.amountDetails.lineItems).toHaveLength(200);
        expect(fullAdjusted?.amountDetails.shipping.amount).toBe(price.amountDetails.shipping.amount + 250);
      }),
      { numRuns: 50 },
    );
  });
});
