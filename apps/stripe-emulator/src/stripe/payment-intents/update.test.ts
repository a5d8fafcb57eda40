import { clientOf, errorOf, hold, startUnderTest } from '../../emulator-under-test';
import type { Emulator } from '../../server';

describe('updating a PaymentIntent', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  const plain = { amount: 1000, currency: 'usd' };

  it('changes what is open: amount, currency, capture method, customer, descriptor, group', async () => {
    const { stripe } = clientOf(emulator);
    const customer = await stripe.customers.create();
    const { id } = await stripe.paymentIntents.create(plain);
    const updated = await stripe.paymentIntents.update(id, {
      amount: 2000,
      currency: 'EUR',
      capture_method: 'manual',
      customer: customer.id,
      setup_future_usage: 'on_session',
      statement_descriptor_suffix: 'ORDER 7',
      transfer_group: 'orders',
      description: 'two things',
      receipt_email: 'jenny@example.com',
    });
    expect(updated).toMatchObject({
      amount: 2000,
      currency: 'eur',
      capture_method: 'manual',
      customer: customer.id,
      setup_future_usage: 'on_session',
      statement_descriptor_suffix: 'ORDER 7',
      transfer_group: 'orders',
      status: 'requires_payment_method',
    });
    const unset = await stripe.paymentIntents.update(id, { receipt_email: '', setup_future_usage: '' });
    expect(unset).toMatchObject({ receipt_email: null, setup_future_usage: null, description: 'two things' });
  });

  it('checks the amount again in another currency', async () => {
    const { stripe } = clientOf(emulator);
    const { id } = await stripe.paymentIntents.create({ amount: 60, currency: 'usd' });
    expect(await errorOf(stripe.paymentIntents.update(id, { currency: 'mxn' }))).toMatchObject({
      code: 'amount_too_small',
    });
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({ amount: 60, currency: 'usd' });
  });

  it('keeps a customer and a transfer group once they are set', async () => {
    const { stripe } = clientOf(emulator);
    const [one, other] = [await stripe.customers.create(), await stripe.customers.create()];
    const { id } = await stripe.paymentIntents.create({ ...plain, customer: one.id, transfer_group: 'a' });
    expect(await errorOf(stripe.paymentIntents.update(id, { customer: other.id }))).toMatchObject({
      statusCode: 400,
      param: 'customer',
    });
    expect(await errorOf(stripe.paymentIntents.update(id, { transfer_group: 'b' }))).toMatchObject({
      param: 'transfer_group',
    });
    const same = await stripe.paymentIntents.update(id, { customer: one.id, transfer_group: 'a' });
    expect(same).toMatchObject({ customer: one.id, transfer_group: 'a' });
  });

  it('takes the payment method away with an empty string', async () => {
    const { stripe } = clientOf(emulator);
    const { id } = await stripe.paymentIntents.create({ ...plain, payment_method: 'pm_card_visa' });
    const without = await stripe.paymentIntents.update(id, { payment_method: '' });
    expect(without).toMatchObject({ status: 'requires_payment_method', payment_method: null });
  });

  it('ends a challenge when the payment changes, but not for a note', async () => {
    const { stripe } = clientOf(emulator);
    const { id } = await hold(stripe, { payment_method: 'pm_card_authenticationRequired' });
    expect((await stripe.paymentIntents.update(id, { description: 'a note' })).status).toBe('requires_action');
    const changed = await stripe.paymentIntents.update(id, { amount: 5000 });
    expect(changed).toMatchObject({ status: 'requires_confirmation', next_action: null, amount: 5000 });
    expect((await stripe.paymentIntents.confirm(id)).status).toBe('requires_action');
  });

  it('clears the last error', async () => {
    const { stripe } = clientOf(emulator);
    await errorOf(hold(stripe, { payment_method: 'pm_card_chargeDeclined' }));
    const [failed] = (await stripe.paymentIntents.list()).data;
    expect(failed?.last_payment_error).not.toBeNull();
    const updated = await stripe.paymentIntents.update(failed?.id ?? '', { metadata: { try: '2' } });
    expect(updated.last_payment_error).toBeNull();
  });

  it.each([
    ['amount', { amount: 5000 }],
    ['currency', { currency: 'eur' }],
    ['capture_method', { capture_method: 'automatic' as const }],
    ['customer', { customer: 'cus_1' }],
    ['payment_method', { payment_method: 'pm_card_visa' }],
    ['setup_future_usage', { setup_future_usage: 'off_session' as const }],
    ['amount_details', { amount_details: { shipping: { amount: 1 } } }],
    ['payment_method_options', { payment_method_options: { card: { request_overcapture: 'if_available' as const } } }],
  ])('leaves %s as it is once money is held', async (param, change) => {
    const { stripe } = clientOf(emulator);
    const intent = await hold(stripe);
    const error = await errorOf(stripe.paymentIntents.update(intent.id, change));
    expect(error).toMatchObject({ statusCode: 400, code: 'payment_intent_unexpected_state', param });
    expect(error.message).toBe(
      `This PaymentIntent's ${param} could not be updated because it has a status of requires_capture. You may only ` +
        `update the ${param} of a PaymentIntent with one of the following statuses: requires_payment_method, ` +
        'requires_confirmation, requires_action.',
    );
    expect(await stripe.paymentIntents.retrieve(intent.id)).toEqual(intent);
  });
});
