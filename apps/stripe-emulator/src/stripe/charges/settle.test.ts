import { clientOf, hold, startUnderTest } from '../../emulator-under-test';
import type { Emulator } from '../../server';

describe('settlement', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  it('brings one balance transaction for each capture after the delay, with charge.updated', async () => {
    const { stripe, control } = clientOf(emulator);
    await control.post('clock', { freeze: true });
    const { id } = await hold(stripe);
    const first = await stripe.paymentIntents.capture(id, {
      amount_to_capture: 2300,
      final_capture: false,
      expand: ['latest_charge'],
    });
    expect(first.latest_charge).toMatchObject({ amount_captured: 2300, balance_transaction: null });
    const charge = typeof first.latest_charge === 'string' ? '' : (first.latest_charge?.id ?? '');
    expect((await stripe.balanceTransactions.list({ source: charge })).data).toEqual([]);

    await control.advance(2);
    const settled = await stripe.charges.retrieve(charge, { expand: ['balance_transaction'] });
    expect(settled.balance_transaction).toMatchObject({ amount: 2300, fee: 97, net: 2203, source: charge });
    const [updated] = (await stripe.events.list({ type: 'charge.updated' })).data;
    expect(updated?.data.previous_attributes).toEqual({ amount_captured: 0, balance_transaction: null });
    expect(updated?.request).toEqual({ id: null, idempotency_key: null });

    await stripe.paymentIntents.capture(id, { amount_to_capture: 2300 });
    await control.advance(2);
    const { data } = await stripe.balanceTransactions.list({ source: charge });
    expect(data).toHaveLength(2);
    expect((await stripe.charges.retrieve(charge)).balance_transaction).toBe(data[0]?.id);
    const [second] = (await stripe.events.list({ type: 'charge.updated' })).data;
    expect(second?.data.previous_attributes).toEqual({ amount_captured: 2300, balance_transaction: data[1]?.id });
    expect(second?.data.object).toMatchObject({ amount_captured: 4600, balance_transaction: data[0]?.id });
    expect((await stripe.balanceTransactions.retrieve(data[0]?.id ?? '')).amount).toBe(2300);
  });

  it('is in the answer itself without a delay, and never comes with null', async () => {
    const { stripe, control } = clientOf(emulator);
    await control.post('account', { settlement_delay_seconds: 0 });
    const at = await hold(stripe);
    const captured = await stripe.paymentIntents.capture(at.id, { expand: ['latest_charge.balance_transaction'] });
    expect(captured.latest_charge).toMatchObject({ balance_transaction: { amount: 4600 } });
    await control.post('account', { settlement_delay_seconds: null });
    const never = await hold(stripe);
    await stripe.paymentIntents.capture(never.id);
    await control.advance(30 * 24 * 60 * 60);
    const { data } = await stripe.charges.list({ payment_intent: never.id });
    expect(data[0]).toMatchObject({ captured: true, balance_transaction: null });
  });

  it('settles yen in cents at a rate of minor units', async () => {
    const { stripe, control } = clientOf(emulator);
    await control.post('account', { settlement_delay_seconds: 0 });
    const { id } = await hold(stripe, { currency: 'jpy', amount: 1000 });
    const captured = await stripe.paymentIntents.capture(id, { expand: ['latest_charge.balance_transaction'] });
    expect(captured.latest_charge).toMatchObject({
      currency: 'jpy',
      balance_transaction: { currency: 'usd', amount: 700, exchange_rate: 0.7 },
    });
  });

  it('settles in the account’s currency at a fixed rate', async () => {
    const { stripe, control } = clientOf(emulator);
    await control.post('account', { settlement_delay_seconds: 0 });
    const { id } = await hold(stripe, { currency: 'eur', amount: 1000 });
    const captured = await stripe.paymentIntents.capture(id, { expand: ['latest_charge.balance_transaction'] });
    expect(captured.latest_charge).toMatchObject({
      currency: 'eur',
      balance_transaction: { currency: 'usd', amount: 1100, exchange_rate: 1.1, fee: 62, net: 1038 },
    });
  });
});
