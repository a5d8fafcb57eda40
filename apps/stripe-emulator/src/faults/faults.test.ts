import Stripe from 'stripe';
import { clientOf, errorOf, hold, Receiver, startUnderTest, until } from '../emulator-under-test';
import type { Control } from '../emulator-under-test';
import type { Emulator } from '../server';
import { pathMatches } from '../../../../libs/emulation/faults/fault';
import { parseJsonObject } from '../../../../libs/emulation/objects/json';

describe('faults', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  const CAPTURES = { method: 'POST', path: '/v1/payment_intents/*/capture' };
  const HOLD_CHANGED = 'payment_intent.amount_capturable_updated';
  const capture = { amount_to_capture: 100, final_capture: false };

  async function withFault(
    effect: object,
    match: object = CAPTURES,
  ): Promise<{ stripe: Stripe; control: Control; id: string }> {
    const { stripe, control } = clientOf(emulator);
    const { id } = await hold(stripe);
    await control.post('faults', { match, effect });
    return { stripe, control, id };
  }

  it('commit_then_drop does the work and loses the answer', async () => {
    const { stripe, id, control } = await withFault({ kind: 'commit_then_drop' }, { ...CAPTURES, times: 2 });
    const lost = await errorOf(stripe.paymentIntents.capture(id, capture, { idempotencyKey: 'a' }));
    expect(lost).toBeInstanceOf(Stripe.errors.StripeConnectionError);
    expect((await stripe.paymentIntents.retrieve(id)).amount_received).toBe(100);
    // The SDK repeats a broken connection once even without retries: one capture, one replay.
    const { requests } = await control.get('requests?path=/v1/payment_intents/*/capture');
    expect(requests).toMatchObject([
      { ending: 'dropped', replayed: false },
      { ending: 'dropped', replayed: true },
    ]);
  });

  it('drop_before_commit loses the request', async () => {
    const { stripe, id } = await withFault({ kind: 'drop_before_commit' }, { ...CAPTURES, times: 2 });
    await errorOf(stripe.paymentIntents.capture(id, capture));
    expect((await stripe.paymentIntents.retrieve(id)).amount_received).toBe(0);
  });

  it.each([
    ['commit_then_reset', 100],
    ['reset_before_commit', 0],
  ])('%s resets the connection', async (kind, received) => {
    const { stripe, control, id } = await withFault({ kind }, { ...CAPTURES, times: 2 });
    const lost = await errorOf(stripe.paymentIntents.capture(id, capture, { idempotencyKey: 'a' }));
    expect(lost).toBeInstanceOf(Stripe.errors.StripeConnectionError);
    expect(lost.detail).toMatchObject({ code: 'ECONNRESET' });
    expect((await stripe.paymentIntents.retrieve(id)).amount_received).toBe(received);
    const { requests } = await control.get('requests?path=/v1/payment_intents/*/capture');
    expect(requests).toMatchObject([{ ending: 'reset' }, { ending: 'reset' }]);
  });

  it('hold does the work and keeps the answer until the fault is deleted', async () => {
    const { stripe, control, id } = await withFault({ kind: 'hold' });
    const waiting = stripe.paymentIntents.capture(id, capture, { idempotencyKey: 'a' });
    await until('the capture is done', async () => (await stripe.paymentIntents.retrieve(id)).amount_received === 100);
    expect(await control.get('requests?path=/v1/payment_intents/*/capture')).toMatchObject({
      requests: [{ ending: 'held', status: 200, idempotency_key: 'a' }],
    });
    const repeated = await stripe.paymentIntents.capture(id, capture, { idempotencyKey: 'a' });
    expect(repeated.lastResponse.headers['idempotent-replayed']).toBe('true');
    await control.delete('faults/fault_1');
    expect((await waiting).amount_received).toBe(100);
  });

  it('hold survives a caller that goes away', async () => {
    const { stripe, control, id } = await withFault({ kind: 'hold' });
    await errorOf(stripe.paymentIntents.capture(id, capture, { timeout: 50 }));
    await until('the answer is lost', async () =>
      JSON.stringify(await control.get('requests?path=/v1/payment_intents/*/capture')).includes('"ending":"lost"'),
    );
    await control.delete('faults/fault_1');
    expect((await stripe.paymentIntents.retrieve(id)).amount_received).toBe(100);
  });

  it('webhooks_first answers once the endpoint has taken every event, of a settlement too', async () => {
    const { stripe, control, id } = await withFault({ kind: 'webhooks_first' });
    await control.post('account', { settlement_delay_seconds: 0 });
    const receiver = new Receiver();
    const url = await receiver.open();
    try {
      await stripe.webhookEndpoints.create({ url, enabled_events: [HOLD_CHANGED, 'charge.updated'] });
      await stripe.paymentIntents.capture(id, capture);
      const told = receiver.received.map(({ payload }) => parseJsonObject(payload)['type']);
      expect(told).toEqual([HOLD_CHANGED, 'charge.updated']);
    } finally {
      await receiver.close();
    }
  });

  it('picks the requests of one payment by their idempotency keys', async () => {
    const match = { ...CAPTURES, idempotency_key: 'order/7/**', times: 9 };
    const { stripe, id } = await withFault({ kind: 'lock_timeout' }, match);
    for (const idempotencyKey of ['order/71/capture', 'orders', undefined]) {
      await stripe.paymentIntents.capture(id, capture, idempotencyKey === undefined ? {} : { idempotencyKey });
    }
    const hit = await errorOf(stripe.paymentIntents.capture(id, capture, { idempotencyKey: 'order/7/capture/A/1' }));
    expect(hit).toMatchObject({ code: 'lock_timeout' });
  });

  it('error answers without doing anything, and is replayed when stored', async () => {
    const { stripe, id } = await withFault({ kind: 'error', status: 500, message: 'Sorry', stored: true });
    const key = { idempotencyKey: 'a' };
    expect(await errorOf(stripe.paymentIntents.capture(id, capture, key))).toMatchObject({
      statusCode: 500,
      message: 'Sorry',
    });
    expect(await errorOf(stripe.paymentIntents.capture(id, capture, key))).toMatchObject({
      statusCode: 500,
      headers: { 'idempotent-replayed': 'true' },
    });
    const fresh = await stripe.paymentIntents.capture(id, capture, { idempotencyKey: 'b' });
    expect(fresh.amount_received).toBe(100);
    const unstored = await withFault({ kind: 'error', status: 503, stored: false });
    await errorOf(unstored.stripe.paymentIntents.capture(unstored.id, capture, key));
    expect((await unstored.stripe.paymentIntents.capture(unstored.id, capture, key)).amount_received).toBe(100);
  });

  it('rate_limit and lock_timeout differ in their headers', async () => {
    const limited = await withFault({ kind: 'rate_limit', reason: 'resource-specific' });
    expect(await errorOf(limited.stripe.paymentIntents.capture(limited.id, capture))).toMatchObject({
      statusCode: 429,
      type: 'StripeRateLimitError',
      headers: { 'stripe-rate-limited-reason': 'resource-specific' },
    });
    const locked = await withFault({ kind: 'lock_timeout' });
    const error = await errorOf(locked.stripe.paymentIntents.capture(locked.id, capture));
    expect(error).toMatchObject({ statusCode: 429, code: 'lock_timeout', headers: { 'stripe-should-retry': 'true' } });
    expect(error.headers).not.toHaveProperty('stripe-rate-limited-reason');
  });

  it('truncate and invalid_json break the answer after the work', async () => {
    const cut = await withFault({ kind: 'truncate' });
    expect(await errorOf(cut.stripe.paymentIntents.capture(cut.id, capture))).toBeInstanceOf(
      Stripe.errors.StripeConnectionError,
    );
    expect((await cut.stripe.paymentIntents.retrieve(cut.id)).amount_received).toBe(100);
    const garbled = await withFault({ kind: 'invalid_json' });
    expect((await errorOf(garbled.stripe.paymentIntents.capture(garbled.id, capture))).message).toContain(
      'Invalid JSON received',
    );
    expect((await garbled.stripe.paymentIntents.retrieve(garbled.id)).amount_received).toBe(100);
  });

  it('hits the nth matching request, so many times', async () => {
    const { stripe, control, id } = await withFault({ kind: 'lock_timeout' }, { ...CAPTURES, nth: 2, times: 2 });
    const outcomes: string[] = [];
    for (let count = 0; count < 4; count += 1) {
      const call = stripe.paymentIntents.capture(id, capture);
      outcomes.push(
        await call.then(
          () => 'done',
          () => 'refused',
        ),
      );
    }
    expect(outcomes).toEqual(['done', 'refused', 'refused', 'done']);
    expect(await control.get('faults')).toMatchObject({ faults: [{ id: 'fault_1', seen: 4, hits: 2 }] });
  });

  it('matches paths by segment', () => {
    expect(pathMatches('/v1/payment_intents/*/capture', '/v1/payment_intents/pi_1/capture')).toBe(true);
    expect(pathMatches('/v1/payment_intents/*', '/v1/payment_intents/pi_1/capture')).toBe(false);
    expect(pathMatches('/v1/**', '/v1/payment_intents/pi_1/capture')).toBe(true);
    expect(pathMatches('/v1/a.b', '/v1/acb')).toBe(false);
  });
});
