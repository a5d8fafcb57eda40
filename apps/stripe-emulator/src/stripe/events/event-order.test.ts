import type Stripe from 'stripe';
import { CARDS_ONLY, clientOf, errorOf, hold, startUnderTest } from '../../emulator-under-test';
import type { Emulator } from '../../server';

describe('events', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  const typesOf = async (stripe: Stripe): Promise<string[]> =>
    (await stripe.events.list({ limit: 100 })).data.map(({ type }) => type).reverse();

  it('of a settlement that fell due before a capture show the charge without it', async () => {
    const { stripe, control } = clientOf(emulator);
    // So fast that each settlement is due before the next capture, often before its own timer rings.
    await control.post('clock', { scale: 10_000 });
    const { id } = await hold(stripe);
    for (let captures = 1; captures <= 30; captures += 1) {
      await stripe.paymentIntents.capture(id, { amount_to_capture: 100, final_capture: false });
    }
    expect(await control.violations()).toEqual([]);
  });

  it('come in the documented order through two captures', async () => {
    const { stripe, control } = clientOf(emulator);
    const { id } = await hold(stripe);
    await stripe.paymentIntents.capture(id, { amount_to_capture: 2300, final_capture: false });
    await control.advance(2);
    await stripe.paymentIntents.capture(id, { amount_to_capture: 2300, final_capture: true });
    await control.advance(2);
    expect(await typesOf(stripe)).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.amount_capturable_updated',
      'payment_intent.amount_capturable_updated',
      'charge.updated',
      'payment_intent.amount_capturable_updated',
      'charge.captured',
      'payment_intent.succeeded',
      'charge.updated',
    ]);
    const updates = (await stripe.events.list({ type: 'payment_intent.amount_capturable_updated' })).data;
    expect(updates.map(({ data }) => data.previous_attributes)).toEqual([
      { amount_capturable: 2300 },
      { amount_capturable: 4600 },
      undefined,
    ]);
    const [captured] = (await stripe.events.list({ types: ['charge.captured'] })).data;
    expect(captured?.data.previous_attributes).toEqual({ captured: false });
  });

  it('come in the recorded order for a single capture, a decline, an automatic payment and a cancel', async () => {
    const plain = clientOf(emulator).stripe;
    const { id } = await hold(plain, { payment_method_options: {} });
    await plain.paymentIntents.capture(id);
    expect((await typesOf(plain)).slice(3)).toEqual(['charge.captured', 'payment_intent.succeeded']);

    const declined = clientOf(emulator).stripe;
    await errorOf(hold(declined, { payment_method: 'pm_card_chargeDeclined' }));
    expect(await typesOf(declined)).toEqual([
      'payment_intent.created',
      'charge.failed',
      'payment_intent.payment_failed',
    ]);

    const automatic = clientOf(emulator);
    await hold(automatic.stripe, { capture_method: 'automatic_async' });
    await automatic.control.advance(2);
    expect(await typesOf(automatic.stripe)).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'charge.updated',
    ]);
    const [updated] = (await automatic.stripe.events.list({ type: 'charge.updated' })).data;
    expect(updated?.data.previous_attributes).toEqual({ balance_transaction: null });

    const canceled = clientOf(emulator).stripe;
    await canceled.paymentIntents.cancel((await hold(canceled)).id);
    expect((await typesOf(canceled)).slice(3)).toEqual(['payment_intent.canceled']);

    const challenged = clientOf(emulator).stripe;
    await hold(challenged, { payment_method: 'pm_card_authenticationRequired' });
    expect(await typesOf(challenged)).toEqual(['payment_intent.created', 'payment_intent.requires_action']);
  });

  it('keep the object as it was and name the request that caused them', async () => {
    const { stripe } = clientOf(emulator);
    const intent = await stripe.paymentIntents.create(
      {
        amount: 4600,
        currency: 'usd',
        confirm: true,
        capture_method: 'manual',
        payment_method: 'pm_card_visa',
        automatic_payment_methods: CARDS_ONLY,
      },
      { idempotencyKey: 'order/7/authorize' },
    );
    await stripe.paymentIntents.capture(intent.id);
    const [created] = (await stripe.events.list({ type: 'payment_intent.created' })).data;
    expect(created).toMatchObject({
      object: 'event',
      api_version: '2026-10-28.endive',
      pending_webhooks: 0,
      request: { id: intent.lastResponse.requestId, idempotency_key: 'order/7/authorize' },
      data: { object: { id: intent.id, status: 'requires_payment_method', latest_charge: null } },
    });
    expect(await stripe.events.retrieve(created?.id ?? '')).toEqual(created);
    expect(await errorOf(stripe.events.retrieve('evt_x'))).toMatchObject({ code: 'resource_missing' });
  });

  it('are listed by type and for 30 days', async () => {
    const { stripe, control } = clientOf(emulator);
    await hold(stripe);
    expect((await stripe.events.list({ type: 'charge.*' })).data).toHaveLength(1);
    expect((await stripe.events.list({ type: 'payment_intent.*' })).data).toHaveLength(2);
    await control.advance(30 * 24 * 60 * 60);
    expect((await stripe.events.list({ type: 'payment_intent.created' })).data).toEqual([]);
  });
});
