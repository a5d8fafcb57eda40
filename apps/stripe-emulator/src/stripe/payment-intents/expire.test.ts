import { clientOf, errorOf, hold, startUnderTest } from '../../emulator-under-test';
import type { Emulator } from '../../server';

describe('the end of a hold', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  it('comes with capture_before: nothing captured is canceled', async () => {
    const { stripe, control } = clientOf(emulator);
    await control.post('clock', { freeze: true });
    await control.post('account', { capture_window_seconds: 600 });
    const { id, created, latest_charge } = await hold(stripe, { expand: ['latest_charge'] });
    expect(latest_charge).toMatchObject({ payment_method_details: { card: { capture_before: created + 600 } } });
    await control.advance(599);
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe('requires_capture');
    await control.advance(1);
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'expired',
      canceled_at: created + 600,
      amount_capturable: 0,
    });
    const { data } = await stripe.events.list();
    expect(data.slice(0, 2).map(({ type }) => type)).toEqual(['payment_intent.canceled', 'charge.expired']);
    expect(data[1]?.data.object).toMatchObject({ captured: false, amount_captured: 0, refunded: false });
    const late = await errorOf(stripe.paymentIntents.capture(id));
    expect(late.message).toContain('could not be captured because it has a status of canceled.');
    expect(await control.violations()).toEqual([]);
  });

  it('keeps what was captured and releases the rest', async () => {
    const { stripe, control } = clientOf(emulator);
    const { id } = await hold(stripe);
    await stripe.paymentIntents.capture(id, { amount_to_capture: 2300, final_capture: false });
    await control.advance(7 * 24 * 60 * 60);
    expect(await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] })).toMatchObject({
      status: 'succeeded',
      amount_received: 2300,
      amount_capturable: 0,
      latest_charge: { captured: true, amount_captured: 2300, amount_refunded: 0 },
    });
    const { data } = await stripe.events.list({ limit: 2 });
    expect(data.map(({ type }) => type)).toEqual(['payment_intent.succeeded', 'charge.captured']);
    expect(await control.violations()).toEqual([]);
  });

  it('comes later with extended authorization', async () => {
    const { stripe, control } = clientOf(emulator);
    const { id } = await hold(stripe, {
      payment_method_options: { card: { request_extended_authorization: 'if_available' } },
    });
    await control.advance(29 * 24 * 60 * 60);
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe('requires_capture');
    await control.advance(18 * 60 * 60);
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe('canceled');
  });

  it('leaves a finished PaymentIntent alone', async () => {
    const { stripe, control } = clientOf(emulator);
    const { id } = await hold(stripe);
    await stripe.paymentIntents.capture(id);
    await control.advance(8 * 24 * 60 * 60);
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe('succeeded');
  });

  it('comes by itself while real time passes', async () => {
    const { stripe, control } = clientOf(emulator);
    await control.post('clock', { scale: 1000 });
    await control.post('account', { capture_window_seconds: 60 });
    const { id } = await hold(stripe);
    let status = 'requires_capture';
    for (const end = Date.now() + 5000; status !== 'canceled' && Date.now() < end;) {
      ({ status } = await stripe.paymentIntents.retrieve(id));
    }
    expect(status).toBe('canceled');
  });
});
