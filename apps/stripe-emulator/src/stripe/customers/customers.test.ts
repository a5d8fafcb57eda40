import { clientOf, errorOf, hold, startUnderTest } from '../../emulator-under-test';
import type { Emulator } from '../../server';

describe('Customers', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  it('are made, changed and listed', async () => {
    const { stripe } = clientOf(emulator);
    const jenny = await stripe.customers.create({ email: 'jenny@example.com', metadata: { a: '1' } });
    await stripe.customers.create({ email: 'john@example.com' });
    const updated = await stripe.customers.update(jenny.id, {
      name: 'Jenny',
      phone: '+15555555555',
      address: { city: 'Oslo' },
      preferred_locales: ['nb-NO'],
      tax_exempt: 'exempt',
      metadata: { a: '', b: '2' },
    });
    expect(updated).toMatchObject({
      name: 'Jenny',
      email: 'jenny@example.com',
      address: { city: 'Oslo', line1: null },
      preferred_locales: ['nb-NO'],
      tax_exempt: 'exempt',
      metadata: { b: '2' },
    });
    const [event] = (await stripe.events.list({ limit: 1 })).data;
    expect(event?.type).toBe('customer.updated');
    expect(event?.data.previous_attributes).toMatchObject({ name: null, metadata: { a: '1', b: null } });
    expect((await stripe.customers.list()).data.map(({ email }) => email)).toEqual([
      'john@example.com',
      'jenny@example.com',
    ]);
    expect((await stripe.customers.list({ email: 'jenny@example.com' })).data.map(({ id }) => id)).toEqual([jenny.id]);
    expect((await stripe.customers.update(jenny.id, { address: '' })).address).toBeNull();
  });

  it('say nothing when nothing changed', async () => {
    const { stripe } = clientOf(emulator);
    const { id } = await stripe.customers.create({ name: 'Jenny' });
    await stripe.customers.update(id, { name: 'Jenny' });
    expect((await stripe.events.list({ type: 'customer.updated' })).data).toEqual([]);
  });

  it('come with a payment method of their own', async () => {
    const { stripe } = clientOf(emulator);
    const customer = await stripe.customers.create({ payment_method: 'pm_card_visa' });
    const [method] = (await stripe.paymentMethods.list({ customer: customer.id })).data;
    expect(method?.customer).toBe(customer.id);
    const chosen = await stripe.customers.update(customer.id, {
      invoice_settings: { default_payment_method: method?.id ?? '' },
      expand: ['invoice_settings.default_payment_method'],
    });
    expect(chosen.invoice_settings.default_payment_method).toMatchObject({ id: method?.id });
    const foreign = await errorOf(
      stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: 'pm_x' } }),
    );
    expect(foreign).toMatchObject({ param: 'invoice_settings[default_payment_method]' });
    expect(await errorOf(stripe.customers.create({ payment_method: 'pm_card_chargeDeclined' }))).toMatchObject({
      statusCode: 402,
    });
    expect((await stripe.customers.list()).data).toHaveLength(1);
  });

  it('are deleted, and then of no more use', async () => {
    const { stripe } = clientOf(emulator);
    const { id } = await stripe.customers.create();
    const method = await stripe.paymentMethods.attach('pm_card_visa', { customer: id });
    const paid = await hold(stripe, { customer: id, payment_method: method.id });
    expect(await stripe.customers.del(id)).toMatchObject({ id, object: 'customer', deleted: true });
    expect(await stripe.customers.retrieve(id)).toMatchObject({ id, deleted: true });
    expect((await stripe.customers.list()).data).toEqual([]);
    const missing = { statusCode: 404, code: 'resource_missing' };
    expect(await errorOf(stripe.customers.update(id, { name: 'J' }))).toMatchObject(missing);
    expect(await errorOf(stripe.customers.del(id))).toMatchObject(missing);
    expect(await errorOf(hold(stripe, { customer: id }))).toMatchObject({
      ...missing,
      statusCode: 400,
      param: 'customer',
    });
    expect((await errorOf(hold(stripe, { payment_method: method.id }))).message).toContain('It may not be used again');
    expect((await stripe.events.list({ type: 'customer.deleted' })).data).toHaveLength(1);
    const shown = await stripe.paymentIntents.retrieve(paid.id, { expand: ['customer'] });
    expect(shown.customer).toMatchObject({ id, deleted: true });
  });

  it('refuse what is no address and no prefix, and what is not covered', async () => {
    const { stripe } = clientOf(emulator);
    expect(await errorOf(stripe.customers.create({ email: 'nobody' }))).toMatchObject({ code: 'email_invalid' });
    expect(await errorOf(stripe.customers.create({ invoice_prefix: 'no' }))).toMatchObject({ param: 'invoice_prefix' });
    expect(await errorOf(stripe.customers.create({ balance: 100 }))).toMatchObject({ param: 'balance' });
    expect(await errorOf(stripe.customers.create({ invoice_settings: { footer: 'x' } }))).toMatchObject({
      param: 'invoice_settings[footer]',
    });
    expect(await errorOf(stripe.customers.retrieve('cus_x'))).toMatchObject({ statusCode: 404, param: 'id' });
  });
});
