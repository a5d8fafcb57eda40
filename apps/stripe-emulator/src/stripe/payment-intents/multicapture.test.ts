import type Stripe from 'stripe';
import { clientOf, errorOf, hold, startUnderTest } from '../../emulator-under-test';
import type { Emulator } from '../../server';

describe('captures', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  const lineOf = (name: string): Stripe.PaymentIntentCaptureParams.AmountDetails.LineItem => ({
    product_name: name,
    unit_cost: 2000,
    quantity: 1,
    tax: { total_tax_amount: 200 },
    discount_amount: 100,
  });
  const oneLine = (name: string): Stripe.PaymentIntentCaptureParams.AmountDetails => ({
    line_items: [lineOf(name)],
    shipping: { amount: 200 },
  });

  it('takes the worked example in two captures of 2300', async () => {
    const { stripe, control } = clientOf(emulator);
    const authorized = await hold(stripe, {
      amount_details: {
        line_items: ['A', 'B'].map(lineOf),
        shipping: { amount: 400 },
      },
    });
    expect(authorized).toMatchObject({ amount: 4600, amount_capturable: 4600, status: 'requires_capture' });

    const first = await stripe.paymentIntents.capture(authorized.id, {
      amount_to_capture: 2300,
      final_capture: false,
      amount_details: oneLine('A'),
    });
    expect(first).toMatchObject({ amount_capturable: 2300, amount_received: 2300, status: 'requires_capture' });

    const last = await stripe.paymentIntents.capture(authorized.id, {
      amount_to_capture: 2300,
      final_capture: true,
      amount_details: oneLine('B'),
      expand: ['amount_details.line_items', 'latest_charge'],
    });
    expect(last).toMatchObject({
      amount: 4600,
      amount_received: 4600,
      amount_capturable: 0,
      status: 'succeeded',
      amount_details: {
        discount_amount: 200,
        tax: { total_tax_amount: 400 },
        shipping: { amount: 400 },
        line_items: { object: 'list', has_more: false },
      },
      latest_charge: { amount: 4600, amount_captured: 4600, amount_refunded: 0, captured: true, refunded: false },
    });
    expect(last.amount_details?.line_items?.data.map((item) => item.product_name)).toEqual(['A', 'B']);
    expect(await control.violations()).toEqual([]);
  });

  it('keeps the charge open until the final capture, then releases the rest', async () => {
    const { stripe } = clientOf(emulator);
    const { id } = await hold(stripe, { amount: 1000 });
    const capture = { expand: ['latest_charge'] };
    const first = await stripe.paymentIntents.capture(id, {
      ...capture,
      amount_to_capture: 700,
      final_capture: false,
    });
    expect(first.latest_charge).toMatchObject({ amount_captured: 700, captured: false });
    const last = await stripe.paymentIntents.capture(id, { ...capture, amount_to_capture: 200, final_capture: true });
    expect(last).toMatchObject({
      amount: 1000,
      amount_received: 900,
      amount_capturable: 0,
      status: 'succeeded',
      latest_charge: { amount: 1000, amount_captured: 900, amount_refunded: 0, captured: true },
    });
  });

  it('releases the rest with a final capture of zero, once something was captured', async () => {
    const { stripe, control } = clientOf(emulator);
    const { id } = await hold(stripe);
    const tooEarly = await errorOf(stripe.paymentIntents.capture(id, { amount_to_capture: 0, final_capture: true }));
    expect(tooEarly).toMatchObject({ statusCode: 400, code: 'parameter_invalid_integer', param: 'amount' });
    await stripe.paymentIntents.capture(id, { amount_to_capture: 2300, final_capture: false });
    const released = await stripe.paymentIntents.capture(id, { amount_to_capture: 0, final_capture: true });
    expect(released).toMatchObject({ amount_received: 2300, amount_capturable: 0, status: 'succeeded' });
    expect(await control.violations()).toEqual([]);
  });

  it('succeeds by itself when non-final captures take everything', async () => {
    const { stripe } = clientOf(emulator);
    const { id } = await hold(stripe, { amount: 1000 });
    const done = await stripe.paymentIntents.capture(id, {
      amount_to_capture: 1000,
      final_capture: false,
      expand: ['latest_charge'],
    });
    expect(done).toMatchObject({ status: 'succeeded', amount_capturable: 0, latest_charge: { captured: true } });
  });

  it('allows 50 non-final captures and one final one', async () => {
    const { stripe, control } = clientOf(emulator);
    const { id } = await hold(stripe);
    for (let count = 0; count < 50; count += 1) {
      await stripe.paymentIntents.capture(id, { amount_to_capture: 10, final_capture: false });
    }
    const refused = await errorOf(stripe.paymentIntents.capture(id, { amount_to_capture: 10, final_capture: false }));
    expect(refused).toMatchObject({
      statusCode: 400,
      code: 'payment_intent_invalid_parameter',
      param: 'final_capture',
    });
    const last = await stripe.paymentIntents.capture(id, { amount_to_capture: 10, final_capture: true });
    expect(last).toMatchObject({ amount_received: 510, status: 'succeeded' });
    expect(await control.violations()).toEqual([]);
  });

  it('takes a plain hold once and gives the rest back', async () => {
    const { stripe } = clientOf(emulator);
    const { id, latest_charge } = await hold(stripe, {
      payment_method_options: {},
      expand: ['latest_charge'],
    });
    expect(latest_charge).toMatchObject({
      payment_method_details: {
        card: {
          amount_authorized: 4600,
          multicapture: { status: 'unavailable' },
          overcapture: { maximum_amount_capturable: 4600, status: 'unavailable' },
          incremental_authorization: { status: 'unavailable' },
          extended_authorization: { status: 'disabled' },
        },
      },
    });
    const notFinal = await errorOf(stripe.paymentIntents.capture(id, { amount_to_capture: 100, final_capture: false }));
    expect(notFinal).toMatchObject({ code: 'payment_intent_invalid_parameter', param: 'final_capture' });
    const zero = await errorOf(stripe.paymentIntents.capture(id, { amount_to_capture: 0 }));
    expect(zero).toMatchObject({
      code: 'parameter_invalid_integer',
      param: 'amount',
      message: 'This value must be greater than or equal to 1.',
    });
    const captured = await stripe.paymentIntents.capture(id, { amount_to_capture: 4000 });
    expect(captured).toMatchObject({ status: 'succeeded', amount_received: 4000, amount_capturable: 0 });
  });

  it('grants no feature that the card, the account or the request leaves out', async () => {
    const { stripe, control } = clientOf(emulator);
    const everything = {
      card: {
        request_multicapture: 'if_available',
        request_overcapture: 'if_available',
        request_incremental_authorization: 'if_available',
        request_extended_authorization: 'if_available',
      },
    } as const;
    const cardOf = async (payment_method: string): Promise<unknown> => {
      const intent = await hold(stripe, {
        payment_method,
        payment_method_options: everything,
        expand: ['latest_charge'],
      });
      const charge = intent.latest_charge;
      return typeof charge === 'string' ? charge : charge?.payment_method_details?.card;
    };
    expect(await cardOf('pm_card_visa')).toMatchObject({
      multicapture: { status: 'available' },
      overcapture: { status: 'available', maximum_amount_capturable: 5520 },
      incremental_authorization: { status: 'available' },
      extended_authorization: { status: 'enabled' },
    });
    const none = {
      multicapture: { status: 'unavailable' },
      overcapture: { status: 'unavailable', maximum_amount_capturable: 4600 },
      extended_authorization: { status: 'disabled' },
    };
    expect(await cardOf('pm_card_credit_disableEnterpriseCardFeatures')).toMatchObject(none);
    await control.post('account', {
      features: { multicapture: 'unavailable', overcapture: 'unavailable', extended_authorization: 'unavailable' },
    });
    expect(await cardOf('pm_card_visa')).toMatchObject(none);
  });

  it('takes more than the hold with overcapture', async () => {
    const { stripe, control } = clientOf(emulator);
    const { id } = await hold(stripe, {
      amount: 1000,
      payment_method_options: { card: { request_overcapture: 'if_available' } },
    });
    const tooMuch = await errorOf(stripe.paymentIntents.capture(id, { amount_to_capture: 1201 }));
    expect(tooMuch).toMatchObject({ statusCode: 400, code: 'amount_too_large' });
    const captured = await stripe.paymentIntents.capture(id, { amount_to_capture: 1200, expand: ['latest_charge'] });
    expect(captured).toMatchObject({
      amount: 1200,
      amount_received: 1200,
      amount_capturable: 0,
      latest_charge: { payment_method_details: { card: { amount_authorized: 1000 } } },
    });
    expect(await control.violations()).toEqual([]);
  });

  it('merges metadata in the call that captures', async () => {
    const { stripe } = clientOf(emulator);
    const { id } = await hold(stripe, { metadata: { order: '1', note: 'x' } });
    const captured = await stripe.paymentIntents.capture(id, {
      amount_to_capture: 100,
      final_capture: false,
      metadata: { 'shipment:1': '100', note: '' },
    });
    expect(captured.metadata).toEqual({ order: '1', 'shipment:1': '100' });
  });

  it('says why a capture is impossible, with the PaymentIntent in the error', async () => {
    const { stripe } = clientOf(emulator);
    const { id } = await hold(stripe);
    const negative = await errorOf(stripe.paymentIntents.capture(id, { amount_to_capture: -1 }));
    expect(negative).toMatchObject({ message: 'Invalid non-negative integer', param: 'amount_to_capture' });
    expect(negative.code).toBeUndefined();
    const tooMuch = await errorOf(stripe.paymentIntents.capture(id, { amount_to_capture: 4601 }));
    expect(tooMuch).toMatchObject({ code: 'amount_too_large' });
    expect(tooMuch.param).toBeUndefined();
    await stripe.paymentIntents.capture(id);
    const again = await errorOf(stripe.paymentIntents.capture(id));
    expect(again).toMatchObject({
      code: 'payment_intent_unexpected_state',
      message: 'This PaymentIntent could not be captured because it has already been captured.',
      payment_intent: { id, status: 'succeeded' },
    });
    const partly = await hold(stripe);
    await stripe.paymentIntents.capture(partly.id, { amount_to_capture: 100 });
    expect((await errorOf(stripe.paymentIntents.capture(partly.id))).message).toContain('has been released');
    const canceled = await hold(stripe);
    await stripe.paymentIntents.cancel(canceled.id);
    expect((await errorOf(stripe.paymentIntents.capture(canceled.id))).message).toContain('a status of canceled');
    const unknown = await errorOf(stripe.paymentIntents.capture('pi_x'));
    expect(unknown).toMatchObject({ statusCode: 404, code: 'resource_missing', param: 'intent' });
    expect(unknown.message).toBe("No such payment_intent: 'pi_x'");
  });
});
