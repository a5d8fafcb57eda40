import fc from 'fast-check';
import type { AdoptablePayment } from '../provider/adoption-gateway';
import { whyNotAdoptable } from './adoption';

const order = { orderId: '1042', currency: 'usd', total: 4600 };

function payment(overrides: Partial<AdoptablePayment> = {}, amount = 4600): AdoptablePayment {
  return {
    hold: {
      paymentIntentId: 'pi_1',
      status: 'requires_capture',
      amount,
      amountCapturable: amount,
      amountReceived: 0,
      clientSecret: null,
      nextAction: null,
      lastError: null,
      lastCapture: null,
      ended: null,
      charge: null,
    },
    capturedBy: 'us',
    currency: 'usd',
    isCard: true,
    isDescribed: true,
    owner: { kind: 'nobody' },
    ...overrides,
  };
}

test('a hold of at least the total can be adopted, one of less is told with both numbers', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 99_999_999 }), (amount) => {
      const problem = whyNotAdoptable(order, payment({}, amount));
      if (amount >= order.total) return problem === undefined;
      const held = `${Math.floor(amount / 100).toString()}.${(amount % 100).toString().padStart(2, '0')} USD`;
      return problem?.message === `is for ${held}, and the order's total is 46.00 USD`;
    }),
  );
});

test.each([
  ['no payment of the account', undefined, 'is unknown'],
  ['captured by Stripe itself', payment({ capturedBy: 'provider' }), 'capture_method automatic'],
  ['no card', payment({ isCard: false }), 'is no card payment'],
  ['another currency', payment({ currency: 'eur' }), 'is in eur, and the order in usd'],
  ['another Holdfast', payment({ owner: { kind: 'another_deployment' } }), 'another Holdfast'],
  ['another order', payment({ owner: { kind: 'order', orderId: '7', intendedAt: null } }), 'belongs to order 7'],
  ['canceled', payment({ hold: { ...payment().hold, status: 'canceled' } }), 'is canceled'],
  ['captured', payment({ hold: { ...payment().hold, status: 'succeeded' } }), 'is captured to its end'],
])('a payment that does not fit is refused with the reason: %s', (_what, given, reason) => {
  expect(whyNotAdoptable(order, given)).toMatchObject({
    path: 'payment.paymentIntent',
    message: expect.stringContaining(reason) as string,
  });
});

test.each(['requires_payment_method', 'requires_confirmation', 'requires_action', 'processing'] as const)(
  'a payment that waits can be adopted, also once more by its own order: %s',
  (status) => {
    const owner = { kind: 'order', orderId: '1042', intendedAt: null } as const;
    expect(whyNotAdoptable(order, payment({ hold: { ...payment().hold, status }, owner }))).toBeUndefined();
  },
);
