import { clientOf, errorOf, hold, startUnderTest } from '../emulator-under-test';
import type { Emulator } from '../server';
import { RateLimits } from './rate-limits';

describe('rate limits', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  it('are off until switched on, and then counted on the clock of the emulator', async () => {
    const { stripe, control } = clientOf(emulator);
    const { id } = await hold(stripe);
    await control.post('clock', { freeze: true });
    const read = async (): Promise<unknown> => stripe.paymentIntents.retrieve(id);
    for (let count = 0; count < 60; count += 1) await read();
    expect(await control.post('account', { rate_limits: true })).toMatchObject({ rate_limits: true });
    for (let count = 0; count < 25; count += 1) await read();
    const refused = await errorOf(read());
    expect(refused).toMatchObject({
      statusCode: 429,
      type: 'StripeRateLimitError',
      headers: { 'stripe-rate-limited-reason': 'endpoint-rate' },
    });
    expect(refused.headers).not.toHaveProperty('stripe-should-retry');
    expect(refused.headers).not.toHaveProperty('retry-after');
    await stripe.charges.list();
    await control.advance(1);
    await read();
  });

  it('stop an account at 100 a second and a PaymentIntent at 1000 updates an hour', () => {
    const limits = new RateLimits();
    const resources = ['charges', 'events', 'refunds', 'disputes', 'customers'];
    const passed = resources.flatMap((resource) =>
      Array.from({ length: 25 }, () => limits.take('GET', `/v1/${resource}`, 10)),
    );
    expect(passed.filter((reason) => reason === undefined)).toHaveLength(100);
    expect(new Set(passed)).toEqual(new Set([undefined, 'global-rate']));
    const update = (now: number): unknown => limits.take('POST', '/v1/payment_intents/pi_1', now);
    const updates = Array.from({ length: 1001 }, (_, at) => update(100 + at));
    expect(updates.indexOf('resource-specific')).toBe(1000);
    expect(update(100 + 3600)).toBeUndefined();
  });
});
