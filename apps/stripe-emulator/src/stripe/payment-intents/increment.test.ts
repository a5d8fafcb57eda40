import Stripe from 'stripe';
import { clientOf, errorOf, hold, startUnderTest } from '../../emulator-under-test';
import type { Emulator } from '../../server';

describe('incrementing an authorization', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  const asked = { card: { request_incremental_authorization: 'if_available' } } as const;
  const holding = async (
    stripe: Stripe,
    more: Partial<Stripe.PaymentIntentCreateParams> = {},
  ): Promise<Stripe.PaymentIntent> => hold(stripe, { amount: 1000, payment_method_options: asked, ...more });

  it('holds more, with the deadline where it was', async () => {
    const { stripe, control } = clientOf(emulator);
    await control.post('clock', { freeze: true });
    const { id, created } = await holding(stripe, { payment_method: 'pm_card_debit_incrementalAuthAuthorized' });
    await control.advance(3600);
    const grown = await stripe.paymentIntents.incrementAuthorization(id, {
      amount: 1500,
      description: 'one more',
      metadata: { step: '1' },
      statement_descriptor: 'MY SHOP',
      expand: ['latest_charge'],
    });
    expect(grown).toMatchObject({
      status: 'requires_capture',
      amount: 1500,
      amount_capturable: 1500,
      description: 'one more',
      metadata: { step: '1' },
      latest_charge: {
        amount: 1500,
        calculated_statement_descriptor: 'MY SHOP',
        statement_descriptor: 'MY SHOP',
        payment_method_details: { card: { amount_authorized: 1500, capture_before: created + 7 * 24 * 60 * 60 } },
      },
    });
    const { data } = await stripe.events.list({ limit: 2 });
    expect(data.map(({ type, data: { previous_attributes } }) => [type, previous_attributes])).toEqual([
      ['payment_intent.amount_capturable_updated', { amount: 1000, amount_capturable: 1000 }],
      ['charge.updated', { amount: 1000 }],
    ]);
    const captured = await stripe.paymentIntents.capture(id);
    expect(captured).toMatchObject({ status: 'succeeded', amount: 1500, amount_received: 1500 });
    expect(await control.violations()).toEqual([]);
  });

  it('raises the ceiling of overcapture with it', async () => {
    const { stripe } = clientOf(emulator);
    const options = { card: { ...asked.card, request_overcapture: 'if_available' } } as const;
    const { id } = await holding(stripe, { payment_method_options: options });
    const grown = await stripe.paymentIntents.incrementAuthorization(id, { amount: 2000, expand: ['latest_charge'] });
    expect(grown.latest_charge).toMatchObject({
      payment_method_details: { card: { overcapture: { maximum_amount_capturable: 2400 } } },
    });
    expect((await stripe.paymentIntents.capture(id, { amount_to_capture: 2400 })).amount_received).toBe(2400);
  });

  it('leaves the hold capturable when the bank declines', async () => {
    const { stripe, control } = clientOf(emulator);
    const intent = await holding(stripe, { payment_method: 'pm_card_credit_disableEnterpriseCardFeatures' });
    const before = (await stripe.events.list()).data.length;
    const error = await errorOf(stripe.paymentIntents.incrementAuthorization(intent.id, { amount: 1500 }));
    expect(error).toMatchObject({
      statusCode: 402,
      type: 'StripeCardError',
      code: 'card_declined',
      decline_code: 'generic_decline',
      payment_intent: { status: 'requires_capture', amount: 1000, amount_capturable: 1000 },
    });
    expect((await stripe.events.list()).data).toHaveLength(before);
    expect((await stripe.paymentIntents.capture(intent.id)).amount_received).toBe(1000);
    expect(await control.violations()).toEqual([]);
  });

  it('can be declined the second time', async () => {
    const { stripe } = clientOf(emulator);
    const { id } = await holding(stripe, { payment_method: 'pm_card_emulatorSecondIncrementDeclined' });
    expect((await stripe.paymentIntents.incrementAuthorization(id, { amount: 1100 })).amount).toBe(1100);
    expect(await errorOf(stripe.paymentIntents.incrementAuthorization(id, { amount: 1200 }))).toMatchObject({
      code: 'card_declined',
    });
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({ amount: 1100, amount_capturable: 1100 });
  });

  it.each(['pm_card_visa', 'pm_card_credit_disableEnterpriseCardFeatures'])(
    'is tried at most ten times with %s, declines included',
    async (payment_method) => {
      const { stripe } = clientOf(emulator);
      const { id } = await holding(stripe, { payment_method });
      const code = payment_method === 'pm_card_visa' ? undefined : 'card_declined';
      for (let attempt = 1; attempt <= 10; attempt += 1) {
        const tried = stripe.paymentIntents.incrementAuthorization(id, { amount: 1000 + attempt * 10 });
        const answered = await tried.then(
          () => undefined,
          (error: unknown) => (error instanceof Stripe.errors.StripeError ? error.code : error),
        );
        expect(answered).toBe(code);
      }
      const eleventh = await errorOf(stripe.paymentIntents.incrementAuthorization(id, { amount: 2000 }));
      expect(eleventh).toMatchObject({ statusCode: 400, code: 'payment_intent_invalid_parameter' });
      expect((await stripe.paymentIntents.capture(id)).status).toBe('succeeded');
    },
  );

  it.each([
    [1000, 'usd', 51_000],
    [20_000, 'usd', 120_000],
    [1000, 'eur', 46_455],
  ])('adds to %i %s at most up to %i in one step', async (amount, currency, most) => {
    const { stripe } = clientOf(emulator);
    const { id } = await holding(stripe, { amount, currency });
    expect(await errorOf(stripe.paymentIntents.incrementAuthorization(id, { amount: most + 1 }))).toMatchObject({
      statusCode: 400,
      code: 'amount_too_large',
      param: 'amount',
    });
    expect((await stripe.paymentIntents.incrementAuthorization(id, { amount: most })).amount_capturable).toBe(most);
  });

  it.each([999, 1000])('does not go down or stand still (%i)', async (amount) => {
    const { stripe } = clientOf(emulator);
    const { id } = await holding(stripe);
    expect(await errorOf(stripe.paymentIntents.incrementAuthorization(id, { amount }))).toMatchObject({
      statusCode: 400,
      param: 'amount',
    });
  });

  it('is impossible after a partial capture', async () => {
    const { stripe } = clientOf(emulator);
    const options = { card: { ...asked.card, request_multicapture: 'if_available' } } as const;
    const { id } = await holding(stripe, { payment_method_options: options });
    await stripe.paymentIntents.capture(id, { amount_to_capture: 100, final_capture: false });
    expect(await errorOf(stripe.paymentIntents.incrementAuthorization(id, { amount: 2000 }))).toMatchObject({
      statusCode: 400,
      code: 'payment_intent_unexpected_state',
      payment_intent: { amount_received: 100 },
    });
  });

  it.each([
    ['it was not asked for', {}, 'pm_card_visa', 'available'],
    [
      'it was declined at confirmation',
      { card: { request_incremental_authorization: 'never' } },
      'pm_card_visa',
      'available',
    ],
    ['the account has it not', asked, 'pm_card_visa', 'unavailable'],
    ['the network offers it to travel only', asked, 'pm_card_discover', 'available'],
  ] as const)('is refused where %s', async (_why, payment_method_options, payment_method, state) => {
    const { stripe, control } = clientOf(emulator);
    await control.post('account', { features: { incremental_authorization: state } });
    const { id, latest_charge } = await holding(stripe, {
      payment_method,
      payment_method_options,
      expand: ['latest_charge'],
    });
    expect(latest_charge).toMatchObject({
      payment_method_details: { card: { incremental_authorization: { status: 'unavailable' } } },
    });
    expect(await errorOf(stripe.paymentIntents.incrementAuthorization(id, { amount: 2000 }))).toMatchObject({
      statusCode: 400,
      code: 'payment_intent_invalid_parameter',
    });
  });

  it('wants amount_details that match the new total', async () => {
    const { stripe } = clientOf(emulator);
    const line = (unit_cost: number): Stripe.PaymentIntentCreateParams.AmountDetails.LineItem => ({
      product_name: 'Thing',
      unit_cost,
      quantity: 1,
    });
    const { id } = await holding(stripe, { amount_details: { line_items: [line(1000)] } });
    expect(await errorOf(stripe.paymentIntents.incrementAuthorization(id, { amount: 1500 }))).toMatchObject({
      code: 'amount_details_amount_mismatch',
    });
    const grown = await stripe.paymentIntents.incrementAuthorization(id, {
      amount: 1500,
      amount_details: { line_items: [line(1000), line(500)] },
      payment_details: { order_reference: '1042' },
      expand: ['amount_details.line_items'],
    });
    expect(grown.amount_details?.line_items?.data).toHaveLength(2);
    expect(grown.payment_details).toMatchObject({ order_reference: '1042' });
  });
});
