import type Stripe from 'stripe';
import { CARDS_ONLY, clientOf, errorOf, hold, startUnderTest } from '../../emulator-under-test';
import type { Emulator } from '../../server';
import { PROCESSING_SECONDS } from './confirming/attempt';

describe('the seven statuses', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  /** A PaymentIntent in each status that can be canceled. */
  const inStatus: Readonly<Record<string, (stripe: Stripe) => Promise<Stripe.PaymentIntent>>> = {
    requires_payment_method: async (stripe) =>
      stripe.paymentIntents.create({ amount: 1000, currency: 'usd', automatic_payment_methods: CARDS_ONLY }),
    requires_confirmation: async (stripe) =>
      stripe.paymentIntents.create({
        amount: 1000,
        currency: 'usd',
        automatic_payment_methods: CARDS_ONLY,
        payment_method: 'pm_card_visa',
      }),
    requires_action: async (stripe) => hold(stripe, { payment_method: 'pm_card_authenticationRequired' }),
    requires_capture: async (stripe) => hold(stripe),
    processing: async (stripe) => hold(stripe, { payment_method: 'pm_card_emulatorProcessing' }),
  };

  it.each(Object.keys(inStatus))('%s can be canceled, with each reason', async (status) => {
    const { stripe, control } = clientOf(emulator);
    const reasons = ['duplicate', 'fraudulent', 'requested_by_customer', 'abandoned', undefined] as const;
    for (const cancellation_reason of reasons) {
      const intent = await inStatus[status]?.(stripe);
      expect(intent?.status).toBe(status);
      const canceled = await stripe.paymentIntents.cancel(
        intent?.id ?? '',
        cancellation_reason === undefined ? {} : { cancellation_reason },
      );
      expect(canceled).toMatchObject({
        status: 'canceled',
        cancellation_reason: cancellation_reason ?? null,
        amount_capturable: 0,
        next_action: null,
        processing: null,
      });
      expect(canceled.canceled_at).not.toBeNull();
    }
    expect((await stripe.events.list({ type: 'payment_intent.canceled' })).data).toHaveLength(reasons.length);
    await control.advance(30 * 24 * 60 * 60);
    expect((await stripe.paymentIntents.list()).data.map((intent) => intent.status)).toEqual(
      reasons.map(() => 'canceled'),
    );
    expect(await control.violations()).toEqual([]);
  });

  it.each(['expired', 'automatic', 'void_invoice'])('%s is no reason a request can give', async (reason) => {
    const { stripe } = clientOf(emulator);
    const { id } = await hold(stripe);
    const error = await errorOf(stripe.paymentIntents.cancel(id, { cancellation_reason: reason }));
    expect(error).toMatchObject({ statusCode: 400, param: 'cancellation_reason' });
  });

  it.each(['succeeded', 'canceled'])('%s cannot be canceled, updated in its amount, or confirmed', async (status) => {
    const { stripe } = clientOf(emulator);
    const { id } = await hold(stripe);
    if (status === 'succeeded') await stripe.paymentIntents.capture(id);
    else await stripe.paymentIntents.cancel(id);
    const unexpected = { statusCode: 400, code: 'payment_intent_unexpected_state' };
    const canceled = await errorOf(stripe.paymentIntents.cancel(id));
    expect(canceled).toMatchObject({ ...unexpected, payment_intent: { id, status } });
    expect(canceled.message).toBe(
      `You cannot cancel this PaymentIntent because it has a status of ${status}. Only a PaymentIntent with one of the ` +
        'following statuses may be canceled: requires_payment_method, requires_capture, requires_reauthorization, ' +
        'requires_confirmation, requires_action, expired, processing.',
    );
    expect(await errorOf(stripe.paymentIntents.update(id, { amount: 1 }))).toMatchObject({
      ...unexpected,
      param: 'amount',
    });
    expect(await errorOf(stripe.paymentIntents.confirm(id))).toMatchObject(unexpected);
    expect(await errorOf(stripe.paymentIntents.incrementAuthorization(id, { amount: 9000 }))).toMatchObject(unexpected);
  });

  it('processing ends with the hold, after its time', async () => {
    const { stripe, control } = clientOf(emulator);
    await control.post('clock', { freeze: true });
    const intent = await hold(stripe, { payment_method: 'pm_card_emulatorProcessing' });
    expect(intent).toMatchObject({ status: 'processing', processing: { type: 'card' }, latest_charge: null });
    expect(await errorOf(stripe.paymentIntents.capture(intent.id))).toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
    expect(await errorOf(stripe.paymentIntents.confirm(intent.id))).toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
    await control.advance(PROCESSING_SECONDS - 1);
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('processing');
    await control.advance(1);
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'requires_capture',
      amount_capturable: 4600,
      processing: null,
    });
    const { data } = await stripe.events.list();
    expect(data.map(({ type }) => type).reverse()).toEqual([
      'payment_intent.created',
      'payment_intent.processing',
      'charge.succeeded',
      'payment_intent.amount_capturable_updated',
    ]);
    expect(await control.violations()).toEqual([]);
  });

  it('processing can end with a decline, and be tried again', async () => {
    const { stripe, control } = clientOf(emulator);
    const { id } = await hold(stripe, { payment_method: 'pm_card_emulatorProcessingDeclined' });
    await control.advance(PROCESSING_SECONDS);
    expect(await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] })).toMatchObject({
      status: 'requires_payment_method',
      payment_method: null,
      last_payment_error: { code: 'card_declined', decline_code: 'generic_decline' },
      latest_charge: { status: 'failed' },
    });
    expect((await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' })).status).toBe(
      'requires_capture',
    );
    expect(await control.violations()).toEqual([]);
  });

  it('says what is missing when there is nothing to confirm with', async () => {
    const { stripe } = clientOf(emulator);
    const { id } = await stripe.paymentIntents.create({
      amount: 1000,
      currency: 'usd',
      automatic_payment_methods: CARDS_ONLY,
    });
    const error = await errorOf(stripe.paymentIntents.confirm(id));
    expect(error.message).toContain("You cannot confirm this PaymentIntent because it's missing a payment method.");
    expect(error).toMatchObject({ payment_intent: { id, status: 'requires_payment_method' } });
  });

  it('takes parameters of a confirmation at creation only when it confirms', async () => {
    const { stripe } = clientOf(emulator);
    for (const [name, value] of [
      ['off_session', true],
      ['error_on_requires_action', true],
      ['return_url', 'https://shop.example'],
    ] as const) {
      const error = await errorOf(
        stripe.paymentIntents.create({
          amount: 1000,
          currency: 'usd',
          automatic_payment_methods: CARDS_ONLY,
          [name]: value,
        }),
      );
      expect(error).toMatchObject({ statusCode: 400, param: name });
    }
    expect((await stripe.paymentIntents.list()).data).toEqual([]);
  });

  it('is retrieved with its own secret or none', async () => {
    const { stripe } = clientOf(emulator);
    const { client_secret, id } = await hold(stripe);
    const secret = client_secret ?? '';
    expect((await stripe.paymentIntents.retrieve(id, { client_secret: secret })).id).toBe(id);
    expect(await errorOf(stripe.paymentIntents.retrieve(id, { client_secret: 'other' }))).toMatchObject({
      statusCode: 400,
      param: 'client_secret',
    });
  });

  it('says what to do instead of paying nothing', async () => {
    const { stripe } = clientOf(emulator);
    const error = await errorOf(
      stripe.paymentIntents.create({ amount: 0, currency: 'usd', automatic_payment_methods: CARDS_ONLY }),
    );
    expect(error).toMatchObject({ statusCode: 400, code: 'parameter_invalid_integer', param: 'amount' });
    expect(error.message).toContain('use a Setup Intent instead');
  });

  it('confirms no other amount than its own', async () => {
    const { stripe } = clientOf(emulator);
    const { id } = await stripe.paymentIntents.create({
      amount: 1000,
      currency: 'usd',
      automatic_payment_methods: CARDS_ONLY,
      payment_method: 'pm_card_visa',
    });
    expect(await errorOf(stripe.paymentIntents.confirm(id, { amount_to_confirm: 900 }))).toMatchObject({
      statusCode: 400,
      param: 'amount_to_confirm',
    });
    expect((await stripe.paymentIntents.confirm(id, { amount_to_confirm: 1000 })).status).toBe('succeeded');
  });
});
