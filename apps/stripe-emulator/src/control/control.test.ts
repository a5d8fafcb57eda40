import { clientOf, hold, startUnderTest } from '../emulator-under-test';
import type { Emulator } from '../server';

describe('control API', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  it('stops, moves and speeds up the clock', async () => {
    const { control } = clientOf(emulator);
    const before = await control.get('clock');
    expect(before).toMatchObject({ frozen: false, scale: 1 });
    const frozen = await control.post('clock', { freeze: true });
    const moved = await control.post('clock', { advance_seconds: 604_800 });
    expect(moved).toEqual({ now: Number(frozen['now']) + 604_800, frozen: true, scale: 1 });
    expect(await control.post('clock', { freeze: false, scale: 1000 })).toMatchObject({ frozen: false, scale: 1000 });
  });

  it('changes any subset of the account and answers with all of it', async () => {
    const { control } = clientOf(emulator);
    expect(await control.post('account')).toMatchObject({
      features: {
        multicapture: 'available',
        overcapture: 'available',
        incremental_authorization: 'available',
        extended_authorization: 'available',
      },
      capture_window_seconds: 604_800,
      settlement_delay_seconds: 2,
      settlement_currency: 'usd',
      rate_limits: false,
      webhook_retries: 'sandbox',
      cancel_after_capture: 'refused',
      connected_balance: 'covers',
      capture_below_minimum: 'allowed',
    });
    const changed = await control.post('account', {
      features: { overcapture: 'refused' },
      settlement_delay_seconds: null,
    });
    expect(changed).toMatchObject({
      features: { multicapture: 'available', overcapture: 'refused' },
      settlement_delay_seconds: null,
      capture_window_seconds: 604_800,
    });
  });

  it.each([
    ['account', '{"webhook_retries": "never"}', 'must be one of'],
    ['account', '{"features": {"teleport": "available"}}', 'features.teleport'],
    ['account', '{"features": {"multicapture": "maybe"}}', 'features.multicapture'],
    ['account', '{"capture_window_seconds": 0}', 'capture_window_seconds'],
    ['account', '{"settlement_currency": "Dollars"}', 'settlement_currency'],
    ['account', '{"color": "red"}', 'Unknown field color'],
    ['clock', '{"advance_seconds": -1}', 'advance_seconds'],
    ['clock', '{"scale": 0}', 'scale'],
    ['clock', '{"freeze": "yes"}', 'freeze'],
    ['clock', 'freeze', 'not valid JSON'],
    ['clock', '[]', 'must be a JSON object'],
    ['faults', '{"effect": {"kind": "meteor"}}', 'effect.kind'],
    ['faults', '{"match": {"path": "/v1/charges"}}', 'effect is missing'],
    ['faults', '{"effect": {"kind": "delay"}}', 'effect.seconds is missing'],
    ['faults', '{"effect": {"kind": "hold", "seconds": 1}}', 'effect.seconds'],
    ['webhooks', '{"mode": "pigeon"}', 'mode'],
    ['webhooks', '{"redeliver": "evt_x"}', 'No such event'],
    ['telepathy', '{}', 'No such control call'],
  ])('refuses POST %s %s', async (path, body, reason) => {
    const { control } = clientOf(emulator);
    const { status, message } = await control.refused(path, body);
    expect([400, 404]).toContain(status);
    expect(message).toContain(reason);
  });

  it('remembers every request and answer, oldest first', async () => {
    const { stripe, control } = clientOf(emulator);
    const { id } = await hold(stripe);
    await stripe.paymentIntents.capture(id, { amount_to_capture: 1, final_capture: false }, { idempotencyKey: 'a' });
    await stripe.charges.list({ payment_intent: id });
    const { requests } = await control.get('requests');
    expect(requests).toMatchObject([
      { method: 'POST', path: '/v1/payment_intents', status: 200, params: { amount: '4600' }, fault: null },
      { path: `/v1/payment_intents/${id}/capture`, idempotency_key: 'a', response: { id, amount_received: 1 } },
      { method: 'GET', path: '/v1/charges', params: { payment_intent: id } },
    ]);
    expect(await control.get('requests?path=/v1/payment_intents/*/capture')).toMatchObject({
      requests: [{ idempotency_key: 'a' }],
    });
    const { now } = await control.get('clock');
    expect(await control.get(`requests?since=${String(Number(now) + 1)}`)).toEqual({ requests: [] });
  });

  it('keeps API keys apart and forgets one on request', async () => {
    const one = clientOf(emulator);
    const other = clientOf(emulator);
    const { id } = await hold(one.stripe);
    await hold(other.stripe);
    await one.control.post('account', { capture_window_seconds: 60 });
    expect(await other.control.post('account')).toMatchObject({ capture_window_seconds: 604_800 });
    await one.control.post('reset');
    expect((await one.stripe.paymentIntents.list()).data).toEqual([]);
    expect((await other.stripe.paymentIntents.list()).data).toHaveLength(1);
    expect((await hold(one.stripe)).id).not.toBe(id);
    expect(await one.control.post('account')).toMatchObject({ capture_window_seconds: 604_800 });
  });
});
