import type Stripe from 'stripe';
import { clientOf, errorOf, hold, idOf, startUnderTest } from '../../emulator-under-test';
import type { Control } from '../../emulator-under-test';
import type { Emulator } from '../../server';

describe('refunds', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  interface Captured {
    readonly stripe: Stripe;
    readonly control: Control;
    readonly intent: string;
    readonly charge: string;
  }

  async function captured(
    amount: number,
    final: boolean,
    more: Partial<Stripe.PaymentIntentCreateParams> = {},
  ): Promise<Captured> {
    const { stripe, control } = clientOf(emulator);
    await control.post('clock', { freeze: true });
    const { id } = await hold(stripe, more);
    const { latest_charge } = await stripe.paymentIntents.capture(id, {
      amount_to_capture: amount,
      final_capture: final,
    });
    return { stripe, control, intent: id, charge: idOf(latest_charge) };
  }

  const typesSince = async ({ stripe }: Captured, from: number): Promise<string[]> =>
    (await stripe.events.list({ limit: 100 })).data
      .map(({ type }) => type)
      .reverse()
      .slice(from);

  it('succeed at once, take the money from the balance and keep the fee', async () => {
    const paid = await captured(4600, true);
    const { stripe, control, intent, charge } = paid;
    const before = (await stripe.events.list({ limit: 100 })).data.length;
    const refund = await stripe.refunds.create({
      payment_intent: intent,
      amount: 1000,
      reason: 'requested_by_customer',
      metadata: { line: '7' },
      expand: ['balance_transaction'],
    });
    expect(refund).toMatchObject({
      object: 'refund',
      amount: 1000,
      charge,
      currency: 'usd',
      payment_intent: intent,
      reason: 'requested_by_customer',
      metadata: { line: '7' },
      status: 'succeeded',
      balance_transaction: { amount: -1000, fee: 0, net: -1000, source: refund.id, type: 'refund' },
    });
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 1000, refunded: false });
    expect(await typesSince(paid, before)).toEqual(['refund.created', 'charge.refunded']);
    const [told] = (await stripe.events.list({ type: 'charge.refunded' })).data;
    expect(told?.data.previous_attributes).toEqual({ amount_refunded: 0 });

    await stripe.refunds.create({ charge });
    expect(await stripe.charges.retrieve(charge, { expand: ['refunds'] })).toMatchObject({
      amount_refunded: 4600,
      refunded: true,
      refunds: { data: [{ amount: 3600 }, { amount: 1000 }], has_more: false },
    });
    const [again] = (await stripe.events.list({ type: 'charge.refunded' })).data;
    expect(again?.data.previous_attributes).toEqual({ amount_refunded: 1000, refunded: false });
    expect((await stripe.refunds.list({ payment_intent: intent })).data.map(({ amount }) => amount)).toEqual([
      3600, 1000,
    ]);
    expect((await stripe.refunds.list({ charge, limit: 1 })).has_more).toBe(true);
    expect((await stripe.refunds.list({ charge: 'ch_x' })).data).toEqual([]);
    expect(await control.violations()).toEqual([]);
  });

  it('come back with the network’s reference later', async () => {
    const { stripe, control, intent } = await captured(4600, true);
    const { id } = await stripe.refunds.create({ payment_intent: intent });
    await control.advance(2);
    expect((await stripe.refunds.retrieve(id)).destination_details?.card?.reference_status).toBe('available');
    const [updated] = (await stripe.events.list({ type: 'refund.updated' })).data;
    expect(updated).toMatchObject({
      request: { id: null },
      data: {
        previous_attributes: { destination_details: { card: { reference: null, reference_status: 'pending' } } },
      },
    });
    expect(await control.violations()).toEqual([]);
  });

  it('go up to what was received, not to what is authorized, while captures may follow', async () => {
    const { stripe, control, intent, charge } = await captured(2300, false);
    expect(await errorOf(stripe.refunds.create({ payment_intent: intent, amount: 2301 }))).toMatchObject({
      statusCode: 400,
      param: 'amount',
      code: undefined,
      message: 'Refund amount ($23.01) is greater than charge amount ($23.00)',
    });
    await stripe.refunds.create({ payment_intent: intent, amount: 300 });
    expect(await errorOf(stripe.refunds.create({ payment_intent: intent, amount: 2300 }))).toMatchObject({
      param: 'amount',
      message: 'Refund amount ($23.00) is greater than unrefunded amount on charge ($20.00)',
    });
    await stripe.refunds.create({ payment_intent: intent });
    expect(await stripe.charges.retrieve(charge)).toMatchObject({
      amount_captured: 2300,
      amount_refunded: 2300,
      captured: false,
      refunded: false,
    });
    expect(await stripe.paymentIntents.retrieve(intent)).toMatchObject({
      status: 'requires_capture',
      amount_capturable: 2300,
      amount_received: 2300,
    });
    await stripe.paymentIntents.capture(intent, { amount_to_capture: 0, final_capture: true });
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ captured: true, refunded: true });
    const [closed] = (await stripe.events.list({ type: 'charge.captured' })).data;
    expect(closed?.data.previous_attributes).toEqual({ captured: false, refunded: false });
    expect(await control.violations()).toEqual([]);
  });

  it('can follow each capture, and the last one reopens what is left to refund', async () => {
    const { stripe, control, intent, charge } = await captured(2300, false);
    await stripe.refunds.create({ charge });
    await stripe.paymentIntents.capture(intent, { amount_to_capture: 2300, final_capture: true });
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 2300, refunded: false });
    expect((await stripe.refunds.create({ charge })).amount).toBe(2300);
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 4600, refunded: true });
    expect(await control.violations()).toEqual([]);
  });

  it('are refused in the recorded words', async () => {
    const { stripe, intent, charge } = await captured(4600, true);
    await stripe.refunds.create({ charge });
    expect(await errorOf(stripe.refunds.create({ charge }))).toMatchObject({
      statusCode: 400,
      code: 'charge_already_refunded',
      message: `Charge ${charge} has already been refunded.`,
    });
    expect(await errorOf(stripe.refunds.create({ payment_intent: intent, amount: 1 }))).toMatchObject({
      code: 'charge_already_refunded',
    });
    const held = await hold(stripe);
    const uncaptured = await errorOf(stripe.refunds.create({ payment_intent: held.id }));
    expect(uncaptured).toMatchObject({ statusCode: 400, code: undefined, param: undefined });
    expect(uncaptured.message).toContain('cancel');
    const open = await stripe.paymentIntents.create({ amount: 100, currency: 'usd' });
    expect(await errorOf(stripe.refunds.create({ payment_intent: open.id }))).toMatchObject({
      message: `This PaymentIntent (${open.id}) does not have a successful charge to refund.`,
    });
    const declined = await errorOf(hold(stripe, { payment_method: 'pm_card_chargeDeclined' }));
    expect(await errorOf(stripe.refunds.create({ charge: declined.charge ?? '' }))).toMatchObject({ statusCode: 400 });
    expect(await errorOf(stripe.refunds.create({ charge: 'ch_x' }))).toMatchObject({
      statusCode: 400,
      code: 'resource_missing',
      param: 'charge',
      message: "No such charge: 'ch_x'",
    });
    expect(await errorOf(stripe.refunds.create({ payment_intent: 'pi_x' }))).toMatchObject({ param: 'payment_intent' });
    expect(await errorOf(stripe.refunds.create({}))).toMatchObject({
      statusCode: 400,
      message: 'One of the following params should be provided for this request: payment_intent or charge.',
    });
    expect(await errorOf(stripe.refunds.create({ charge, payment_intent: intent }))).toMatchObject({ statusCode: 400 });
    expect(await errorOf(stripe.refunds.create({ charge, reason: 'other' }))).toMatchObject({ param: 'reason' });
    expect(await errorOf(stripe.refunds.create({ charge, currency: 'usd' }))).toMatchObject({ param: 'currency' });
    const other = await captured(4600, true);
    expect(await errorOf(other.stripe.refunds.create({ charge: other.charge, amount: 0 }))).toMatchObject({
      code: 'parameter_invalid_integer',
      param: 'amount',
    });
    expect(await errorOf(stripe.refunds.retrieve('re_x'))).toMatchObject({ code: 'resource_missing' });
  });

  it('are listed in the charge up to ten, the rest at their own address', async () => {
    const { stripe, control, charge } = await captured(4600, true);
    for (let amount = 1; amount <= 11; amount += 1) await stripe.refunds.create({ charge, amount });
    const { refunds } = await stripe.charges.retrieve(charge, { expand: ['refunds'] });
    expect(refunds).toMatchObject({ has_more: true, url: `/v1/charges/${charge}/refunds` });
    expect(refunds?.data.map(({ amount }) => amount)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
    const rest: unknown = await stripe.rawRequest(
      'GET',
      `/v1/charges/${charge}/refunds?starting_after=${refunds?.data[9]?.id ?? ''}`,
    );
    expect(rest).toMatchObject({ object: 'list', data: [{ amount: 1 }], has_more: false });
    expect(await control.violations()).toEqual([]);
  });

  it('that pend succeed later', async () => {
    const paid = await captured(4600, true, { payment_method: 'pm_card_pendingRefund' });
    const { stripe, control, charge } = paid;
    const refund = await stripe.refunds.create({ charge, amount: 600 });
    expect(refund).toMatchObject({ status: 'pending', pending_reason: 'processing' });
    expect((await stripe.charges.retrieve(charge)).amount_refunded).toBe(600);
    await control.advance(2);
    const later = await stripe.refunds.retrieve(refund.id);
    expect(later.status).toBe('succeeded');
    expect(later.pending_reason).toBeUndefined();
    const [updated] = (await stripe.events.list({ type: 'refund.updated' })).data;
    expect(updated?.data).toMatchObject({
      object: { status: 'succeeded' },
      previous_attributes: { status: 'pending', pending_reason: 'processing' },
    });
    expect(await control.violations()).toEqual([]);
  });

  it('that fail bring the money back, and can be made again', async () => {
    const paid = await captured(4600, true, { payment_method: 'pm_card_refundFail' });
    const { stripe, control, charge } = paid;
    await control.advance(2);
    const { id, status } = await stripe.refunds.create({ charge });
    expect(status).toBe('succeeded');
    expect((await stripe.charges.retrieve(charge)).refunded).toBe(true);
    const before = (await stripe.events.list({ limit: 100 })).data.length;
    await control.advance(2);
    const failed = await stripe.refunds.retrieve(id, { expand: ['failure_balance_transaction'] });
    expect(failed).toMatchObject({
      status: 'failed',
      failure_reason: 'unknown',
      failure_balance_transaction: { amount: 4600, type: 'refund_failure', source: id },
    });
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 0, refunded: false });
    expect(await typesSince(paid, before)).toEqual(['refund.updated', 'charge.refund.updated', 'refund.failed']);
    const { data } = await stripe.balanceTransactions.list({ source: id });
    expect(data.map(({ amount }) => amount)).toEqual([4600, -4600]);
    expect((await stripe.refunds.create({ charge })).amount).toBe(4600);
    expect(await control.violations()).toEqual([]);
  });

  it('that fail in the moment the capture settles, or at once, break no law', async () => {
    for (const settlement_delay_seconds of [2, 0]) {
      const { stripe, control } = clientOf(emulator);
      await control.post('clock', { freeze: true });
      await control.post('account', { settlement_delay_seconds });
      const { id } = await hold(stripe, { payment_method: 'pm_card_refundFail' });
      await stripe.paymentIntents.capture(id);
      const refund = await stripe.refunds.create({ payment_intent: id });
      await control.advance(2);
      expect((await stripe.refunds.retrieve(refund.id)).status).toBe('failed');
      expect(await control.violations()).toEqual([]);
    }
  });

  it('never change when nothing ever settles', async () => {
    const { stripe, control } = clientOf(emulator);
    await control.post('account', { settlement_delay_seconds: null });
    const { id } = await hold(stripe, { payment_method: 'pm_card_pendingRefund' });
    await stripe.paymentIntents.capture(id);
    const refund = await stripe.refunds.create({ payment_intent: id });
    await control.advance(24 * 60 * 60);
    expect((await stripe.refunds.retrieve(refund.id)).status).toBe('pending');
  });

  it('take new metadata, and nothing else; a card’s cannot be canceled', async () => {
    const { stripe, control, charge } = await captured(4600, true);
    const { id } = await stripe.refunds.create({ charge, metadata: { a: '1' } });
    expect((await stripe.refunds.update(id, { metadata: { a: '', b: '2' } })).metadata).toEqual({ b: '2' });
    const [updated] = (await stripe.events.list({ type: 'refund.updated' })).data;
    expect(updated?.data.previous_attributes).toEqual({ metadata: { a: '1', b: null } });
    const refused = await errorOf(stripe.refunds.cancel(id));
    expect(refused).toMatchObject({ statusCode: 400, code: undefined });
    expect(refused.message).toContain('requires_action');
    expect(await control.violations()).toEqual([]);
  });
});
