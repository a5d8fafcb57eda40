import type Stripe from 'stripe';
import { clientOf, errorOf, hold, startUnderTest } from '../../../emulator-under-test';
import type { Emulator } from '../../../server';

const RETURN = 'https://shop.example/done';

describe('how a 3-D Secure challenge ends', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  const answer = async (intent: Stripe.PaymentIntent, outcome: string): Promise<Response> =>
    fetch(intent.next_action?.redirect_to_url?.url ?? '', {
      method: 'POST',
      body: new URLSearchParams({ outcome }),
      redirect: 'manual',
    });
  const challenged = async (stripe: Stripe, payment_method: string): Promise<Stripe.PaymentIntent> =>
    hold(stripe, { payment_method, return_url: RETURN });

  it('stays open when the buyer leaves, until it is answered, confirmed anew or canceled', async () => {
    const { stripe, control } = clientOf(emulator);
    const intent = await challenged(stripe, 'pm_card_authenticationRequired');
    const left = await answer(intent, 'abandon');
    expect([left.status, left.headers.get('location')]).toEqual([200, null]);
    expect(await left.text()).toContain('still open');
    await control.advance(30 * 24 * 60 * 60);
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'requires_action',
      next_action: { type: 'redirect_to_url' },
      latest_charge: null,
    });
    const other = await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' });
    expect(other).toMatchObject({ status: 'requires_capture', next_action: null });
    expect((await answer(intent, 'complete')).status).toBe(400);
    expect(await control.violations()).toEqual([]);
  });

  it('goes back to the shop with what failed', async () => {
    const { stripe } = clientOf(emulator);
    const intent = await challenged(stripe, 'pm_card_authenticationRequired');
    const failed = await answer(intent, 'fail');
    expect(failed.headers.get('location')).toContain('redirect_status=failed');
    const events = (await stripe.events.list({ type: 'payment_intent.payment_failed' })).data;
    expect(events).toHaveLength(1);
    expect((await stripe.charges.list()).data).toEqual([]);
  });

  it.each([
    ['pm_card_threeDSecureRequiredChargeDeclined', 'generic_decline'],
    ['pm_card_authenticationRequiredChargeDeclinedInsufficientFunds', 'insufficient_funds'],
  ])('%s is declined after a challenge that was passed', async (payment_method, decline_code) => {
    const { stripe, control } = clientOf(emulator);
    const intent = await challenged(stripe, payment_method);
    expect((await answer(intent, 'complete')).status).toBe(303);
    expect(await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] })).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { type: 'card_error', decline_code },
      latest_charge: { status: 'failed' },
    });
    expect(await control.violations()).toEqual([]);
  });

  it('comes back to the server with manual confirmation', async () => {
    const { stripe } = clientOf(emulator);
    const intent = await hold(stripe, {
      confirmation_method: 'manual',
      payment_method: 'pm_card_authenticationRequired',
      return_url: RETURN,
    });
    expect(intent).toMatchObject({ status: 'requires_action', confirmation_method: 'manual' });
    await answer(intent, 'complete');
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'requires_confirmation',
      next_action: null,
      latest_charge: null,
    });
    const confirmed = await stripe.paymentIntents.confirm(intent.id, { expand: ['latest_charge'] });
    expect(confirmed).toMatchObject({
      status: 'requires_capture',
      latest_charge: { payment_method_details: { card: { three_d_secure: { result: 'authenticated' } } } },
    });
  });

  it('is asked again for another method, also with manual confirmation', async () => {
    const { stripe } = clientOf(emulator);
    const payment_method = 'pm_card_authenticationRequired';
    const intent = await hold(stripe, { confirmation_method: 'manual', payment_method, return_url: RETURN });
    await answer(intent, 'complete');
    expect((await stripe.paymentIntents.confirm(intent.id, { payment_method })).status).toBe('requires_action');
  });

  it('is not asked of orders by mail or telephone', async () => {
    const { stripe } = clientOf(emulator);
    const intent = await hold(stripe, {
      payment_method: 'pm_card_authenticationRequired',
      payment_method_options: { card: { moto: true } },
      expand: ['latest_charge'],
    });
    expect(intent).toMatchObject({
      status: 'requires_capture',
      latest_charge: { payment_method_details: { card: { moto: true, three_d_secure: null } } },
    });
  });

  it('is not asked off session of a card that was set up for it', async () => {
    const { stripe } = clientOf(emulator);
    const { id: customer } = await stripe.customers.create();
    const payment_method = 'pm_card_authenticationRequiredOnSetup';
    const unprepared = await errorOf(hold(stripe, { customer, payment_method, off_session: true }));
    expect(unprepared).toMatchObject({ code: 'authentication_required', payment_intent: { customer } });
    const first = await hold(stripe, {
      customer,
      payment_method,
      setup_future_usage: 'off_session',
      return_url: RETURN,
    });
    await answer(first, 'complete');
    const [method] = (await stripe.paymentMethods.list({ customer })).data;
    const later = await hold(stripe, { customer, payment_method: method?.id ?? '', off_session: 'recurring' });
    expect(later.status).toBe('requires_capture');
    const present = await hold(stripe, { customer, payment_method: method?.id ?? '' });
    expect(present.status).toBe('requires_action');
  });

  it.each([
    ['pm_card_authenticationRequiredSetupForOffSession', true, 'requires_capture'],
    ['pm_card_authenticationRequiredSetupForOffSession', false, 'requires_action'],
    ['pm_card_threeDSecureOptional', true, 'requires_capture'],
  ])('%s, off session %s: %s', async (payment_method, off_session, status) => {
    const { stripe } = clientOf(emulator);
    expect((await hold(stripe, { payment_method, off_session })).status).toBe(status);
  });
});
