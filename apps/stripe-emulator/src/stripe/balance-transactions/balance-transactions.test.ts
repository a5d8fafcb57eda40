import type Stripe from 'stripe';
import { clientOf, errorOf, hold, idOf, startUnderTest } from '../../emulator-under-test';
import type { Control } from '../../emulator-under-test';
import type { Emulator } from '../../server';

describe('balance transactions', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  const slices = [1000, 1500, 2100];

  async function capturedInSlices(
    more: Partial<Stripe.PaymentIntentCreateParams> = {},
    settings: object = {},
  ): Promise<{ readonly stripe: Stripe; readonly control: Control; readonly charge: string; readonly start: number }> {
    const { stripe, control } = clientOf(emulator);
    await control.post('clock', { freeze: true });
    await control.post('account', settings);
    const { id, latest_charge } = await hold(stripe, more);
    for (const amount_to_capture of slices) {
      await stripe.paymentIntents.capture(id, { amount_to_capture, final_capture: false });
      await control.advance(100);
    }
    return { stripe, control, charge: idOf(latest_charge), start: Number((await control.get('clock'))['now']) - 300 };
  }

  it('are one for each capture, with the fee of each', async () => {
    const { stripe, control, charge } = await capturedInSlices();
    const { data } = await stripe.balanceTransactions.list({ source: charge });
    expect(data.map(({ amount, fee, net }) => [amount, fee, net])).toEqual([
      [2100, 91, 2009],
      [1500, 74, 1426],
      [1000, 59, 941],
    ]);
    expect(data[0]?.fee_details).toEqual([
      { amount: 91, application: null, currency: 'usd', description: 'Stripe processing fees', type: 'stripe_fee' },
    ]);
    expect((await stripe.charges.retrieve(charge)).balance_transaction).toBe(data[0]?.id);
    expect(await control.violations()).toEqual([]);
  });

  it('are listed by source, type, currency and time, page by page', async () => {
    const { stripe, charge, start } = await capturedInSlices();
    const refund = await stripe.refunds.create({ charge, amount: 100 });
    const amounts = async (params: Stripe.BalanceTransactionListParams): Promise<number[]> =>
      (await stripe.balanceTransactions.list(params)).data.map(({ amount }) => amount);
    expect(await amounts({})).toEqual([-100, 2100, 1500, 1000]);
    expect(await amounts({ source: refund.id })).toEqual([-100]);
    expect(await amounts({ type: 'refund' })).toEqual([-100]);
    expect(await amounts({ type: 'charge', limit: 2 })).toEqual([2100, 1500]);
    expect(await amounts({ type: 'payout' })).toEqual([]);
    expect(await amounts({ currency: 'eur' })).toEqual([]);
    expect(await amounts({ source: 'ch_x' })).toEqual([]);
    expect(await amounts({ created: start + 2 })).toEqual([1000]);
    expect(await amounts({ created: { gt: start + 2, lte: start + 102 } })).toEqual([1500]);
    const first = await stripe.balanceTransactions.list({ source: charge, limit: 1 });
    expect(first.has_more).toBe(true);
    const after = first.data[0]?.id ?? '';
    expect(await amounts({ source: charge, starting_after: after, limit: 1 })).toEqual([1500]);
    expect(await amounts({ source: charge, ending_before: after })).toEqual([]);
    const all: number[] = [];
    for await (const { amount } of stripe.balanceTransactions.list({ limit: 1 })) all.push(amount);
    expect(all).toEqual([-100, 2100, 1500, 1000]);
    expect(await errorOf(stripe.balanceTransactions.retrieve('txn_x'))).toMatchObject({ code: 'resource_missing' });
  });

  it('settle in the account’s currency, refunds and transfers too', async () => {
    const { stripe, control, charge } = await capturedInSlices(
      { currency: 'eur', transfer_data: { destination: 'acct_1' } },
      { settlement_currency: 'usd' },
    );
    const refund = await stripe.refunds.create({ charge, amount: 1000, expand: ['balance_transaction'] });
    expect(refund).toMatchObject({
      amount: 1000,
      currency: 'eur',
      balance_transaction: { amount: -1100, currency: 'usd', exchange_rate: 1.1, fee: 0, net: -1100 },
    });
    const { data } = await stripe.balanceTransactions.list({ source: charge, currency: 'usd' });
    expect(data.map(({ amount, exchange_rate }) => [amount, exchange_rate])).toEqual([
      [2310, 1.1],
      [1650, 1.1],
      [1100, 1.1],
    ]);
    expect((await stripe.transfers.list({ limit: 1 })).data).toMatchObject([{ amount: 2310, currency: 'usd' }]);
    expect(await control.violations()).toEqual([]);
  });

  it('are pending until the money is available', async () => {
    const { stripe, control, charge } = await capturedInSlices();
    const { data } = await stripe.balanceTransactions.list({ source: charge });
    expect(data.map(({ status }) => status)).toEqual(['pending', 'pending', 'pending']);
    await control.advance(2 * 24 * 60 * 60);
    expect((await stripe.balanceTransactions.retrieve(data[0]?.id ?? '')).status).toBe('available');
  });

  it('never come when the account never settles, but refunds still leave', async () => {
    const { stripe, control, charge } = await capturedInSlices({}, { settlement_delay_seconds: null });
    await control.advance(30 * 24 * 60 * 60);
    expect((await stripe.balanceTransactions.list()).data).toEqual([]);
    await stripe.refunds.create({ charge });
    expect((await stripe.balanceTransactions.list()).data).toMatchObject([{ type: 'refund', amount: -4600 }]);
    expect(await control.violations()).toEqual([]);
  });
});
