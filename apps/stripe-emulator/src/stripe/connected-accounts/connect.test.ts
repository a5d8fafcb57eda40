import type Stripe from 'stripe';
import { errorOf, hold, idOf, startUnderTest } from '../../emulator-under-test';
import type { Control } from '../../emulator-under-test';
import type { Emulator } from '../../server';
import { undescribed } from '../../wire/described-fields';
import { isJsonObject } from '../../../../../libs/emulation/objects/json';
import { captureSome, frozen, SELLER, toSeller } from './seller-under-test';

describe('Connect', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  const ownAccount = async (control: Control): Promise<string> => {
    const { id } = await control.get('account');
    return typeof id === 'string' ? id : '';
  };

  it('shows its terms on the PaymentIntent and on the charge', async () => {
    const { stripe } = await frozen(emulator);
    const intent = await hold(stripe, toSeller({ application_fee_amount: 460, on_behalf_of: SELLER }));
    expect(intent).toMatchObject({
      application_fee_amount: 460,
      on_behalf_of: SELLER,
      transfer_data: { destination: SELLER },
    });
    expect(await stripe.charges.retrieve(idOf(intent.latest_charge))).toMatchObject({
      application_fee: null,
      application_fee_amount: 460,
      on_behalf_of: SELLER,
      transfer: null,
      transfer_data: { amount: null, destination: SELLER },
    });
    const plain = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd', ...toSeller() });
    expect((await stripe.paymentIntents.update(plain.id, { application_fee_amount: 7 })).application_fee_amount).toBe(
      7,
    );
    expect((await stripe.paymentIntents.update(plain.id, { application_fee_amount: '' })).application_fee_amount).toBe(
      null,
    );
    const partly = await stripe.paymentIntents.update(plain.id, { transfer_data: { amount: 900 } });
    expect(partly.transfer_data).toMatchObject({ amount: 900, destination: SELLER });
  });

  it('refuses what does not fit together', async () => {
    const { stripe, control } = await frozen(emulator);
    const own = await ownAccount(control);
    const refused = (more: Partial<Stripe.PaymentIntentCreateParams>): Promise<Stripe.errors.StripeError> =>
      errorOf(hold(stripe, more));
    expect(await refused({ application_fee_amount: 1 })).toMatchObject({ param: 'application_fee_amount' });
    expect(await refused(toSeller({ application_fee_amount: -1 }))).toMatchObject({
      message: 'Invalid non-negative integer',
      param: 'application_fee_amount',
    });
    expect(
      await refused({ application_fee_amount: 1, transfer_data: { destination: SELLER, amount: 1 } }),
    ).toMatchObject({ param: 'application_fee_amount' });
    expect(await refused({ transfer_data: { destination: SELLER, amount: 4601 } })).toMatchObject({
      param: 'transfer_data[amount]',
    });
    expect(await refused({ transfer_data: { destination: 'seller' } })).toMatchObject({
      code: 'resource_missing',
      message: "No such destination: 'seller'",
      param: 'transfer_data[destination]',
    });
    expect(await refused({ transfer_data: { destination: own } })).toMatchObject({
      param: 'transfer_data[destination]',
    });
    expect(await refused({ on_behalf_of: 'seller' })).toMatchObject({ param: 'on_behalf_of' });
    expect(await refused(toSeller({ transfer_data: { destination: SELLER, description: 'A' } }))).toMatchObject({
      param: 'transfer_data[description]',
    });
    const plain = await hold(stripe);
    expect(await errorOf(captureSome(stripe, plain.id, { application_fee_amount: 1 }))).toMatchObject({
      param: 'application_fee_amount',
    });
    expect(await errorOf(captureSome(stripe, plain.id, { transfer_data: { amount: 1 } }))).toMatchObject({
      param: 'transfer_data[destination]',
    });
    expect(await errorOf(stripe.paymentIntents.update(plain.id, { application_fee_amount: 1 }))).toMatchObject({
      code: 'payment_intent_unexpected_state',
      param: 'application_fee_amount',
    });
    expect((await stripe.paymentIntents.retrieve(plain.id)).amount_received).toBe(0);
    expect((await stripe.charges.list({ payment_intent: plain.id })).data).toHaveLength(1);
  });

  it('answers for the platform’s own account alone', async () => {
    const { stripe, control } = await frozen(emulator);
    const { id } = await hold(stripe);
    expect(await errorOf(stripe.paymentIntents.retrieve(id, {}, { stripeAccount: SELLER }))).toMatchObject({
      statusCode: 403,
      code: 'account_invalid',
    });
    const own = await ownAccount(control);
    expect((await stripe.paymentIntents.retrieve(id, {}, { stripeAccount: own })).id).toBe(id);
  });

  it('shows the fields of the description', async () => {
    const { stripe, control } = await frozen(emulator);
    const intent = await hold(
      stripe,
      toSeller({ application_fee_amount: 460, payment_method: 'pm_card_createDisputeInquiry' }),
    );
    await stripe.paymentIntents.capture(intent.id);
    await control.advance(2);
    const expand = ['charge.transfer', 'payment_intent', 'transfer_reversal.transfer'];
    const both = { refund_application_fee: true, reverse_transfer: true };
    await stripe.refunds.create({ payment_intent: intent.id, amount: 100, ...both, expand });
    await stripe.disputes.list({ expand: ['data.charge.refunds', 'data.payment_intent'] });
    await stripe.applicationFees.list({ expand: ['data.originating_transaction', 'data.refunds.data.fee'] });
    await stripe.transfers.list({ expand: ['data.balance_transaction', 'data.reversals.data.source_refund'] });
    await stripe.balanceTransactions.list({ expand: ['data.source'] });
    await stripe.events.list({ limit: 100 });
    const { requests } = await control.get('requests');
    if (!Array.isArray(requests)) throw new Error('no requests');
    const found = requests
      .filter(isJsonObject)
      .flatMap(({ response }) => (isJsonObject(response) ? undescribed(response) : ['no object']));
    expect([...new Set(found)]).toEqual([]);
  });
});
