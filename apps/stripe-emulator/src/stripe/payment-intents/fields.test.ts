import { clientOf, errorOf, hold, startUnderTest } from '../../emulator-under-test';
import type { Emulator } from '../../server';

describe('fields of a PaymentIntent', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  const plain = { amount: 1000, currency: 'usd' };

  it('keeps metadata within its limits', async () => {
    const { stripe } = clientOf(emulator);
    const of = (count: number): Record<string, string> =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`key${String(at)}`, 'x']));
    const { id } = await stripe.paymentIntents.create({ ...plain, metadata: of(50) });
    expect(await errorOf(stripe.paymentIntents.update(id, { metadata: { more: 'x' } }))).toMatchObject({
      statusCode: 400,
      param: 'metadata',
    });
    expect((await stripe.paymentIntents.retrieve(id)).metadata).toEqual(of(50));
    const swapped = await stripe.paymentIntents.update(id, { metadata: { key0: '', more: 'x' } });
    expect(Object.keys(swapped.metadata)).toHaveLength(50);
    const longKey = { ['k'.repeat(41)]: 'x' };
    expect(await errorOf(stripe.paymentIntents.update(id, { metadata: longKey }))).toMatchObject({ param: 'metadata' });
    const longValue = { key1: 'x'.repeat(501) };
    expect(await errorOf(stripe.paymentIntents.update(id, { metadata: longValue }))).toMatchObject({
      param: 'metadata[key1]',
    });
  });

  it('keeps payment_details until they are unset', async () => {
    const { stripe } = clientOf(emulator);
    const intent = await hold(stripe, { payment_details: { order_reference: '1042', customer_reference: 'jenny' } });
    expect(intent.payment_details).toEqual({ order_reference: '1042', customer_reference: 'jenny' });
    const changed = await stripe.paymentIntents.update(intent.id, { payment_details: { order_reference: '1043' } });
    expect(changed.payment_details).toEqual({ order_reference: '1043', customer_reference: 'jenny' });
    const captured = await stripe.paymentIntents.capture(intent.id, {
      amount_to_capture: 100,
      final_capture: false,
      payment_details: '',
    });
    expect(captured.payment_details).toBeUndefined();
  });

  it('copies shipping and the descriptor suffix to the charge', async () => {
    const { stripe } = clientOf(emulator);
    const intent = await hold(stripe, {
      shipping: { name: 'Jenny', address: { line1: '1 Main St', country: 'US' } },
      statement_descriptor_suffix: 'ORDER 1042',
      receipt_email: 'jenny@example.com',
      expand: ['latest_charge'],
    });
    const shipping = { name: 'Jenny', phone: null, address: { line1: '1 Main St', line2: null, country: 'US' } };
    expect(intent).toMatchObject({ shipping, receipt_email: 'jenny@example.com' });
    expect(intent.latest_charge).toMatchObject({
      shipping,
      statement_descriptor_suffix: 'ORDER 1042',
      calculated_statement_descriptor: 'EMULATOR* ORDER 1042',
    });
  });

  it('refuses a descriptor that cards do not take', async () => {
    const { stripe } = clientOf(emulator);
    expect(await errorOf(hold(stripe, { statement_descriptor: 'SHOP' }))).toMatchObject({
      statusCode: 400,
      param: 'statement_descriptor',
    });
    expect(await errorOf(hold(stripe, { statement_descriptor_suffix: 'x'.repeat(23) }))).toMatchObject({
      param: 'statement_descriptor_suffix',
    });
  });

  it('takes the payment method types it is allowed, as long as cards are among them', async () => {
    const { stripe } = clientOf(emulator);
    const intent = await hold(stripe, { allowed_payment_method_types: ['card', 'link'] });
    expect(intent).toMatchObject({ allowed_payment_method_types: ['card', 'link'], payment_method_types: ['card'] });
    expect(await errorOf(hold(stripe, { allowed_payment_method_types: ['klarna'] }))).toMatchObject({
      param: 'allowed_payment_method_types',
    });
    const automatic = { enabled: true, allow_redirects: 'never' } as const;
    const closed = await stripe.paymentIntents.create({ ...plain, automatic_payment_methods: automatic });
    expect(closed.automatic_payment_methods).toEqual(automatic);
  });

  it('gives the method to the customer when it is set up for later', async () => {
    const { stripe } = clientOf(emulator);
    const customer = await stripe.customers.create({
      address: { city: 'Oslo' },
      shipping: { name: 'J', address: { city: 'Oslo' } },
    });
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ address: { city: 'Oslo', line1: null } });
    const intent = await hold(stripe, { customer: customer.id, setup_future_usage: 'off_session' });
    const methodId = typeof intent.payment_method === 'string' ? intent.payment_method : '';
    const method = await stripe.paymentMethods.retrieve(methodId);
    expect(method).toMatchObject({ customer: customer.id, card: { brand: 'visa', last4: '4242' } });
    const again = await hold(stripe, { customer: customer.id, payment_method: method.id, off_session: true });
    expect(again).toMatchObject({ status: 'requires_capture', payment_method: method.id });
    expect((await stripe.events.list({ type: 'payment_method.attached' })).data).toHaveLength(1);
  });

  it('checks the amounts again when the amount changes', async () => {
    const { stripe } = clientOf(emulator);
    const { id } = await stripe.paymentIntents.create({
      ...plain,
      amount_details: { line_items: [{ product_name: 'A', unit_cost: 1000, quantity: 1 }] },
    });
    expect(await errorOf(stripe.paymentIntents.update(id, { amount: 1100 }))).toMatchObject({
      code: 'amount_details_amount_mismatch',
    });
    const changed = await stripe.paymentIntents.update(id, { amount: 1100, amount_details: '' });
    expect(changed).toMatchObject({ amount: 1100, amount_details: { tip: {} } });
  });
});
