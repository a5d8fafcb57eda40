import { clientOf, errorOf, hold, startUnderTest } from '../../emulator-under-test';
import type { Emulator } from '../../server';

describe('PaymentMethods', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  it.each([
    ['tok_visa', 'visa', '4242'],
    ['tok_mastercard', 'mastercard', '4444'],
    ['tok_amex', 'amex', '8431'],
    ['tok_chargeDeclined', 'visa', '0002'],
  ])('are made from %s', async (token, brand, last4) => {
    const { stripe } = clientOf(emulator);
    const method = await stripe.paymentMethods.create({
      type: 'card',
      card: { token },
      billing_details: { name: 'Jenny', email: 'jenny@example.com', address: { city: 'Oslo' } },
      metadata: { order: '7' },
      allow_redisplay: 'always',
    });
    expect(method).toMatchObject({
      customer: null,
      type: 'card',
      card: { brand, last4 },
      billing_details: {
        name: 'Jenny',
        email: 'jenny@example.com',
        phone: null,
        address: { city: 'Oslo', line1: null },
      },
      metadata: { order: '7' },
      allow_redisplay: 'always',
    });
    expect(await stripe.paymentMethods.retrieve(method.id)).toMatchObject({ id: method.id, card: { last4 } });
  });

  it('refuse raw card numbers, unknown tokens and other types', async () => {
    const { stripe } = clientOf(emulator);
    const number = { number: '4242424242424242', exp_month: 12, exp_year: 2034, cvc: '123' };
    const raw = await errorOf(stripe.paymentMethods.create({ type: 'card', card: number }));
    expect(raw).toMatchObject({ statusCode: 402, rawType: 'invalid_request_error' });
    expect(raw.message).toContain('Sending credit card numbers directly to the Stripe API is generally unsafe.');
    const unknown = await errorOf(stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_nobody' } }));
    expect(unknown).toMatchObject({ code: 'resource_missing', param: 'card[token]' });
    expect(await errorOf(stripe.paymentMethods.create({ type: 'card' }))).toMatchObject({ code: 'parameter_missing' });
    expect(await errorOf(stripe.paymentMethods.create({ card: { token: 'tok_visa' } }))).toMatchObject({
      param: 'type',
    });
    expect(await errorOf(stripe.paymentMethods.create({ type: 'klarna' }))).toMatchObject({ param: 'type' });
  });

  it('are attached to a customer, listed there, and detached for good', async () => {
    const { stripe } = clientOf(emulator);
    const { id: customer } = await stripe.customers.create();
    const { id } = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } });
    const attached = await stripe.paymentMethods.attach(id, { customer });
    expect(attached).toMatchObject({ id, customer });
    expect((await stripe.paymentMethods.list({ customer })).data.map((method) => method.id)).toEqual([id]);
    expect((await stripe.customers.listPaymentMethods(customer)).data.map((method) => method.id)).toEqual([id]);
    expect((await stripe.customers.listPaymentMethods(customer, { type: 'klarna' })).data).toEqual([]);
    expect((await stripe.customers.retrievePaymentMethod(customer, id)).id).toBe(id);
    const twice = await errorOf(stripe.paymentMethods.attach(id, { customer }));
    expect(twice.message).toBe('The payment method you provided has already been attached to a customer.');
    expect((await stripe.paymentMethods.detach(id)).customer).toBeNull();
    const [event] = (await stripe.events.list({ limit: 1 })).data;
    expect([event?.type, event?.data.previous_attributes]).toEqual(['payment_method.detached', { customer }]);
    expect((await stripe.paymentMethods.list({ customer })).data).toEqual([]);
    expect((await errorOf(stripe.paymentMethods.detach(id))).message).toContain('detachment is impossible');
    expect((await errorOf(stripe.paymentMethods.attach(id, { customer }))).message).toContain('may not be used again');
    expect((await errorOf(hold(stripe, { payment_method: id }))).message).toContain('It may not be used again');
    expect((await stripe.paymentIntents.list()).data).toEqual([]);
  });

  it.each(['pm_card_chargeDeclined', 'pm_card_chargeDeclinedIncorrectCvc'])('%s cannot be attached', async (id) => {
    const { stripe } = clientOf(emulator);
    const { id: customer } = await stripe.customers.create();
    expect(await errorOf(stripe.paymentMethods.attach(id, { customer }))).toMatchObject({
      statusCode: 402,
      type: 'StripeCardError',
    });
    expect((await stripe.paymentMethods.list({ customer })).data).toEqual([]);
  });

  it('are changed only while they are a customer’s, and charges keep what was true', async () => {
    const { stripe } = clientOf(emulator);
    const { id: customer } = await stripe.customers.create();
    const loose = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } });
    const refused = await errorOf(stripe.paymentMethods.update(loose.id, { metadata: { a: '1' } }));
    expect(refused.message).toBe('You must save this PaymentMethod to a customer before you can update it.');
    const { id } = await stripe.paymentMethods.attach('pm_card_visa', { customer });
    const paid = await hold(stripe, { customer, payment_method: id });
    const updated = await stripe.paymentMethods.update(id, {
      billing_details: { name: 'Jenny', phone: '' },
      card: { exp_month: 3, exp_year: 2040 },
      metadata: { a: '1' },
    });
    expect(updated).toMatchObject({
      billing_details: { name: 'Jenny', phone: null },
      card: { exp_month: 3, exp_year: 2040 },
      metadata: { a: '1' },
    });
    const [event] = (await stripe.events.list({ limit: 1 })).data;
    expect(event?.type).toBe('payment_method.updated');
    expect(event?.data.previous_attributes).toEqual({
      billing_details: { name: null },
      card: { exp_month: 12, exp_year: 2034 },
      metadata: { a: null },
    });
    const { data } = await stripe.charges.list({ payment_intent: paid.id });
    expect(data[0]).toMatchObject({
      billing_details: { name: null },
      payment_method_details: { card: { exp_month: 12, exp_year: 2034 } },
    });
    expect(await errorOf(stripe.paymentMethods.update(id, { card: { exp_month: 13 } }))).toMatchObject({
      code: 'invalid_expiry_month',
    });
  });

  it('go with their own customer only', async () => {
    const { stripe } = clientOf(emulator);
    const [one, other] = [await stripe.customers.create(), await stripe.customers.create()];
    const { id } = await stripe.paymentMethods.attach('pm_card_visa', { customer: one.id });
    const without = await errorOf(hold(stripe, { payment_method: id }));
    expect(without).toMatchObject({ statusCode: 400, param: 'payment_method' });
    expect(without.message).toBe(
      `The \`payment_method\` parameter supplied ${id} belongs to the Customer ${one.id}. Please include the ` +
        'Customer in the `customer` parameter on the PaymentIntent.',
    );
    const wrong = await errorOf(hold(stripe, { payment_method: id, customer: other.id }));
    expect(wrong.message).toContain('The payment method must be attached to the customer.');
    expect((await stripe.paymentIntents.list()).data).toEqual([]);
    expect((await hold(stripe, { payment_method: id, customer: one.id })).status).toBe('requires_capture');
    expect(await errorOf(stripe.paymentMethods.list({ customer: 'cus_x' }))).toMatchObject({ param: 'customer' });
  });

  it('are spent by one payment unless they are kept', async () => {
    const { stripe } = clientOf(emulator);
    const { payment_method } = await hold(stripe);
    const id = typeof payment_method === 'string' ? payment_method : '';
    expect((await errorOf(hold(stripe, { payment_method: id }))).message).toContain('It may not be used again.');
    const kept = await hold(stripe, { setup_future_usage: 'off_session' });
    const keptId = typeof kept.payment_method === 'string' ? kept.payment_method : '';
    const { id: customer } = await stripe.customers.create();
    expect((await stripe.paymentMethods.attach(keptId, { customer })).customer).toBe(customer);
  });

  it('are kept or not by what is said for cards, before what is said for all', async () => {
    const { stripe } = clientOf(emulator);
    const { id: customer } = await stripe.customers.create();
    const card = { setup_future_usage: 'none' } as const;
    await hold(stripe, { customer, setup_future_usage: 'off_session', payment_method_options: { card } });
    expect((await stripe.paymentMethods.list({ customer })).data).toEqual([]);
    const shown = await hold(stripe, {
      customer,
      payment_method_options: { card: { setup_future_usage: 'on_session' } },
    });
    expect(shown.payment_method_options?.card).toMatchObject({ setup_future_usage: 'on_session' });
    expect((await stripe.paymentMethods.list({ customer })).data).toHaveLength(1);
  });
});
