import type Stripe from 'stripe';
import { area, behaviour, CHOSEN, docs } from '../../behaviour';
import type { Basis, World } from '../../behaviour';
import { equal, eventually, expanded, idOf, refused, shows } from '../../expectations';
import { open, paid, part, partHold } from '../../holds';

const DESTINATION = docs('connect/destination-charges');
const FEES = docs('connect/destination-charges#application-fee');
const DOCUMENTED: Basis = { evidence: 'documented', source: DESTINATION, needs: ['connected account'] };
const PARTS: Basis = {
  evidence: 'documented',
  source: docs('payments/multicapture#connect'),
  needs: ['connected account', 'multicapture'],
};
const SELLER = 'acct_1Seller';
const WITH_FEE = { transfer_data: { destination: SELLER }, application_fee_amount: 600 } as const;
const WITH_PART = { transfer_data: { destination: SELLER, amount: 4000 } } as const;

/** The charge once its money was sent on. */
async function sent(stripe: Stripe, { wait }: World, id: string): Promise<Stripe.Charge> {
  return eventually(
    'a transfer',
    async () => {
      const { latest_charge } = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
      const charge = expanded(latest_charge);
      return typeof charge.transfer === 'string' ? charge : undefined;
    },
    wait,
  );
}
async function transfersOf(stripe: Stripe, world: World, count: number): Promise<Stripe.Transfer[]> {
  return eventually(
    `${String(count)} transfers`,
    async () => {
      const { data } = await stripe.transfers.list({ destination: SELLER });
      return data.length >= count ? data : undefined;
    },
    world.wait,
  );
}

const shown = [
  behaviour('shows the terms on the PaymentIntent', DOCUMENTED, async (stripe) => {
    shows(await open(stripe, WITH_FEE), { application_fee_amount: 600, transfer_data: { destination: SELLER } });
  }),
  behaviour('shows for whom a payment is made', DOCUMENTED, async (stripe) => {
    shows(await open(stripe, { on_behalf_of: SELLER }), { on_behalf_of: SELLER });
  }),
  behaviour('shows the part that is sent on', DOCUMENTED, async (stripe) => {
    shows(await open(stripe, WITH_PART), { transfer_data: { destination: SELLER, amount: 4000 } });
  }),
  behaviour('refuses a fee without a destination', { ...DOCUMENTED, source: FEES }, async (stripe) => {
    await refused(open(stripe, { application_fee_amount: 600 }), { param: 'application_fee_amount' });
  }),
  behaviour('refuses a fee and a part at once', { ...DOCUMENTED, source: FEES }, async (stripe) => {
    await refused(open(stripe, { ...WITH_PART, application_fee_amount: 600 }), { status: 400 });
  }),
  behaviour('refuses to send on more than the amount', DOCUMENTED, async (stripe) => {
    await refused(open(stripe, { transfer_data: { destination: SELLER, amount: 4601 } }), { status: 400 });
  }),
];

const payments = [
  behaviour(
    'has neither transfer nor fee at first',
    { ...DOCUMENTED, source: docs('payments/payment-intents/asynchronous-capture') },
    async (stripe) => {
      const { latest_charge } = await paid(stripe, { ...WITH_FEE, expand: ['latest_charge'] });
      shows(latest_charge, {
        application_fee: null,
        application_fee_amount: 600,
        transfer_data: { destination: SELLER },
      });
      equal(expanded(latest_charge).transfer ?? null, null);
    },
  ),
  behaviour('sends the money on', DOCUMENTED, async (stripe, world) => {
    const { id } = await paid(stripe, WITH_FEE);
    const charge = await sent(stripe, world, id);
    shows(await stripe.transfers.retrieve(idOf(charge.transfer)), {
      object: 'transfer',
      amount: 4600,
      destination: SELLER,
      source_transaction: charge.id,
    });
  }),
  behaviour('sends a part on', DOCUMENTED, async (stripe, world) => {
    const { id } = await paid(stripe, WITH_PART);
    const charge = await sent(stripe, world, id);
    shows(await stripe.transfers.retrieve(idOf(charge.transfer)), { amount: 4000 });
  }),
  behaviour('keeps a fee', { ...DOCUMENTED, source: FEES }, async (stripe, world) => {
    const { id } = await paid(stripe, WITH_FEE);
    const charge = await sent(stripe, world, id);
    shows(await stripe.applicationFees.retrieve(idOf(charge.application_fee)), {
      object: 'application_fee',
      amount: 600,
      account: SELLER,
      refunded: false,
    });
  }),
  behaviour('lists fees', { ...DOCUMENTED, source: docs('api/application_fees/list') }, async (stripe, world) => {
    const { id } = await paid(stripe, WITH_FEE);
    await sent(stripe, world, id);
    shows((await stripe.applicationFees.list()).data, [{ amount: 600 }]);
  }),
  behaviour(
    'tells by application_fee.created and transfer.created',
    { ...DOCUMENTED, source: docs('payments/multicapture#webhooks') },
    async (stripe, world) => {
      const { id } = await paid(stripe, WITH_FEE);
      await sent(stripe, world, id);
      const types = (await stripe.events.list()).data.map(({ type }) => type);
      equal(
        ['application_fee.created', 'transfer.created'].every((wanted) => types.some((type) => type === wanted)),
        true,
      );
    },
  ),
  behaviour(
    'tells of both with charge.updated',
    { ...DOCUMENTED, source: docs('payments/payment-intents/asynchronous-capture') },
    async (stripe, world) => {
      const { id } = await paid(stripe, WITH_FEE);
      await sent(stripe, world, id);
      const [updated] = (await stripe.events.list({ type: 'charge.updated' })).data;
      shows(updated?.data, {
        object: { application_fee: /^fee_/, transfer: /^tr_/, balance_transaction: /^txn_/ },
        previous_attributes: { application_fee: null, balance_transaction: null },
      });
    },
  ),
];

const captures = [
  behaviour('sends each part on', PARTS, async (stripe, world) => {
    const { id } = await partHold(stripe, { transfer_data: { destination: SELLER } });
    await part(stripe, id, 1000);
    await part(stripe, id, 600);
    const amounts = (await transfersOf(stripe, world, 2)).map(({ amount }) => amount);
    equal(
      amounts.toSorted((a, b) => a - b),
      [600, 1000],
    );
  }),
  behaviour('takes a fee of each part', PARTS, async (stripe, world) => {
    const { id } = await partHold(stripe, { transfer_data: { destination: SELLER } });
    await part(stripe, id, 1000, { application_fee_amount: 100 });
    await part(stripe, id, 600, { application_fee_amount: 60 });
    await transfersOf(stripe, world, 2);
    equal(
      (await stripe.applicationFees.list()).data.map(({ amount }) => amount).toSorted((a, b) => a - b),
      [60, 100],
    );
  }),
  behaviour('asks for the fee again at later parts', PARTS, async (stripe) => {
    const { id } = await partHold(stripe, { transfer_data: { destination: SELLER } });
    await part(stripe, id, 1000, { application_fee_amount: 100 });
    await refused(part(stripe, id, 600), { status: 400 });
  }),
  behaviour('names the fee that is missing', { ...PARTS, evidence: 'assumed', source: CHOSEN }, async (stripe) => {
    const { id } = await partHold(stripe, { transfer_data: { destination: SELLER } });
    await part(stripe, id, 1000, { application_fee_amount: 100 });
    await refused(part(stripe, id, 600), { param: 'application_fee_amount' });
  }),
  behaviour(
    'lets a capture override the fee of creation',
    { ...DOCUMENTED, source: docs('api/payment_intents/capture') },
    async (stripe, world) => {
      const { id } = await paid(stripe, { ...WITH_FEE, capture_method: 'manual' });
      await stripe.paymentIntents.capture(id, { application_fee_amount: 250 });
      await sent(stripe, world, id);
      shows((await stripe.applicationFees.list()).data, [{ amount: 250 }]);
    },
  ),
  behaviour('refuses partial refunds of transfer and fee while more can be captured', PARTS, async (stripe, world) => {
    const { id } = await partHold(stripe, { transfer_data: { destination: SELLER } });
    await part(stripe, id, 1000, { application_fee_amount: 100 });
    await transfersOf(stripe, world, 1);
    await refused(stripe.refunds.create({ payment_intent: id, amount: 400, reverse_transfer: true }), { status: 400 });
    await refused(stripe.refunds.create({ payment_intent: id, amount: 400, refund_application_fee: true }), {
      status: 400,
    });
  }),
];

const back = [
  behaviour(
    'leaves transfer and fee alone in a refund unless told',
    { ...DOCUMENTED, source: docs('connect/destination-charges#issue-refunds') },
    async (stripe, world) => {
      const { id } = await paid(stripe, WITH_FEE);
      const charge = await sent(stripe, world, id);
      await stripe.refunds.create({ payment_intent: id });
      shows(await stripe.transfers.retrieve(idOf(charge.transfer)), { amount_reversed: 0, reversed: false });
      shows(await stripe.applicationFees.retrieve(idOf(charge.application_fee)), { amount_refunded: 0 });
    },
  ),
  behaviour(
    'takes the transfer back when told',
    { ...DOCUMENTED, source: docs('connect/destination-charges#issue-refunds') },
    async (stripe, world) => {
      const { id } = await paid(stripe, WITH_FEE);
      const charge = await sent(stripe, world, id);
      shows(await stripe.refunds.create({ payment_intent: id, reverse_transfer: true }), {
        transfer_reversal: /^trr_/,
      });
      shows(await stripe.transfers.retrieve(idOf(charge.transfer)), { amount_reversed: 4600, reversed: true });
    },
  ),
  behaviour(
    'gives the fee back when told',
    { ...DOCUMENTED, source: docs('connect/destination-charges#issue-refunds') },
    async (stripe, world) => {
      const { id } = await paid(stripe, WITH_FEE);
      const charge = await sent(stripe, world, id);
      await stripe.refunds.create({ payment_intent: id, refund_application_fee: true, reverse_transfer: true });
      shows(await stripe.applicationFees.retrieve(idOf(charge.application_fee)), {
        amount_refunded: 600,
        refunded: true,
      });
    },
  ),
  behaviour(
    'gives back in proportion',
    { ...DOCUMENTED, source: docs('api/refunds/create') },
    async (stripe, world) => {
      const { id } = await paid(stripe, WITH_FEE);
      const charge = await sent(stripe, world, id);
      await stripe.refunds.create({
        payment_intent: id,
        amount: 2300,
        refund_application_fee: true,
        reverse_transfer: true,
      });
      shows(await stripe.applicationFees.retrieve(idOf(charge.application_fee)), { amount_refunded: 300 });
      shows(await stripe.transfers.retrieve(idOf(charge.transfer)), { amount_reversed: 2300 });
    },
  ),
  behaviour(
    'keeps the laws of the emulator',
    { evidence: 'assumed', source: 'the invariants of the emulator', needs: ['checks'] },
    async (stripe, world) => {
      const { id } = await paid(stripe, WITH_FEE);
      await sent(stripe, world, id);
      await stripe.refunds.create({
        payment_intent: id,
        amount: 2300,
        refund_application_fee: true,
        reverse_transfer: true,
      });
      equal(await world.control.violations(), []);
    },
  ),
];

export const connect = area('Connect', [...shown, ...payments, ...captures, ...back]);
