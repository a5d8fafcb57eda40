import { errorOf, hold, idOf, startUnderTest } from '../../emulator-under-test';
import type { Emulator } from '../../server';
import { isJsonObject } from '../../../../../libs/emulation/objects/json';
import { captureSome, frozen, SELLER, toSeller } from './seller-under-test';

describe('transfers and application fees of captures', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  it('sends each capture on and takes the fee when the capture settles', async () => {
    const { stripe, control } = await frozen(emulator);
    const intent = await hold(stripe, toSeller({ application_fee_amount: 460, transfer_group: 'order_7' }));
    const charge = idOf(intent.latest_charge);
    await stripe.paymentIntents.capture(intent.id);
    expect((await stripe.transfers.list()).data).toEqual([]);
    await control.advance(2);
    const settled = await stripe.charges.retrieve(charge, { expand: ['application_fee', 'transfer'] });
    const [transfer] = (await stripe.transfers.list({ destination: SELLER, transfer_group: 'order_7' })).data;
    const [fee] = (await stripe.applicationFees.list({ charge })).data;
    expect(settled.transfer).toMatchObject({
      id: transfer?.id,
      amount: 4600,
      destination: SELLER,
      source_transaction: charge,
      transfer_group: 'order_7',
      reversed: false,
    });
    expect(settled.application_fee).toMatchObject({
      id: fee?.id,
      account: SELLER,
      amount: 460,
      originating_transaction: charge,
      charge: transfer?.destination_payment,
      refunded: false,
    });
    const { data } = await stripe.events.list({ limit: 3 });
    expect(data.map(({ type }) => type)).toEqual(['transfer.created', 'application_fee.created', 'charge.updated']);
    expect(data[2]?.data.previous_attributes).toEqual({
      amount_captured: 0,
      application_fee: null,
      balance_transaction: null,
      transfer: null,
    });
    const types = (await stripe.balanceTransactions.list()).data.map(({ type, net }) => [type, net]);
    expect(types).toEqual([
      ['application_fee', 460],
      ['transfer', -4600],
      ['charge', 4437],
    ]);
    expect(await control.violations()).toEqual([]);
  });

  it('has a transfer for each capture; creation’s fee is used up capture by capture', async () => {
    const { stripe, control } = await frozen(emulator);
    const intent = await hold(stripe, toSeller({ application_fee_amount: 2300 }));
    await captureSome(stripe, intent.id);
    await stripe.paymentIntents.capture(intent.id);
    await control.advance(2);
    expect((await stripe.transfers.list()).data.map(({ amount }) => amount)).toEqual([2600, 2000]);
    expect((await stripe.applicationFees.list()).data.map(({ amount }) => amount)).toEqual([300, 2000]);
    const [newest, first] = (await stripe.events.list({ type: 'charge.updated' })).data;
    expect(newest?.data.previous_attributes).toMatchObject({
      transfer: isJsonObject(first?.data.object) ? first.data.object.transfer : '',
    });
    expect(await control.violations()).toEqual([]);
  });

  it('lets each capture name its shares, and then every later one must', async () => {
    const { stripe, control } = await frozen(emulator);
    const intent = await hold(stripe, toSeller({ application_fee_amount: 460 }));
    const captured = await captureSome(stripe, intent.id, { application_fee_amount: 100 });
    expect(captured.application_fee_amount).toBe(100);
    expect(await errorOf(captureSome(stripe, intent.id))).toMatchObject({
      statusCode: 400,
      code: 'payment_intent_invalid_parameter',
      param: 'application_fee_amount',
    });
    expect((await captureSome(stripe, intent.id, { application_fee_amount: 50 })).application_fee_amount).toBe(150);
    await stripe.paymentIntents.capture(intent.id, { amount_to_capture: 0, final_capture: true });
    await control.advance(2);
    expect((await stripe.applicationFees.list()).data.map(({ amount }) => amount)).toEqual([50, 100]);
    expect(await control.violations()).toEqual([]);

    const other = await hold(stripe, toSeller({ transfer_data: { destination: SELLER, amount: 4000 } }));
    await captureSome(stripe, other.id, { transfer_data: { amount: 1500 } });
    expect(await errorOf(captureSome(stripe, other.id))).toMatchObject({ param: 'transfer_data[amount]' });
    await captureSome(stripe, other.id, { transfer_data: { amount: 0 } });
    await control.advance(2);
    expect((await stripe.transfers.list({ limit: 1 })).data).toMatchObject([{ amount: 1500 }]);
  });

  it('takes new terms with an increment', async () => {
    const { stripe, control } = await frozen(emulator);
    const intent = await hold(
      stripe,
      toSeller({ payment_method_options: { card: { request_incremental_authorization: 'if_available' } } }),
    );
    const grown = await stripe.paymentIntents.incrementAuthorization(intent.id, {
      amount: 5000,
      transfer_data: { amount: 5000 },
    });
    expect(grown.transfer_data).toEqual({ amount: 5000, destination: SELLER });
    await stripe.paymentIntents.capture(intent.id);
    await control.advance(2);
    expect((await stripe.transfers.list()).data).toMatchObject([{ amount: 5000 }]);
    expect(await control.violations()).toEqual([]);
  });

  it('caps the fee at what was captured in all', async () => {
    const { stripe, control } = await frozen(emulator);
    const intent = await hold(stripe, toSeller());
    await captureSome(stripe, intent.id, { application_fee_amount: 9000 });
    await control.advance(2);
    expect((await stripe.applicationFees.list()).data).toMatchObject([{ amount: 2000 }]);
    expect(await control.violations()).toEqual([]);
  });

  it('gives fees and transfers back by themselves', async () => {
    const { stripe, control } = await frozen(emulator);
    const intent = await hold(stripe, toSeller({ application_fee_amount: 460 }));
    await stripe.paymentIntents.capture(intent.id);
    await control.advance(2);
    const [transfer] = (await stripe.transfers.list()).data;
    const [fee] = (await stripe.applicationFees.list()).data;
    const [tr, fr] = [transfer?.id ?? '', fee?.id ?? ''];
    const reversal = await stripe.transfers.createReversal(tr, { amount: 600, metadata: { a: '1' } });
    expect(await stripe.transfers.retrieveReversal(tr, reversal.id)).toEqual(expect.objectContaining({ amount: 600 }));
    expect(await errorOf(stripe.transfers.createReversal(tr, { amount: 4001 }))).toMatchObject({ param: 'amount' });
    await stripe.transfers.createReversal(tr);
    expect((await stripe.transfers.listReversals(tr)).data.map(({ amount }) => amount)).toEqual([4000, 600]);
    expect(await errorOf(stripe.transfers.createReversal(tr))).toMatchObject({ statusCode: 400 });
    const given = await stripe.applicationFees.createRefund(fr, { amount: 60 });
    expect(await stripe.applicationFees.retrieveRefund(fr, given.id)).toMatchObject({ amount: 60, fee: fr });
    expect(await errorOf(stripe.applicationFees.createRefund(fr, { amount: 401 }))).toMatchObject({ param: 'amount' });
    await stripe.applicationFees.createRefund(fr);
    expect((await stripe.applicationFees.listRefunds(fr)).data.map(({ amount }) => amount)).toEqual([400, 60]);
    expect(await errorOf(stripe.applicationFees.createRefund(fr))).toMatchObject({ statusCode: 400 });
    const named = await stripe.transfers.update(tr, { description: 'for order 7', metadata: { order: '7' } });
    expect(named).toMatchObject({ description: 'for order 7', metadata: { order: '7' } });
    const [told] = (await stripe.events.list({ type: 'transfer.updated' })).data;
    expect(told?.data.previous_attributes).toEqual({ description: null, metadata: { order: null } });
    for (const call of [
      stripe.transfers.retrieve('tr_x'),
      stripe.transfers.retrieveReversal(tr, 'trr_x'),
      stripe.applicationFees.retrieve('fee_x'),
      stripe.applicationFees.retrieveRefund(fr, 'fr_x'),
    ]) {
      expect(await errorOf(call)).toMatchObject({ statusCode: 404, code: 'resource_missing' });
    }
    expect(await control.violations()).toEqual([]);
  });

  it('takes no transfer back from an account that has spent it', async () => {
    const { stripe, control } = await frozen(emulator);
    const intent = await hold(stripe, toSeller());
    await stripe.paymentIntents.capture(intent.id);
    await control.advance(2);
    await control.post('account', { connected_balance: 'short' });
    const [transfer] = (await stripe.transfers.list()).data;
    const id = transfer?.id ?? '';
    expect(await errorOf(stripe.transfers.createReversal(id, { amount: 100 }))).toMatchObject({
      statusCode: 400,
      code: 'balance_insufficient',
    });
    const both = { payment_intent: intent.id, reverse_transfer: true };
    expect(await errorOf(stripe.refunds.create(both))).toMatchObject({ code: 'balance_insufficient' });
    expect((await stripe.transfers.retrieve(id)).amount_reversed).toBe(0);
    expect((await stripe.charges.retrieve(idOf(intent.latest_charge))).amount_refunded).toBe(0);
    await control.post('account', { connected_balance: 'covers' });
    expect(await stripe.transfers.createReversal(id, { amount: 100 })).toMatchObject({ amount: 100 });
    expect(await control.violations()).toEqual([]);
  });
});
