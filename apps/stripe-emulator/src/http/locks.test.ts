import type Stripe from 'stripe';
import { clientOf, errorOf, hold, startUnderTest, until } from '../emulator-under-test';
import type { Control } from '../emulator-under-test';
import type { Emulator } from '../server';

describe('locks', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  const CAPTURES = { method: 'POST', path: '/v1/payment_intents/*/capture' };
  const capture = { amount_to_capture: 100, final_capture: false };

  /** A capture that stays on its way until its fault is deleted or its seconds are over. */
  async function slowCapture(
    effect: object,
  ): Promise<{ stripe: Stripe; control: Control; id: string; slow: Promise<Stripe.PaymentIntent> }> {
    const { stripe, control } = clientOf(emulator);
    const { id } = await hold(stripe);
    await control.post('faults', { match: CAPTURES, effect });
    const slow = stripe.paymentIntents.capture(id, capture, { idempotencyKey: 'slow' });
    await until('the slow request has arrived', async () =>
      JSON.stringify(await control.get('faults')).includes('"hits":1'),
    );
    return { stripe, control, id, slow };
  }

  it.each([{ kind: 'delay', seconds: 0.3 }, { kind: 'hold' }])(
    'refuse a second change of a PaymentIntent while the first is slow: %j',
    async (effect) => {
      const { stripe, control, id, slow } = await slowCapture(effect);
      const second = await errorOf(stripe.paymentIntents.capture(id, capture, { idempotencyKey: 'second' }));
      expect(second).toMatchObject({
        statusCode: 429,
        code: 'lock_timeout',
        rawType: 'invalid_request_error',
        headers: { 'stripe-should-retry': 'true' },
      });
      expect(second.message).toContain('another API request or Stripe process is currently accessing it');
      expect(second.headers).not.toHaveProperty('stripe-rate-limited-reason');
      expect((await errorOf(stripe.paymentIntents.cancel(id))).code).toBe('lock_timeout');
      await control.delete('faults/fault_1');
      expect((await slow).amount_received).toBe(100);
      // The refusal was not kept under the key: it had not begun.
      const later = await stripe.paymentIntents.capture(id, capture, { idempotencyKey: 'second' });
      expect(later.amount_received).toBe(200);
      expect(await control.violations()).toEqual([]);
    },
  );

  it('let reads and other PaymentIntents pass', async () => {
    const { stripe, control, id, slow } = await slowCapture({ kind: 'hold' });
    expect((await stripe.paymentIntents.retrieve(id)).amount_received).toBe(100);
    expect((await stripe.paymentIntents.list()).data).toHaveLength(1);
    const other = await hold(stripe);
    expect((await stripe.paymentIntents.capture(other.id, capture)).amount_received).toBe(100);
    await control.delete('faults/fault_1');
    await slow;
  });

  it('are waited for by the SDK itself, because the answer says so', async () => {
    const { stripe, control, id, slow } = await slowCapture({ kind: 'hold' });
    const second = stripe.paymentIntents.capture(id, capture, { maxNetworkRetries: 2, idempotencyKey: 'second' });
    await until('the second was refused once', async () =>
      JSON.stringify(await control.get('requests')).includes('lock_timeout'),
    );
    await control.delete('faults/fault_1');
    expect((await slow).amount_received).toBe(100);
    expect((await second).amount_received).toBe(200);
  });
});
