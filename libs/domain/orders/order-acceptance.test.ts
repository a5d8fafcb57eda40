import { fulfilled } from '../../../test/examples/cards';
import { newOrder } from '../../../test/examples/orders';
import type { NewOrder, OrderLine } from './order';
import { acceptOrder } from './order-acceptance';

const context = { contentHash: 'h', acceptanceId: 'a', requestId: 'r', acceptedAt: '2026-11-22T10:00:00.000Z' };

function pathsOf(order: NewOrder): string[] {
  const acceptance = acceptOrder(order, context);
  return acceptance.kind === 'accepted' ? [] : acceptance.problems.map(({ path }) => path);
}

function withLine(change: Partial<OrderLine>): NewOrder {
  return newOrder({ lines: newOrder().lines.map((line, index) => (index === 1 ? { ...line, ...change } : line)) });
}

const freeShipping = { ...newOrder().shipping, amount: 0 };

function cheap(line: OrderLine): OrderLine {
  return { ...line, unitPrice: 49, taxAmount: 0 };
}

describe('accepting an order', () => {
  it('computes the total of the example', () => {
    expect(acceptOrder(newOrder(), context)).toMatchObject({
      kind: 'accepted',
      order: { total: 4600, acceptanceId: 'a' },
    });
  });

  it.each([
    ['an unknown currency', newOrder({ currency: 'xxx' }), ['currency']],
    ['a line id used twice', withLine({ lineId: '1' }), ['lines[1].lineId']],
    ['a line discounted below nothing', withLine({ discountAmount: 2001 }), ['lines[1].discountAmount']],
    ['an order discounted below its goods', newOrder({ discountAmount: 4001 }), ['discountAmount']],
    [
      'a total of nothing that is to be paid at once',
      newOrder({
        ...{ lines: [], shipping: freeShipping, discountAmount: 0 },
        policy: { ...newOrder().policy, fulfilment: 'immediate' },
      }),
      ['policy.fulfilment'],
    ],
    ['a total above twelve digits', withLine({ unitPrice: 999_999_999_999 }), ['lines']],
    [
      'a total below what Stripe charges',
      newOrder({ lines: newOrder().lines.slice(0, 1).map(cheap), shipping: freeShipping, discountAmount: 0 }),
      ['lines'],
    ],
    ['fils that no card can move', newOrder({ currency: 'kwd', discountAmount: 15 }), ['discountAmount']],
    [
      'a renewal without a card to renew it with',
      newOrder({ policy: { ...newOrder().policy, onDeadline: 'reauthorize' } }),
      ['payment.saveForLater'],
    ],
    [
      'an order of holds that are never renewed',
      newOrder({ policy: { ...newOrder().policy, reauthorization: 'after_release' } }),
      ['policy.reauthorization'],
    ],
    [
      'a deadline where nothing is held',
      newOrder(fulfilled('immediate', {}, { onDeadline: 'capture_remaining' })),
      ['policy.onDeadline'],
    ],
    ['a card saved for nobody', newOrder(fulfilled('charge_on_ship', { customer: null })), ['payment.customer']],
  ])('refuses %s and names the field', (_, order, paths) => {
    expect(pathsOf(order)).toEqual(paths);
  });

  // As listed at https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
  it.each([
    ['usd', 49, 'Stripe takes no payment below 0.50 USD'],
    ['aed', 199, 'Stripe takes no payment below 2.00 AED'],
    ['aud', 49, 'Stripe takes no payment below 0.50 AUD'],
    ['brl', 49, 'Stripe takes no payment below 0.50 BRL'],
    ['cad', 49, 'Stripe takes no payment below 0.50 CAD'],
    ['chf', 49, 'Stripe takes no payment below 0.50 CHF'],
    ['czk', 1_499, 'Stripe takes no payment below 15.00 CZK'],
    ['dkk', 249, 'Stripe takes no payment below 2.50 DKK'],
    ['eur', 49, 'Stripe takes no payment below 0.50 EUR'],
    ['gbp', 29, 'Stripe takes no payment below 0.30 GBP'],
    ['hkd', 399, 'Stripe takes no payment below 4.00 HKD'],
    ['huf', 17_499, 'Stripe takes no payment below 175.00 HUF'],
    ['inr', 49, 'Stripe takes no payment below 0.50 INR'],
    ['jpy', 49, 'Stripe takes no payment below 50 JPY'],
    ['mxn', 999, 'Stripe takes no payment below 10.00 MXN'],
    ['myr', 199, 'Stripe takes no payment below 2.00 MYR'],
    ['nok', 299, 'Stripe takes no payment below 3.00 NOK'],
    ['nzd', 49, 'Stripe takes no payment below 0.50 NZD'],
    ['pln', 199, 'Stripe takes no payment below 2.00 PLN'],
    ['ron', 199, 'Stripe takes no payment below 2.00 RON'],
    ['sek', 299, 'Stripe takes no payment below 3.00 SEK'],
    ['sgd', 49, 'Stripe takes no payment below 0.50 SGD'],
    ['thb', 999, 'Stripe takes no payment below 10.00 THB'],
    ['idr', 49, 'Stripe takes no payment below 0.50 IDR'],
    ['zar', 49, 'Stripe takes no payment below 0.50 ZAR'],
  ])('says what Stripe takes at least in %s', (currency, unitPrice, why) => {
    const costing = (price: number): NewOrder =>
      newOrder({
        currency,
        lines: newOrder()
          .lines.slice(0, 1)
          .map((line) => ({ ...line, unitPrice: price, taxAmount: 0 })),
        shipping: freeShipping,
        discountAmount: 0,
      });
    const message = expect.stringContaining(why) as string;
    expect(acceptOrder(costing(unitPrice), context)).toMatchObject({ problems: [{ path: 'lines', message }] });
    expect(acceptOrder(costing(unitPrice + 1), context).kind).toBe('accepted');
  });
});
