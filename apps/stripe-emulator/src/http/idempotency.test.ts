import type { Emulator } from '../server';
import { CARDS_ONLY, clientOf, errorOf, hold, startUnderTest, until } from '../emulator-under-test';

describe('Idempotency-Key', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  const capture = { amount_to_capture: 100, final_capture: false };

  it('replays the saved answer under a new request id', async () => {
    const { stripe } = clientOf(emulator);
    const { id } = await hold(stripe);
    const first = await stripe.paymentIntents.capture(id, capture, { idempotencyKey: 'a' });
    const again = await stripe.paymentIntents.capture(id, capture, { idempotencyKey: 'a' });
    expect(again).toEqual(first);
    expect((await stripe.paymentIntents.retrieve(id)).amount_received).toBe(100);
    const { headers, requestId } = first.lastResponse;
    expect(headers['original-request']).toBe(requestId);
    expect(headers['idempotent-replayed']).toBeUndefined();
    expect(again.lastResponse.headers).toMatchObject({
      'idempotent-replayed': 'true',
      'original-request': requestId,
      'idempotency-key': 'a',
    });
    expect(again.lastResponse.requestId).not.toBe(requestId);
  });

  it('refuses the same key with other parameters or at another address', async () => {
    const { stripe } = clientOf(emulator);
    const { id } = await hold(stripe);
    await stripe.paymentIntents.capture(id, capture, { idempotencyKey: 'a' });
    const other = { ...capture, amount_to_capture: 200 };
    const changed = await errorOf(stripe.paymentIntents.capture(id, other, { idempotencyKey: 'a' }));
    expect(changed).toMatchObject({ statusCode: 400, type: 'StripeIdempotencyError' });
    expect([changed.code, changed.param]).toEqual([undefined, undefined]);
    const elsewhere = await errorOf(stripe.paymentIntents.cancel(id, {}, { idempotencyKey: 'a' }));
    expect(elsewhere).toMatchObject({ statusCode: 400, rawType: 'idempotency_error' });
  });

  it('saves declines, but not failed validation', async () => {
    const { stripe } = clientOf(emulator);
    const declined = async (): Promise<unknown> =>
      errorOf(
        stripe.paymentIntents.create(
          {
            amount: 1000,
            currency: 'usd',
            confirm: true,
            payment_method: 'pm_card_chargeDeclined',
            automatic_payment_methods: CARDS_ONLY,
          },
          { idempotencyKey: 'declined' },
        ),
      );
    await declined();
    expect(await declined()).toMatchObject({ statusCode: 402, headers: { 'idempotent-replayed': 'true' } });
    expect((await stripe.paymentIntents.list()).data).toHaveLength(1);
    const key = { idempotencyKey: 'invalid' };
    await errorOf(stripe.paymentIntents.create({ amount: 1, currency: 'usd' }, key));
    expect((await stripe.paymentIntents.create({ amount: 1000, currency: 'usd' }, key)).amount).toBe(1000);
  });

  it('answers 409 while the first request is in progress', async () => {
    const { stripe, control } = clientOf(emulator);
    const { id } = await hold(stripe);
    await control.post('faults', {
      match: { method: 'POST', path: '/v1/payment_intents/*/capture' },
      effect: { kind: 'delay', seconds: 0.3 },
    });
    const slow = stripe.paymentIntents.capture(id, capture, { idempotencyKey: 'a' });
    await until('the slow request has arrived', async () => {
      const { faults } = await control.get('faults');
      return JSON.stringify(faults).includes('"hits":1');
    });
    const second = await errorOf(stripe.paymentIntents.capture(id, capture, { idempotencyKey: 'a' }));
    expect(second).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use', rawType: 'idempotency_error' });
    expect((await slow).amount_received).toBe(100);
  });

  it('forgets a key after 24 hours, so that a late repetition captures again', async () => {
    const { stripe, control } = clientOf(emulator);
    const { id } = await hold(stripe);
    await stripe.paymentIntents.capture(id, capture, { idempotencyKey: 'a' });
    await control.advance(24 * 60 * 60 - 10);
    await stripe.paymentIntents.capture(id, capture, { idempotencyKey: 'a' });
    await control.advance(20);
    const twice = await stripe.paymentIntents.capture(id, capture, { idempotencyKey: 'a' });
    expect(twice.amount_received).toBe(200);
  });

  it('refuses keys over 255 characters', async () => {
    const { stripe } = clientOf(emulator);
    const error = await errorOf(stripe.customers.create({}, { idempotencyKey: 'k'.repeat(256) }));
    expect(error.statusCode).toBe(400);
  });
});
