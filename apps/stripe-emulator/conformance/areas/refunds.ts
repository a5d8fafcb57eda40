import { AAT, area, behaviour, docs, SDK } from '../behaviour';
import type { Basis, World } from '../behaviour';
import { equal, eventually, expanded, idOf, refused, shows } from '../expectations';
import { chargeOf, paid, part, partHold, plainHold } from '../holds';
import type Stripe from 'stripe';

const PAGE = docs('refunds');
const OBJECT = docs('api/refunds/object');
const CREATE = docs('api/refunds/create');
const DOCUMENTED: Basis = { evidence: 'documented', source: CREATE };
/** The refund once it is what a test card makes of it. */
async function became(stripe: Stripe, { wait }: World, id: string, status: string): Promise<Stripe.Refund> {
  return eventually(
    `a refund that is ${status}`,
    async () => {
      const refund = await stripe.refunds.retrieve(id);
      return refund.status === status ? refund : undefined;
    },
    wait,
  );
}

const reasons = (['duplicate', 'fraudulent', 'requested_by_customer'] as const).map((reason) =>
  behaviour(`keep the reason ${reason}`, DOCUMENTED, async (stripe) => {
    const { id } = await paid(stripe);
    shows(await stripe.refunds.create({ payment_intent: id, reason }), { reason });
  }),
);

const whole = [
  behaviour('give everything back', DOCUMENTED, async (stripe) => {
    const { id } = await paid(stripe);
    shows(await stripe.refunds.create({ payment_intent: id }), {
      object: 'refund',
      id: /^re_/,
      amount: 4600,
      currency: 'usd',
      payment_intent: id,
    });
  }),
  behaviour('succeed at once on cards', { evidence: 'recorded', source: AAT }, async (stripe) => {
    const { id } = await paid(stripe);
    shows(await stripe.refunds.create({ payment_intent: id }), { status: 'succeeded' });
  }),
  behaviour('can name the charge', DOCUMENTED, async (stripe) => {
    const charge = idOf((await paid(stripe)).latest_charge);
    shows(await stripe.refunds.create({ charge }), { charge, amount: 4600 });
  }),
  behaviour('can be a part', DOCUMENTED, async (stripe) => {
    const { id } = await paid(stripe);
    shows(await stripe.refunds.create({ payment_intent: id, amount: 600 }), { amount: 600 });
  }),
  behaviour(
    'mark the charge as refunded',
    { evidence: 'documented', source: docs('api/charges/object') },
    async (stripe) => {
      const intent = await paid(stripe);
      await stripe.refunds.create({ payment_intent: intent.id });
      shows(await chargeOf(stripe, intent), { refunded: true, amount_refunded: 4600, amount_captured: 4600 });
    },
  ),
  behaviour(
    'that are a part leave the charge unrefunded',
    { evidence: 'documented', source: docs('api/charges/object') },
    async (stripe) => {
      const intent = await paid(stripe);
      await stripe.refunds.create({ payment_intent: intent.id, amount: 600 });
      shows(await chargeOf(stripe, intent), { refunded: false, amount_refunded: 600 });
    },
  ),
  behaviour('leave the PaymentIntent as it was', { evidence: 'documented', source: PAGE }, async (stripe) => {
    const { id } = await paid(stripe);
    await stripe.refunds.create({ payment_intent: id });
    shows(await stripe.paymentIntents.retrieve(id), { status: 'succeeded', amount_received: 4600 });
  }),
  behaviour('add up', { evidence: 'documented', source: PAGE }, async (stripe) => {
    const intent = await paid(stripe);
    for (const amount of [600, 1000, 3000]) await stripe.refunds.create({ payment_intent: intent.id, amount });
    shows(await chargeOf(stripe, intent), { refunded: true, amount_refunded: 4600 });
  }),
  behaviour('take the rest when no amount is given', DOCUMENTED, async (stripe) => {
    const { id } = await paid(stripe);
    await stripe.refunds.create({ payment_intent: id, amount: 600 });
    shows(await stripe.refunds.create({ payment_intent: id }), { amount: 4000 });
  }),
  behaviour(
    'have a balance transaction that takes the money',
    { evidence: 'documented', source: OBJECT },
    async (stripe) => {
      const { id } = await paid(stripe);
      const { balance_transaction } = await stripe.refunds.create({
        payment_intent: id,
        amount: 600,
        expand: ['balance_transaction'],
      });
      shows(expanded(balance_transaction), { amount: -600, type: 'refund', fee: 0, net: -600 });
    },
  ),
  behaviour('can be read', DOCUMENTED, async (stripe) => {
    const { id } = await paid(stripe);
    const made = await stripe.refunds.create({ payment_intent: id });
    shows(await stripe.refunds.retrieve(made.id), { id: made.id, amount: 4600 });
  }),
  behaviour(
    'can be listed by PaymentIntent',
    { evidence: 'documented', source: docs('api/refunds/list') },
    async (stripe) => {
      const { id } = await paid(stripe);
      const made = [];
      for (const amount of [100, 200]) made.unshift((await stripe.refunds.create({ payment_intent: id, amount })).id);
      equal(
        (await stripe.refunds.list({ payment_intent: id })).data.map((refund) => refund.id),
        made,
      );
    },
  ),
  behaviour('can be listed by charge', { evidence: 'documented', source: docs('api/refunds/list') }, async (stripe) => {
    const intent = await paid(stripe);
    const { id } = await stripe.refunds.create({ payment_intent: intent.id });
    equal(
      (await stripe.refunds.list({ charge: idOf(intent.latest_charge) })).data.map((refund) => refund.id),
      [id],
    );
  }),
  behaviour(
    'show in the charge when expanded',
    { evidence: 'documented', source: docs('api/charges/object') },
    async (stripe) => {
      const intent = await paid(stripe);
      const { id } = await stripe.refunds.create({ payment_intent: intent.id });
      const charge = await stripe.charges.retrieve(idOf(intent.latest_charge), { expand: ['refunds'] });
      shows(charge.refunds, { object: 'list', data: [{ id }], has_more: false });
    },
  ),
  behaviour(
    'take metadata, now and later',
    { evidence: 'documented', source: docs('api/refunds/update') },
    async (stripe) => {
      const { id } = await paid(stripe);
      const made = await stripe.refunds.create({ payment_intent: id, metadata: { a: '1' } });
      equal((await stripe.refunds.update(made.id, { metadata: { b: '2' } })).metadata, { a: '1', b: '2' });
    },
  ),
];

const refusals = [
  behaviour('are refused over what is left', { evidence: 'recorded', source: AAT }, async (stripe) => {
    const { id } = await paid(stripe);
    await refused(stripe.refunds.create({ payment_intent: id, amount: 4601 }), {
      type: 'invalid_request_error',
      code: undefined,
      param: 'amount',
    });
  }),
  behaviour('are refused twice', { evidence: 'recorded', source: AAT }, async (stripe) => {
    const { id } = await paid(stripe);
    await stripe.refunds.create({ payment_intent: id });
    await refused(stripe.refunds.create({ payment_intent: id }), { code: 'charge_already_refunded' });
  }),
  behaviour('are refused for a hold', { evidence: 'recorded', source: AAT }, async (stripe) => {
    const { id } = await plainHold(stripe);
    await refused(stripe.refunds.create({ payment_intent: id }), {
      code: undefined,
      param: undefined,
      message: /cancel/,
    });
  }),
  behaviour('are refused over the captured part', { evidence: 'documented', source: PAGE }, async (stripe) => {
    const { id } = await plainHold(stripe);
    await stripe.paymentIntents.capture(id, { amount_to_capture: 2300 });
    await refused(stripe.refunds.create({ payment_intent: id, amount: 2301 }), { param: 'amount' });
  }),
  behaviour('are refused for nothing', { evidence: 'documented', source: CREATE }, async (stripe) => {
    await refused(stripe.refunds.create({}), { status: 400 });
  }),
  behaviour(
    'are refused for an unknown charge',
    { evidence: 'documented', source: docs('error-codes#resource-missing') },
    async (stripe) => {
      await refused(stripe.refunds.create({ charge: 'ch_none' }), {
        status: undefined,
        code: 'resource_missing',
        param: 'charge',
      });
    },
  ),
  behaviour('are refused an amount of zero', { evidence: 'documented', source: SDK }, async (stripe) => {
    const { id } = await paid(stripe);
    await refused(stripe.refunds.create({ payment_intent: id, amount: 0 }), { param: 'amount' });
  }),
  behaviour(
    'cannot be canceled on cards',
    { evidence: 'documented', source: docs('api/refunds/cancel') },
    async (stripe) => {
      const { id } = await paid(stripe);
      const refund = await stripe.refunds.create({ payment_intent: id });
      await refused(stripe.refunds.cancel(refund.id), { status: 400 });
    },
  ),
];

const told = [
  behaviour(
    'tell by refund.created and charge.refunded',
    { evidence: 'documented', source: docs('payments/multicapture#webhooks'), needs: ['clock'] },
    async (stripe) => {
      const { id } = await paid(stripe);
      await stripe.refunds.create({ payment_intent: id });
      const types = (await stripe.events.list()).data.map(({ type }) => type);
      equal(
        ['charge.refunded', 'refund.created'].every((type) => types.some((told) => told === type)),
        true,
      );
    },
  ),
  behaviour(
    'that pend succeed later',
    { evidence: 'documented', source: docs('testing#refunds') },
    async (stripe, world) => {
      const { id } = await paid(stripe, { payment_method: 'pm_card_pendingRefund' });
      const refund = await stripe.refunds.create({ payment_intent: id });
      equal(refund.status, 'pending');
      await became(stripe, world, refund.id, 'succeeded');
    },
  ),
  behaviour(
    'that fail later give the reason',
    { evidence: 'documented', source: docs('testing#refunds') },
    async (stripe, world) => {
      const { id } = await paid(stripe, { payment_method: 'pm_card_refundFail' });
      const refund = await stripe.refunds.create({ payment_intent: id });
      equal(refund.status, 'succeeded');
      shows(await became(stripe, world, refund.id, 'failed'), {
        failure_reason: /\w+/,
        failure_balance_transaction: /^txn_/,
      });
    },
  ),
  behaviour(
    'that failed do not count on the charge',
    { evidence: 'documented', source: docs('refunds#failed-refunds') },
    async (stripe, world) => {
      const intent = await paid(stripe, { payment_method: 'pm_card_refundFail' });
      const refund = await stripe.refunds.create({ payment_intent: intent.id });
      await became(stripe, world, refund.id, 'failed');
      shows(await chargeOf(stripe, intent), { refunded: false, amount_refunded: 0 });
    },
  ),
  behaviour(
    'keep the laws of the emulator',
    { evidence: 'assumed', source: 'the invariants of the emulator', needs: ['checks'] },
    async (stripe, { control }) => {
      const { id } = await partHold(stripe);
      await part(stripe, id, 1000);
      await stripe.refunds.create({ payment_intent: id, amount: 400 });
      await stripe.paymentIntents.capture(id, { amount_to_capture: 500, final_capture: true });
      await stripe.refunds.create({ payment_intent: id });
      equal(await control.violations(), []);
    },
  ),
];

export const refunds = area('refunds', [...whole, ...reasons, ...refusals, ...told]);
