import { clientOf, errorOf, hold, startUnderTest } from '../../../emulator-under-test';
import type { Emulator } from '../../../server';
import { isJsonObject } from '../../../../../../libs/emulation/objects/json';

describe('3-D Secure', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  const answer = async (url: string, outcome: string): Promise<Response> =>
    fetch(url, { method: 'POST', body: new URLSearchParams({ outcome }), redirect: 'manual' });

  it('waits for the buyer on a real page and goes back to the shop', async () => {
    const { stripe } = clientOf(emulator);
    const intent = await hold(stripe, {
      payment_method: 'pm_card_authenticationRequired',
      return_url: 'https://shop.example/done?order=7',
    });
    expect(intent).toMatchObject({ status: 'requires_action', latest_charge: null });
    const action = intent.next_action;
    expect(action?.redirect_to_url?.return_url).toBe('https://shop.example/done?order=7');
    const url = action?.redirect_to_url?.url ?? '';
    expect(await (await fetch(url)).text()).toContain('Complete authentication');
    expect((await answer(url, 'neither')).status).toBe(400);

    const done = await answer(url, 'complete');
    expect(done.status).toBe(303);
    expect(done.headers.get('location')).toBe(
      `https://shop.example/done?order=7&payment_intent=${intent.id}` +
        `&payment_intent_client_secret=${String(intent.client_secret)}&redirect_status=succeeded`,
    );
    const authorized = await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] });
    expect(authorized).toMatchObject({
      status: 'requires_capture',
      next_action: null,
      latest_charge: { payment_method_details: { card: { three_d_secure: { result: 'authenticated' } } } },
    });
    expect((await answer(url, 'fail')).status).toBe(400);
  });

  it('lets the buyer fail', async () => {
    const { stripe } = clientOf(emulator);
    const intent = await hold(stripe, { payment_method: 'pm_card_threeDSecure2Required' });
    expect(intent.next_action?.type).toBe('use_stripe_sdk');
    expect(intent.next_action?.redirect_to_url).toBeUndefined();
    const script: unknown = intent.next_action?.use_stripe_sdk;
    const page = isJsonObject(script) && typeof script['stripe_js'] === 'string' ? script['stripe_js'] : '';
    expect((await answer(page, 'fail')).status).toBe(200);
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'requires_payment_method',
      payment_method: null,
      latest_charge: null,
      last_payment_error: { code: 'payment_intent_authentication_failure', type: 'invalid_request_error' },
    });
  });

  it('fails at once when nobody is there to answer', async () => {
    const { stripe } = clientOf(emulator);
    const payment_method = 'pm_card_authenticationRequired';
    const offSession = await errorOf(hold(stripe, { payment_method, off_session: true }));
    expect(offSession).toMatchObject({
      statusCode: 402,
      code: 'authentication_required',
      decline_code: 'authentication_required',
      message: 'Your card was declined. This transaction requires authentication.',
    });
    expect((await stripe.charges.list()).data).toEqual([]);
    const handsOff = { amount: 1000, currency: 'usd', confirm: true, error_on_requires_action: true, payment_method };
    const refused = await errorOf(
      stripe.paymentIntents.create({ ...handsOff, allowed_payment_method_types: ['card'] }),
    );
    expect(refused).toMatchObject({ statusCode: 402, decline_code: 'authentication_not_handled' });
  });

  it('asks an optional card only on request', async () => {
    const { stripe } = clientOf(emulator);
    const payment_method = 'pm_card_threeDSecureOptional';
    expect((await hold(stripe, { payment_method })).status).toBe('requires_capture');
    const asked = await hold(stripe, {
      payment_method,
      payment_method_options: { card: { request_three_d_secure: 'any' } },
    });
    expect(asked.status).toBe('requires_action');
  });
});
