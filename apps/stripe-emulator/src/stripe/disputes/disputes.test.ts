import type Stripe from 'stripe';
import { clientOf, errorOf, hold, idOf, startUnderTest } from '../../emulator-under-test';
import type { Control } from '../../emulator-under-test';
import type { Emulator } from '../../server';

describe('disputes', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  interface Disputed {
    readonly stripe: Stripe;
    readonly control: Control;
    readonly intent: string;
    readonly dispute: Stripe.Dispute;
  }

  async function disputed(card: string): Promise<Disputed> {
    const { stripe, control } = clientOf(emulator);
    await control.post('clock', { freeze: true });
    const { id } = await hold(stripe, { payment_method: card });
    await stripe.paymentIntents.capture(id);
    const [dispute] = (await stripe.disputes.list({ payment_intent: id })).data;
    if (dispute === undefined) throw new Error('no dispute');
    return { stripe, control, intent: id, dispute };
  }

  const typesOf = async ({ stripe }: { stripe: Stripe }): Promise<string[]> =>
    (await stripe.events.list({ limit: 100 })).data.map(({ type }) => type).reverse();

  it('open at the capture, between the events of the charge and of the PaymentIntent', async () => {
    const { stripe, control } = clientOf(emulator);
    const { id } = await hold(stripe, { payment_method: 'pm_card_createDispute', payment_method_options: {} });
    expect((await stripe.disputes.list()).data).toEqual([]);
    await stripe.paymentIntents.capture(id, { expand: ['latest_charge'] });
    expect((await typesOf({ stripe })).slice(3)).toEqual([
      'charge.captured',
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
      'payment_intent.succeeded',
    ]);
    const automatic = clientOf(emulator).stripe;
    await hold(automatic, { payment_method: 'pm_card_createDispute', capture_method: 'automatic' });
    expect((await typesOf({ stripe: automatic })).slice(1)).toEqual([
      'charge.succeeded',
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
      'payment_intent.succeeded',
    ]);
    expect(await control.violations()).toEqual([]);
  });

  it('take the money and a fee, and say so on the charge', async () => {
    const { stripe, control, intent, dispute } = await disputed('pm_card_createDispute');
    expect(dispute).toMatchObject({
      object: 'dispute',
      amount: 4600,
      currency: 'usd',
      payment_intent: intent,
      reason: 'fraudulent',
      status: 'needs_response',
      is_charge_refundable: false,
      balance_transactions: [
        { amount: -4600, fee: 1500, net: -6100, type: 'adjustment', reporting_category: 'dispute', source: dispute.id },
      ],
      evidence_details: { has_evidence: false, past_due: false, submission_count: 0 },
      payment_method_details: { card: { brand: 'visa', case_type: 'chargeback', network_reason_code: '10.4' } },
    });
    const charge = await stripe.charges.retrieve(idOf(dispute.charge));
    expect(charge).toMatchObject({ disputed: true, refunded: false, amount_refunded: 0 });
    expect(await errorOf(stripe.refunds.create({ charge: charge.id }))).toMatchObject({
      statusCode: 400,
      code: 'charge_disputed',
    });
    expect((await stripe.disputes.list({ charge: charge.id })).data).toHaveLength(1);
    expect((await stripe.disputes.list({ charge: 'ch_x' })).data).toEqual([]);
    expect(await errorOf(stripe.disputes.retrieve('du_x'))).toMatchObject({ code: 'resource_missing' });
    const other = await disputed('pm_card_createDisputeProductNotReceived');
    expect(other.dispute).toMatchObject({ reason: 'product_not_received', status: 'needs_response' });
    expect(await control.violations()).toEqual([]);
  });

  it('open once, at the first of several captures', async () => {
    const { stripe, control } = clientOf(emulator);
    const { id } = await hold(stripe, { payment_method: 'pm_card_createDispute' });
    await stripe.paymentIntents.capture(id, { amount_to_capture: 2300, final_capture: false });
    await stripe.paymentIntents.capture(id, { amount_to_capture: 2300 });
    expect((await stripe.disputes.list()).data).toMatchObject([{ amount: 2300 }]);
    expect(await control.violations()).toEqual([]);
  });

  it('are lost when they are closed, and only once', async () => {
    const { stripe, control, dispute } = await disputed('pm_card_createDispute');
    expect(await stripe.disputes.close(dispute.id)).toMatchObject({ status: 'lost' });
    expect((await typesOf({ stripe })).at(-1)).toBe('charge.dispute.closed');
    expect(await errorOf(stripe.disputes.close(dispute.id))).toMatchObject({ statusCode: 400 });
    expect(await errorOf(stripe.refunds.create({ charge: idOf(dispute.charge) }))).toMatchObject({
      code: 'charge_disputed',
    });
    expect(await control.violations()).toEqual([]);
  });

  it('are won with winning evidence: the money comes back and can be refunded', async () => {
    const { stripe, control, dispute } = await disputed('pm_card_createDispute');
    const staged = await stripe.disputes.update(dispute.id, {
      evidence: { customer_name: 'Ada' },
      metadata: { seen: 'yes' },
      submit: false,
    });
    expect(staged).toMatchObject({
      status: 'needs_response',
      evidence: { customer_name: 'Ada', uncategorized_text: null },
      evidence_details: { has_evidence: true, submission_count: 0, submission_method: 'not_submitted' },
      metadata: { seen: 'yes' },
    });
    const submitted = await stripe.disputes.update(dispute.id, {
      evidence: { uncategorized_text: 'winning_evidence' },
    });
    expect(submitted).toMatchObject({
      status: 'under_review',
      evidence: { customer_name: 'Ada', uncategorized_text: 'winning_evidence' },
      evidence_details: { submission_count: 1, submission_method: 'manual' },
    });
    const [updated] = (await stripe.events.list({ type: 'charge.dispute.updated' })).data;
    expect(updated?.data.previous_attributes).toEqual({
      evidence: { uncategorized_text: null },
      evidence_details: { submission_count: 0, submission_method: 'not_submitted' },
      status: 'needs_response',
    });
    await control.advance(2);
    expect(await stripe.disputes.retrieve(dispute.id)).toMatchObject({
      status: 'won',
      balance_transactions: [{ amount: -4600 }, { amount: 4600, fee: 0, reporting_category: 'dispute_reversal' }],
    });
    expect((await typesOf({ stripe })).slice(-3)).toEqual([
      'charge.updated',
      'charge.dispute.closed',
      'charge.dispute.funds_reinstated',
    ]);
    expect((await stripe.refunds.create({ charge: idOf(dispute.charge) })).amount).toBe(4600);
    expect(await control.violations()).toEqual([]);
  });

  it('are lost with losing evidence, and wait with any other', async () => {
    const { stripe, control, dispute } = await disputed('pm_card_createDispute');
    await stripe.disputes.update(dispute.id, { evidence: { uncategorized_text: 'losing_evidence' } });
    await control.advance(2);
    expect((await stripe.disputes.retrieve(dispute.id)).status).toBe('lost');
    const other = await disputed('pm_card_createDispute');
    await other.stripe.disputes.update(other.dispute.id, { evidence: { product_description: 'A' } });
    await other.control.advance(30 * 24 * 60 * 60);
    const waiting = await other.stripe.disputes.retrieve(other.dispute.id);
    expect(waiting).toMatchObject({ status: 'under_review', evidence_details: { past_due: false } });
    expect(
      await errorOf(other.stripe.disputes.update(waiting.id, { evidence: { product_description: 'B' } })),
    ).toMatchObject({ statusCode: 400 });
    expect((await other.stripe.disputes.update(waiting.id, { metadata: { a: '1' } })).metadata).toEqual({ a: '1' });
    expect(await control.violations()).toEqual([]);
  });

  it('are lost when nobody answers in time', async () => {
    const { stripe, control, dispute } = await disputed('pm_card_createDispute');
    await control.advance(11 * 24 * 60 * 60);
    expect(await stripe.disputes.retrieve(dispute.id)).toMatchObject({
      status: 'lost',
      evidence_details: { past_due: true },
    });
    expect(await control.violations()).toEqual([]);
  });

  it('of an inquiry leave the money, end with a full refund, or become a chargeback', async () => {
    const first = await disputed('pm_card_createDisputeInquiry');
    expect(first.dispute).toMatchObject({
      status: 'warning_needs_response',
      balance_transactions: [],
      is_charge_refundable: true,
      payment_method_details: { card: { case_type: 'inquiry' } },
    });
    await first.stripe.refunds.create({ charge: idOf(first.dispute.charge), amount: 600 });
    expect((await first.stripe.disputes.retrieve(first.dispute.id)).status).toBe('warning_needs_response');
    await first.stripe.refunds.create({ charge: idOf(first.dispute.charge) });
    expect((await first.stripe.disputes.retrieve(first.dispute.id)).status).toBe('warning_closed');
    expect(await first.control.violations()).toEqual([]);

    const second = await disputed('pm_card_createDisputeInquiry');
    const { id } = second.dispute;
    const answered = await second.stripe.disputes.update(id, {
      evidence: { uncategorized_text: 'escalate_inquiry_evidence' },
    });
    expect(answered.status).toBe('warning_under_review');
    await second.control.advance(2);
    expect(await second.stripe.disputes.retrieve(id)).toMatchObject({
      status: 'needs_response',
      balance_transactions: [{ amount: -4600 }],
    });
    expect(await second.control.violations()).toEqual([]);

    const third = await disputed('pm_card_createDisputeInquiry');
    expect((await third.stripe.disputes.close(third.dispute.id)).status).toBe('warning_closed');
    expect(await third.control.violations()).toEqual([]);
  });

  it('take texts as evidence, within limits, and no files', async () => {
    const { stripe, dispute } = await disputed('pm_card_createDispute');
    const update = (evidence: Stripe.DisputeUpdateParams.Evidence): Promise<Stripe.errors.StripeError> =>
      errorOf(stripe.disputes.update(dispute.id, { evidence }));
    expect(await update({ receipt: 'file_x' })).toMatchObject({ param: 'evidence[receipt]', code: 'resource_missing' });
    const long = 'x'.repeat(20_001);
    expect(await update({ uncategorized_text: long })).toMatchObject({ param: 'evidence[uncategorized_text]' });
    expect(await update({ enhanced_evidence: { visa_compliance: { fee_acknowledged: true } } })).toMatchObject({
      param: 'evidence[enhanced_evidence]',
    });
    expect(await errorOf(stripe.disputes.update(dispute.id, { submit: true }))).toMatchObject({ param: 'evidence' });
    expect((await stripe.disputes.retrieve(dispute.id)).status).toBe('needs_response');
  });
});
