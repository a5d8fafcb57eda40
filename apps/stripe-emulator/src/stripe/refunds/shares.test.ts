import { clientOf, errorOf, hold, startUnderTest } from '../../emulator-under-test';
import type { Control } from '../../emulator-under-test';
import type Stripe from 'stripe';
import type { Emulator } from '../../server';

describe('refunds of payments with shares', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  async function withShares(): Promise<{ readonly stripe: Stripe; readonly control: Control; readonly id: string }> {
    const { stripe, control } = clientOf(emulator);
    await control.post('clock', { freeze: true });
    const { id } = await hold(stripe, {
      application_fee_amount: 460,
      transfer_data: { destination: 'acct_1' },
    });
    return { stripe, control, id };
  }

  it('gives fee and transfer back in proportion to a refund', async () => {
    const { stripe, control, id } = await withShares();
    await stripe.paymentIntents.capture(id);
    await control.advance(2);
    const both = { refund_application_fee: true, reverse_transfer: true };
    const refund = await stripe.refunds.create({ payment_intent: id, amount: 1150, ...both });
    const [transfer] = (await stripe.transfers.list()).data;
    const [fee] = (await stripe.applicationFees.list()).data;
    expect(transfer).toMatchObject({ amount_reversed: 1150, reversed: false });
    expect(transfer?.reversals.data).toMatchObject([
      { id: refund.transfer_reversal, amount: 1150, source_refund: refund.id, transfer: transfer?.id },
    ]);
    expect(fee).toMatchObject({ amount_refunded: 115, refunded: false, refunds: { data: [{ amount: 115 }] } });
    const types = (await stripe.events.list({ limit: 4 })).data.map(({ type }) => type);
    expect(types).toEqual(['application_fee.refunded', 'transfer.reversed', 'charge.refunded', 'refund.created']);
    await stripe.refunds.create({ payment_intent: id, ...both });
    expect((await stripe.transfers.retrieve(transfer?.id ?? '')).reversed).toBe(true);
    expect((await stripe.applicationFees.retrieve(fee?.id ?? '')).refunded).toBe(true);
    expect(await control.violations()).toEqual([]);
  });

  it('refuses partial refunds with shares while captures may follow, and shares that do not exist', async () => {
    const { stripe, control, id } = await withShares();
    await stripe.paymentIntents.capture(id, { amount_to_capture: 2000, final_capture: false });
    await control.advance(2);
    const payment_intent = id;
    for (const share of [{ reverse_transfer: true }, { refund_application_fee: true }]) {
      expect(await errorOf(stripe.refunds.create({ payment_intent, amount: 1, ...share }))).toMatchObject({
        statusCode: 400,
        param: Object.keys(share)[0],
      });
    }
    expect((await stripe.refunds.create({ payment_intent, amount: 1 })).status).toBe('succeeded');
    expect((await stripe.refunds.create({ payment_intent, reverse_transfer: true })).amount).toBe(1999);
    const plain = await hold(stripe);
    await stripe.paymentIntents.capture(plain.id);
    expect(await errorOf(stripe.refunds.create({ payment_intent: plain.id, reverse_transfer: true }))).toMatchObject({
      param: 'reverse_transfer',
    });
    expect(
      await errorOf(stripe.refunds.create({ payment_intent: plain.id, refund_application_fee: true })),
    ).toMatchObject({ param: 'refund_application_fee' });
    expect(await control.violations()).toEqual([]);
  });

  it('take from the shares of every capture', async () => {
    const { stripe, control, id } = await withShares();
    for (const amount_to_capture of [1000, 3600]) {
      await stripe.paymentIntents.capture(id, { amount_to_capture, final_capture: false });
    }
    await control.advance(2);
    const reversed = async (): Promise<number[]> =>
      (await stripe.transfers.list()).data.map(({ amount_reversed }) => amount_reversed).reverse();
    await stripe.refunds.create({ payment_intent: id, amount: 1500, reverse_transfer: true });
    expect(await reversed()).toEqual([1000, 500]);
    await stripe.refunds.create({ payment_intent: id, reverse_transfer: true });
    expect(await reversed()).toEqual([1000, 3600]);
    expect(await control.violations()).toEqual([]);
  });
});
