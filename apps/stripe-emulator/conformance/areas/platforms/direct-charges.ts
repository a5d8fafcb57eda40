import type Stripe from 'stripe';
import { Receiver, until } from '../../../src/emulator-under-test';
import { area, behaviour, CHOSEN, docs } from '../../behaviour';
import type { Basis, World } from '../../behaviour';
import { equal, eventually, idOf, refused, shows } from '../../expectations';
import { CARDS_ONLY } from '../../holds';

const HEADER: Basis = {
  evidence: 'documented',
  source: docs('connect/authentication#stripe-account-header'),
  needs: ['connected account'],
};
const DIRECT: Basis = { ...HEADER, source: docs('connect/direct-charges'), needs: ['clock', 'connected account'] };
const FEES: Basis = { ...DIRECT, source: docs('connect/direct-charges#collect-fees') };
const WEBHOOKS: Basis = { ...HEADER, source: docs('connect/webhooks'), needs: ['connected account', 'receiver'] };
const PARTS: Basis = {
  ...DIRECT,
  source: docs('payments/multicapture#connect'),
  needs: ['connected account', 'multicapture'],
};

/** A request option that makes it in a new account of a seller. */
async function seller(stripe: Stripe): Promise<{ readonly stripeAccount: string }> {
  return { stripeAccount: (await stripe.accounts.create({})).id };
}

async function pay(
  stripe: Stripe,
  as: Stripe.RequestOptions,
  more: Partial<Stripe.PaymentIntentCreateParams> = {},
): Promise<Stripe.PaymentIntent> {
  const base = { amount: 4600, currency: 'usd', confirm: true, payment_method: 'pm_card_visa', ...CARDS_ONLY };
  return stripe.paymentIntents.create({ ...base, ...more }, as);
}

async function feeOf(stripe: Stripe, { wait }: World): Promise<Stripe.ApplicationFee> {
  return eventually('a fee', async () => (await stripe.applicationFees.list()).data[0], wait);
}

const places = [
  behaviour('lives in the account it was made in', HEADER, async (stripe) => {
    const as = await seller(stripe);
    const { id } = await pay(stripe, as);
    shows(await stripe.paymentIntents.retrieve(id, {}, as), { id, status: 'succeeded' });
    await refused(stripe.paymentIntents.retrieve(id), { status: 404, code: 'resource_missing' });
    equal((await stripe.paymentIntents.list({}, as)).data.length, 1);
  }),
  behaviour('keeps the objects of two sellers apart', HEADER, async (stripe) => {
    const [one, other] = [await seller(stripe), await seller(stripe)];
    const { id } = await stripe.customers.create({}, one);
    await refused(stripe.customers.retrieve(id, {}, other), { status: 404 });
  }),
  behaviour('shows the seller’s own account', HEADER, async (stripe) => {
    const as = await seller(stripe);
    shows(await stripe.accounts.retrieveCurrent({}, as), { id: as.stripeAccount });
  }),
  behaviour('is refused in an account of strangers', HEADER, async (stripe) => {
    await refused(pay(stripe, { stripeAccount: 'acct_1Stranger' }), { status: 403, code: 'account_invalid' });
  }),
  behaviour(
    'keeps idempotency keys to each account',
    { ...HEADER, source: docs('api/idempotent_requests') },
    async (stripe) => {
      const [one, other] = [await seller(stripe), await seller(stripe)];
      const ids = [one, other, one].map(async (as) =>
        stripe.customers.create({}, { ...as, idempotencyKey: 'customer/1' }),
      );
      const [first, second, again] = await Promise.all(ids);
      equal(first?.id === again?.id && first?.id !== second?.id, true);
    },
  ),
  behaviour('asks for 3-D Secure there too', DIRECT, async (stripe) => {
    const as = await seller(stripe);
    const asked = await pay(stripe, as, {
      payment_method: 'pm_card_threeDSecureRequired',
      return_url: 'https://shop.example/done',
    });
    const page = asked.next_action?.redirect_to_url?.url ?? '';
    await fetch(page, { method: 'POST', body: 'outcome=complete', redirect: 'manual' });
    shows(await stripe.paymentIntents.retrieve(asked.id, {}, as), { status: 'succeeded' });
  }),
  behaviour('holds and captures in parts', PARTS, async (stripe) => {
    const as = await seller(stripe);
    const { id } = await pay(stripe, as, {
      capture_method: 'manual',
      payment_method_options: { card: { request_multicapture: 'if_available' } },
    });
    shows(await stripe.paymentIntents.capture(id, { amount_to_capture: 1000, final_capture: false }, as), {
      status: 'requires_capture',
      amount_received: 1000,
    });
  }),
  behaviour('ends its holds when their time has come', DIRECT, async (stripe, { control }) => {
    const as = await seller(stripe);
    const { id } = await pay(stripe, as, { capture_method: 'manual' });
    await control.advance(8 * 24 * 60 * 60);
    shows(await stripe.paymentIntents.retrieve(id, {}, as), { status: 'canceled', cancellation_reason: 'expired' });
  }),
  behaviour('refunds out of the seller’s balance', DIRECT, async (stripe, { control }) => {
    const as = await seller(stripe);
    const { id } = await pay(stripe, as, { payment_method: 'pm_card_bypassPending' });
    await control.advance(5);
    await stripe.refunds.create({ payment_intent: id, amount: 1000 }, as);
    shows((await stripe.balance.retrieve({}, as)).available, [{ amount: 3437 }]);
    shows((await stripe.balance.retrieve()).available, [{ amount: 0 }]);
  }),
];

const fees = [
  behaviour('pays the platform its fee', FEES, async (stripe, world) => {
    const as = await seller(stripe);
    const { id, latest_charge } = await pay(stripe, as, { application_fee_amount: 600 });
    const fee = await feeOf(stripe, world);
    shows(fee, {
      object: 'application_fee',
      amount: 600,
      account: as.stripeAccount,
      charge: idOf(latest_charge),
      originating_transaction: null,
    });
    shows(await stripe.charges.retrieve(idOf(latest_charge), {}, as), {
      application: /^ca_/,
      application_fee: fee.id,
      application_fee_amount: 600,
    });
    shows(await stripe.paymentIntents.retrieve(id, {}, as), { application: /^ca_/, application_fee_amount: 600 });
  }),
  behaviour('shows the fee in the seller’s balance transaction', FEES, async (stripe, world) => {
    const as = await seller(stripe);
    const { latest_charge } = await pay(stripe, as, { application_fee_amount: 600 });
    await feeOf(stripe, world);
    const [transaction] = (await stripe.balanceTransactions.list({ source: idOf(latest_charge) }, as)).data;
    shows(transaction, { amount: 4600, fee: 763, net: 3837 });
    equal(
      transaction?.fee_details.map(({ amount, type }) => [amount, type]),
      [
        [600, 'application_fee'],
        [163, 'stripe_fee'],
      ],
    );
  }),
  behaviour('puts the fee into the platform’s balance', FEES, async (stripe, { control }) => {
    await pay(stripe, await seller(stripe), { application_fee_amount: 600 });
    await control.advance(5);
    shows((await stripe.balance.retrieve()).pending, [{ amount: 600 }]);
  }),
  behaviour('tells the platform of the fee', FEES, async (stripe, world) => {
    await pay(stripe, await seller(stripe), { application_fee_amount: 600 });
    const { id } = await feeOf(stripe, world);
    const [event] = (await stripe.events.list({ type: 'application_fee.created' })).data;
    shows(event?.data.object, { id });
    equal(event?.account, undefined);
  }),
  behaviour('gives the fee back with a refund', FEES, async (stripe, world) => {
    const as = await seller(stripe);
    const { id } = await pay(stripe, as, { application_fee_amount: 600 });
    const fee = await feeOf(stripe, world);
    await stripe.refunds.create({ payment_intent: id, refund_application_fee: true }, as);
    shows(await stripe.applicationFees.retrieve(fee.id), { amount_refunded: 600, refunded: true });
  }),
  behaviour(
    'takes a fee of each part',
    { ...PARTS, needs: [...(PARTS.needs ?? []), 'clock'] },
    async (stripe, { control }) => {
      const as = await seller(stripe);
      const { id } = await pay(stripe, as, {
        capture_method: 'manual',
        payment_method_options: { card: { request_multicapture: 'if_available' } },
      });
      for (const [amount, fee] of [
        [1000, 100],
        [600, 60],
      ] as const) {
        const part = { amount_to_capture: amount, final_capture: false, application_fee_amount: fee };
        await stripe.paymentIntents.capture(id, part, as);
      }
      await control.advance(5);
      equal(
        (await stripe.applicationFees.list()).data.map(({ amount }) => amount),
        [60, 100],
      );
    },
  ),
];

const told = [
  behaviour('tells the Connect endpoints of the platform, with the account', WEBHOOKS, async (stripe) => {
    const as = await seller(stripe);
    const [own, connect] = [new Receiver(), new Receiver()];
    try {
      const enabled_events = ['payment_intent.succeeded'] as const;
      await stripe.webhookEndpoints.create({ url: await own.open(), enabled_events: [...enabled_events] });
      await stripe.webhookEndpoints.create({
        url: await connect.open(),
        enabled_events: [...enabled_events],
        connect: true,
      });
      await pay(stripe, {});
      await pay(stripe, as);
      await until('both', () => own.received.length === 1 && connect.received.length === 1);
      const accounts = [own, connect].map(
        ({ received }) => (JSON.parse(received[0]?.payload ?? '{}') as Stripe.Event).account,
      );
      equal(accounts, [undefined, as.stripeAccount]);
    } finally {
      await own.close();
      await connect.close();
    }
  }),
  behaviour('lists its events in its own account', { ...HEADER, source: docs('api/events/list') }, async (stripe) => {
    const as = await seller(stripe);
    await pay(stripe, as);
    const own = (await stripe.events.list({ type: 'payment_intent.succeeded' }, as)).data;
    equal(
      own.map(({ account }) => account),
      [as.stripeAccount],
    );
    equal((await stripe.events.list({ type: 'payment_intent.succeeded' })).data, []);
  }),
  behaviour(
    'has no endpoints of its own here',
    { evidence: 'assumed', source: CHOSEN, needs: ['connected account'] },
    async (stripe) => {
      const as = await seller(stripe);
      const endpoint = stripe.webhookEndpoints.create({ url: 'http://a.b/', enabled_events: ['*'] }, as);
      await refused(endpoint, { status: 400 });
    },
  ),
  behaviour(
    'breaks no law',
    { ...DIRECT, needs: ['clock', 'checks', 'connected account'] },
    async (stripe, { control }) => {
      const as = await seller(stripe);
      await pay(stripe, as, { application_fee_amount: 600, payment_method: 'pm_card_createDispute' });
      await control.advance(30 * 24 * 60 * 60);
      equal(await control.violations(), []);
    },
  ),
];

export const directCharges = area('direct charges', [...places, ...fees, ...told]);
