import fc from 'fast-check';
import { largestCharge, smallestCharge } from '../../libs/domain/money/charge-limits';
import { currencyOf } from '../../libs/domain/money/currency';
import { SHIPPING_ALLOCATIONS, type NewOrder } from '../../libs/domain/orders/order';
import { newOrder } from './orders';

const line = fc
  .record({ quantity: fc.integer({ min: 1, max: 12 }), unitPrice: fc.integer({ min: 0, max: 9_000 }) })
  .chain(({ quantity, unitPrice }) =>
    fc.record({
      quantity: fc.constant(quantity),
      unitPrice: fc.constant(unitPrice),
      taxAmount: fc.integer({ min: 0, max: 5_000 }),
      discountAmount: fc.integer({ min: 0, max: unitPrice * quantity }),
    }),
  );

/** Orders that Holdfast accepts: every amount possible, including free goods, credits, and discounts of whole lines. */
export const arbitraryOrder: fc.Arbitrary<NewOrder> = fc
  .record({
    lines: fc.array(line, { minLength: 1, maxLength: 6 }),
    shipping: fc.integer({ min: 0, max: 3_000 }),
    discountShare: fc.integer({ min: 0, max: 100 }),
    creditShares: fc.array(fc.integer({ min: 1, max: 45 }), { maxLength: 2 }),
    currency: fc.constantFrom('usd', 'jpy', 'kwd', 'isk'),
    shippingAllocation: fc.constantFrom(...SHIPPING_ALLOCATIONS),
  })
  .map(({ lines, shipping, discountShare, creditShares, currency, shippingAllocation }) => {
    const { step } = currencyOf(currency);
    const goods = lines.reduce((sum, each) => sum + each.unitPrice * each.quantity - each.discountAmount, 0);
    const discount = Math.floor((goods * discountShare) / 100);
    const worth = lines.reduce((sum, each) => sum + each.taxAmount, goods + shipping - discount);
    const credits = creditShares.flatMap((share, index) => {
      const amount = Math.floor((worth * share) / 100) * step;
      return amount > 0 ? [{ creditId: `credit-${index.toString()}`, amount, description: null }] : [];
    });
    const example = newOrder();
    return newOrder({
      currency,
      lines: lines.map((each, index) => ({
        lineId: `line-${index.toString()}`,
        productCode: null,
        name: `Product ${index.toString()}`,
        quantity: each.quantity,
        unitPrice: each.unitPrice * step,
        taxAmount: each.taxAmount * step,
        discountAmount: each.discountAmount * step,
        unitOfMeasure: null,
        commodityCode: null,
      })),
      shipping: { ...example.shipping, amount: shipping * step },
      discountAmount: discount * step,
      ...(credits.length > 0 && { credits }),
      policy: { ...example.policy, shippingAllocation },
    });
  })
  .filter(({ currency, lines, shipping, discountAmount, credits = [] }) => {
    const total = lines.reduce(
      (sum, each) => sum + each.unitPrice * each.quantity + each.taxAmount - each.discountAmount,
      credits.reduce((left, { amount }) => left - amount, shipping.amount - discountAmount),
    );
    return total >= smallestCharge(currency) && total <= largestCharge(currency);
  });
