import type Stripe from 'stripe';
import { CARDS_ONLY, clientOf, errorOf, hold, startUnderTest } from '../../../emulator-under-test';
import type { Emulator } from '../../../server';

describe('create and confirm', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  it('goes from no method to a hold step by step', async () => {
    const { stripe } = clientOf(emulator);
    const created = await stripe.paymentIntents.create({
      amount: 1000,
      currency: 'USD',
      automatic_payment_methods: CARDS_ONLY,
      capture_method: 'manual',
    });
    expect(created).toMatchObject({ status: 'requires_payment_method', currency: 'usd', payment_method: null });
    const missing = await errorOf(stripe.paymentIntents.confirm(created.id));
    expect(missing).toMatchObject({ code: 'payment_intent_unexpected_state' });
    const updated = await stripe.paymentIntents.update(created.id, {
      amount: 1200,
      metadata: { order: '7' },
      payment_method: 'pm_card_visa',
    });
    expect(updated).toMatchObject({ status: 'requires_confirmation', amount: 1200, metadata: { order: '7' } });
    expect(updated.payment_method).toMatch(/^pm_1/);
    const confirmed = await stripe.paymentIntents.confirm(created.id);
    expect(confirmed).toMatchObject({ status: 'requires_capture', amount_capturable: 1200 });
    const late = await errorOf(stripe.paymentIntents.update(created.id, { amount: 1300 }));
    expect(late).toMatchObject({ code: 'payment_intent_unexpected_state', param: 'amount' });
    const note = await stripe.paymentIntents.update(created.id, { metadata: '', description: 'late note' });
    expect(note).toMatchObject({ metadata: {}, description: 'late note' });
  });

  it('takes the money at once unless asked to hold it', async () => {
    const { stripe } = clientOf(emulator);
    const paid = await stripe.paymentIntents.create({
      amount: 1000,
      currency: 'usd',
      automatic_payment_methods: CARDS_ONLY,
      confirm: true,
      payment_method: 'pm_card_visa',
      expand: ['latest_charge'],
    });
    expect(paid).toMatchObject({
      status: 'succeeded',
      capture_method: 'automatic_async',
      amount_received: 1000,
      latest_charge: { captured: true, amount_captured: 1000, balance_transaction: null },
    });
    const overridden = await stripe.paymentIntents.create({
      amount: 1000,
      currency: 'usd',
      automatic_payment_methods: CARDS_ONLY,
      confirm: true,
      payment_method: 'pm_card_visa',
      payment_method_options: { card: { capture_method: 'manual' } },
    });
    expect(overridden.status).toBe('requires_capture');
  });

  it.each([
    ['pm_card_visa_chargeDeclined', 'card_declined', 'generic_decline', 'try_again_later', undefined],
    ['pm_card_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds', 'try_again_later', undefined],
    ['pm_card_visa_chargeDeclinedLostCard', 'card_declined', 'lost_card', 'do_not_try_again', undefined],
    ['pm_card_visa_chargeDeclinedStolenCard', 'card_declined', 'stolen_card', 'do_not_try_again', undefined],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card', 'expired_card', 'confirm_card_data', 'exp_month'],
    ['pm_card_chargeDeclinedIncorrectCvc', 'incorrect_cvc', 'incorrect_cvc', 'confirm_card_data', 'cvc'],
    ['pm_card_chargeDeclinedProcessingError', 'processing_error', 'processing_error', 'try_again_later', undefined],
    ['pm_card_chargeDeclinedFraudulent', 'card_declined', 'fraudulent', undefined, undefined],
  ])('declines %s and leaves the PaymentIntent behind', async (method, code, declineCode, advice, param) => {
    const { stripe } = clientOf(emulator);
    const error = await errorOf(hold(stripe, { payment_method: method }));
    expect(error).toMatchObject({ statusCode: 402, type: 'StripeCardError', code, decline_code: declineCode });
    expect(error.raw).toMatchObject({
      payment_intent: { status: 'requires_payment_method', payment_method: null },
      payment_method: { object: 'payment_method' },
    });
    expect([error.advice_code, error.param]).toEqual([advice, param]);
    const [left] = (await stripe.paymentIntents.list({ limit: 1, expand: ['data.latest_charge'] })).data;
    expect(left).toMatchObject({
      last_payment_error: { type: 'card_error', code, decline_code: declineCode },
      latest_charge: {
        status: 'failed',
        paid: false,
        failure_code: code,
        outcome: { network_status: 'declined_by_network', reason: declineCode, type: 'issuer_declined' },
        payment_method_details: { card: { amount_authorized: null, multicapture: { status: 'unavailable' } } },
      },
    });
    const retried = await stripe.paymentIntents.confirm(left?.id ?? '', { payment_method: 'pm_card_visa' });
    expect(retried).toMatchObject({ status: 'requires_capture', last_payment_error: null });
  });

  it('fails the confirmation when the account may not ask for a feature, and keeps the PaymentIntent', async () => {
    const { stripe, control } = clientOf(emulator);
    await control.post('account', { features: { multicapture: 'refused' } });
    const error = await errorOf(hold(stripe));
    expect(error).toMatchObject({ statusCode: 400, code: 'payment_intent_invalid_parameter' });
    expect(error.message).toContain('not eligible for the requested card features');
    const { data } = await stripe.paymentIntents.list();
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({ status: 'requires_payment_method', latest_charge: null });
    const plain = await hold(stripe, { payment_method_options: {} });
    expect(plain.status).toBe('requires_capture');
  });

  it('refuses amounts and currencies that Stripe does not take', async () => {
    const { stripe } = clientOf(emulator);
    const refused = async (amount: number, currency: string): Promise<Stripe.errors.StripeError> =>
      errorOf(stripe.paymentIntents.create({ amount, currency }));
    expect(await refused(0, 'usd')).toMatchObject({ code: 'parameter_invalid_integer', param: 'amount' });
    expect(await refused(49, 'usd')).toMatchObject({
      code: 'amount_too_small',
      message: 'Amount must be at least $0.50 usd',
    });
    expect(await refused(1_000_000_000_000, 'usd')).toMatchObject({ code: 'amount_too_large' });
    expect(await refused(1000, 'xyz')).toMatchObject({ param: 'currency' });
    expect(await refused(1001, 'kwd')).toMatchObject({ param: 'amount' });
  });

  it('takes twelve digits of a card in any currency, and nine of American Express', async () => {
    const { stripe } = clientOf(emulator);
    const most = { amount: 999_999_999_999, currency: 'idr' };
    expect(await hold(stripe, most)).toMatchObject({ status: 'requires_capture', amount: 999_999_999_999 });
    const amex = { currency: 'usd', payment_method: 'pm_card_amex' };
    expect(await errorOf(hold(stripe, { ...amex, amount: 1_000_000_000 }))).toMatchObject({ code: 'amount_too_large' });
    expect(await hold(stripe, { ...amex, amount: 999_999_999 })).toMatchObject({ status: 'requires_capture' });
  });

  it('refuses a customer or a method that it does not know', async () => {
    const { stripe } = clientOf(emulator);
    expect(await errorOf(hold(stripe, { customer: 'cus_x' }))).toMatchObject({
      code: 'resource_missing',
      param: 'customer',
    });
    expect(await errorOf(hold(stripe, { payment_method: 'pm_x' }))).toMatchObject({
      code: 'resource_missing',
      param: 'payment_method',
    });
    const customer = await stripe.customers.create({ email: 'jenny@example.com', name: 'Jenny' });
    const intent = await hold(stripe, { customer: customer.id, expand: ['customer'] });
    expect(intent.customer).toMatchObject({ id: customer.id, email: 'jenny@example.com' });
    expect((await stripe.paymentIntents.list({ customer: customer.id })).data).toHaveLength(1);
  });

  it('cancels what is open, and nothing else', async () => {
    const { stripe, control } = clientOf(emulator);
    const { id } = await hold(stripe);
    const canceled = await stripe.paymentIntents.cancel(id, { cancellation_reason: 'abandoned' });
    expect(canceled).toMatchObject({ status: 'canceled', amount_capturable: 0, cancellation_reason: 'abandoned' });
    const { data } = await stripe.charges.list({ payment_intent: id });
    expect(data[0]).toMatchObject({ captured: false, amount_captured: 0, amount_refunded: 0, refunded: false });
    const again = await errorOf(stripe.paymentIntents.cancel(id));
    expect(again.message).toContain('You cannot cancel this PaymentIntent because it has a status of canceled.');
    const partly = await hold(stripe);
    await stripe.paymentIntents.capture(partly.id, { amount_to_capture: 100, final_capture: false });
    expect(await errorOf(stripe.paymentIntents.cancel(partly.id))).toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
    await control.post('account', { cancel_after_capture: 'allowed' });
    const lenient = await stripe.paymentIntents.cancel(partly.id);
    expect(lenient).toMatchObject({ status: 'canceled', amount_received: 100, amount_capturable: 0 });
    expect(await control.violations()).toEqual([]);
  });
});
