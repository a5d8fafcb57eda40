import type Stripe from 'stripe';
import { clientOf, errorOf, hold, startUnderTest } from '../../../emulator-under-test';
import type { Emulator } from '../../../server';

const FEATURES = ['multicapture', 'overcapture', 'incremental_authorization', 'extended_authorization'] as const;
type Feature = (typeof FEATURES)[number];

describe('which features a hold is given', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  const asking = (feature: Feature): Stripe.PaymentIntentCreateParams.PaymentMethodOptions => ({
    card: { [`request_${feature}`]: 'if_available' },
  });
  const shownOf = (intent: Stripe.PaymentIntent): Record<Feature, string | undefined> => {
    const { latest_charge } = intent;
    const card = typeof latest_charge === 'string' ? undefined : latest_charge?.payment_method_details?.card;
    return {
      multicapture: card?.multicapture?.status,
      overcapture: card?.overcapture?.status,
      incremental_authorization: card?.incremental_authorization?.status,
      extended_authorization: card?.extended_authorization?.status,
    };
  };
  const NONE = {
    multicapture: 'unavailable',
    overcapture: 'unavailable',
    incremental_authorization: 'unavailable',
    extended_authorization: 'disabled',
  };
  const granted = (feature: Feature): string => (feature === 'extended_authorization' ? 'enabled' : 'available');

  it.each(FEATURES)('%s: only when the request asks and the account has it', async (feature) => {
    const { stripe, control } = clientOf(emulator);
    const show = { expand: ['latest_charge'] };
    const given = await hold(stripe, { payment_method_options: asking(feature), ...show });
    expect(shownOf(given)).toEqual({ ...NONE, [feature]: granted(feature) });
    expect(given.payment_method_options?.card).toMatchObject({ [`request_${feature}`]: 'if_available' });
    const never = { card: { [`request_${feature}`]: 'never' } };
    expect(shownOf(await hold(stripe, { payment_method_options: never, ...show }))).toEqual(NONE);
    expect(shownOf(await hold(stripe, { payment_method_options: {}, ...show }))).toEqual(NONE);
    await control.post('account', { features: { [feature]: 'unavailable' } });
    expect(shownOf(await hold(stripe, { payment_method_options: asking(feature), ...show }))).toEqual(NONE);
  });

  it.each(FEATURES)(
    '%s: an account that may not ask for it is refused, and the PaymentIntent stays',
    async (feature) => {
      const { stripe, control } = clientOf(emulator);
      await control.post('account', { features: { [feature]: 'refused' } });
      const error = await errorOf(hold(stripe, { payment_method_options: asking(feature) }));
      expect(error).toMatchObject({ statusCode: 400, code: 'payment_intent_invalid_parameter' });
      expect(error.message).toContain('not eligible for the requested card features');
      const [left] = (await stripe.paymentIntents.list()).data;
      expect(left).toMatchObject({ status: 'requires_payment_method', latest_charge: null, last_payment_error: null });
      const [event, ...others] = (await stripe.events.list()).data;
      expect([event?.type, others]).toEqual(['payment_intent.created', []]);
      const plain = await stripe.paymentIntents.confirm(left?.id ?? '', {
        payment_method: 'pm_card_visa',
        payment_method_options: { card: { [`request_${feature}`]: 'never' } },
      });
      expect(plain.status).toBe('requires_capture');
    },
  );

  it.each([
    ['pm_card_visa', [...FEATURES]],
    ['pm_card_mastercard', ['multicapture', 'incremental_authorization', 'extended_authorization']],
    ['pm_card_amex', ['multicapture', 'overcapture', 'incremental_authorization']],
    ['pm_card_discover', ['multicapture']],
    ['pm_card_diners', ['multicapture']],
    ['pm_card_jcb', ['multicapture']],
    ['pm_card_unionpay', ['multicapture']],
    ['pm_card_visa_cartesBancaires', ['multicapture']],
    ['pm_card_credit_disableEnterpriseCardFeatures', ['incremental_authorization']],
  ] as const)('%s offers a shop of goods what its network does', async (payment_method, offered) => {
    const { stripe } = clientOf(emulator);
    const card = Object.fromEntries(FEATURES.map((feature) => [`request_${feature}`, 'if_available']));
    const intent = await hold(stripe, { payment_method, payment_method_options: { card }, expand: ['latest_charge'] });
    expect(shownOf(intent)).toEqual({
      ...NONE,
      ...Object.fromEntries(offered.map((feature) => [feature, granted(feature)])),
    });
  });

  it('shows a feature with automatic capture, which still takes everything', async () => {
    const { stripe } = clientOf(emulator);
    const intent = await hold(stripe, { capture_method: 'automatic', expand: ['latest_charge'] });
    expect(shownOf(intent).multicapture).toBe('available');
    expect(intent).toMatchObject({ status: 'succeeded', amount_received: 4600 });
  });

  it.each([
    ['pm_card_visa', 1000, 1200],
    ['pm_card_visa', 1004, 1204],
    ['pm_card_amex', 1000, 1150],
    ['pm_card_mastercard', 1000, 1000],
    ['pm_card_discover', 1000, 1000],
  ])('overcapture with %s: %i up to %i', async (payment_method, amount, most) => {
    const { stripe, control } = clientOf(emulator);
    const params = { amount, payment_method, payment_method_options: asking('overcapture') };
    const { id, latest_charge } = await hold(stripe, { ...params, expand: ['latest_charge'] });
    expect(latest_charge).toMatchObject({
      payment_method_details: { card: { overcapture: { maximum_amount_capturable: most } } },
    });
    const over = await errorOf(stripe.paymentIntents.capture(id, { amount_to_capture: most + 1 }));
    expect(over).toMatchObject({ statusCode: 400, code: 'amount_too_large', param: undefined });
    const captured = await stripe.paymentIntents.capture(id, { amount_to_capture: most, expand: ['latest_charge'] });
    expect(captured).toMatchObject({
      status: 'succeeded',
      amount: most,
      amount_received: most,
      amount_capturable: 0,
      latest_charge: { amount_captured: most, payment_method_details: { card: { amount_authorized: amount } } },
    });
    expect(await control.violations()).toEqual([]);
  });

  it('loses the hold with the card made for it, and refuses to capture', async () => {
    const { stripe, control } = clientOf(emulator);
    const { id } = await hold(stripe, { payment_method: 'pm_card_emulatorCaptureFails' });
    expect(await errorOf(stripe.paymentIntents.capture(id))).toMatchObject({
      statusCode: 400,
      code: 'capture_charge_authorization_expired',
    });
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe('requires_capture');
    expect((await stripe.paymentIntents.cancel(id)).status).toBe('canceled');
    expect(await control.violations()).toEqual([]);
  });
});
