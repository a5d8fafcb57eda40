import { CARDS_ONLY, clientOf, hold, startUnderTest } from '../../emulator-under-test';
import type { Emulator } from '../../server';

describe('automatic capture', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  it('is asynchronous unless asked otherwise: the balance transaction comes later', async () => {
    const { stripe, control } = clientOf(emulator);
    await control.post('clock', { freeze: true });
    const created = await stripe.paymentIntents.create({
      amount: 1000,
      currency: 'usd',
      automatic_payment_methods: CARDS_ONLY,
      confirm: true,
      payment_method: 'pm_card_visa',
      expand: ['latest_charge.balance_transaction'],
    });
    expect(created).toMatchObject({
      status: 'succeeded',
      capture_method: 'automatic_async',
      latest_charge: { captured: true, amount_captured: 1000, balance_transaction: null },
    });
    const told = (await stripe.events.list({ types: ['charge.succeeded', 'payment_intent.succeeded'] })).data;
    expect(told[1]?.data.object).toMatchObject({ balance_transaction: null });
    await control.advance(2);
    const [updated] = (await stripe.events.list({ type: 'charge.updated' })).data;
    expect(updated?.data.previous_attributes).toEqual({ balance_transaction: null });
    const [transaction] = (await stripe.balanceTransactions.list()).data;
    expect(updated?.data.object).toMatchObject({ balance_transaction: transaction?.id });
  });

  it('has its balance transaction at once when it is synchronous, and is not updated', async () => {
    const { stripe, control } = clientOf(emulator);
    const intent = await hold(stripe, {
      capture_method: 'automatic',
      expand: ['latest_charge.balance_transaction'],
    });
    expect(intent.latest_charge).toMatchObject({
      captured: true,
      balance_transaction: { object: 'balance_transaction', amount: 4600, type: 'charge' },
    });
    await control.advance(60);
    const { data } = await stripe.events.list();
    expect(data.map(({ type }) => type).reverse()).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
    ]);
    expect(await control.violations()).toEqual([]);
  });

  it('never settles in an account where nothing does', async () => {
    const { stripe, control } = clientOf(emulator);
    await control.post('account', { settlement_delay_seconds: null });
    const intent = await hold(stripe, { capture_method: 'automatic', expand: ['latest_charge'] });
    expect(intent.latest_charge).toMatchObject({ captured: true, balance_transaction: null });
  });

  it('gives way to manual capture for cards', async () => {
    const { stripe } = clientOf(emulator);
    const intent = await hold(stripe, {
      capture_method: 'automatic',
      payment_method_options: { card: { capture_method: 'manual' } },
    });
    expect(intent).toMatchObject({ status: 'requires_capture', capture_method: 'automatic' });
  });
});
