import type Stripe from 'stripe';
import { area, behaviour, CHOSEN, docs } from '../behaviour';
import type { Basis, World } from '../behaviour';
import { equal, eventually, idOf, refused, shows } from '../expectations';
import { chargeOf, paid, part, partHold, plainHold } from '../holds';

const OBJECT = docs('api/balance_transactions/object');
const ASYNC = docs('payments/payment-intents/asynchronous-capture');
const MULTICAPTURE = docs('payments/multicapture');
const PARTS: Basis = { evidence: 'documented', source: MULTICAPTURE, needs: ['multicapture'] };
const SET: Basis = { evidence: 'assumed', source: CHOSEN, needs: ['settings', 'clock'] };

/** The balance transactions of a PaymentIntent's charge, newest first, once there are so many. */
async function settled(
  stripe: Stripe,
  world: World,
  intent: Stripe.PaymentIntent,
  count = 1,
): Promise<Stripe.BalanceTransaction[]> {
  const source = idOf(intent.latest_charge);
  return eventually(
    `${String(count)} balance transactions`,
    async () => {
      const { data } = await stripe.balanceTransactions.list({ source });
      return data.length >= count ? data : undefined;
    },
    world.wait,
  );
}

export const balanceTransactions = area('balance transactions', [
  behaviour('come for an automatic payment', { evidence: 'documented', source: ASYNC }, async (stripe, world) => {
    const [transaction] = await settled(stripe, world, await paid(stripe));
    shows(transaction, {
      object: 'balance_transaction',
      amount: 4600,
      currency: 'usd',
      type: 'charge',
      reporting_category: 'charge',
    });
  }),
  behaviour('come for a single capture', { evidence: 'documented', source: OBJECT }, async (stripe, world) => {
    const { id } = await plainHold(stripe);
    const [transaction] = await settled(stripe, world, await stripe.paymentIntents.capture(id));
    shows(transaction, { amount: 4600 });
  }),
  behaviour(
    'carry the captured part alone',
    {
      evidence: 'documented',
      source: docs('changelog/basil/2025-03-31/remove-refund-from-partial-capture-and-payment-cancellation-flow'),
    },
    async (stripe, world) => {
      const { id } = await plainHold(stripe);
      const transactions = await settled(
        stripe,
        world,
        await stripe.paymentIntents.capture(id, { amount_to_capture: 2300 }),
      );
      equal(
        transactions.map(({ amount }) => amount),
        [2300],
      );
    },
  ),
  behaviour('come one for each part', PARTS, async (stripe, world) => {
    const { id } = await partHold(stripe);
    await part(stripe, id, 1000);
    await part(stripe, id, 600);
    const transactions = await settled(stripe, world, await stripe.paymentIntents.retrieve(id), 2);
    equal(
      transactions.map(({ amount }) => amount).toSorted((a, b) => a - b),
      [600, 1000],
    );
  }),
  behaviour('do not come for a hold', { evidence: 'documented', source: OBJECT }, async (stripe, world) => {
    const intent = await plainHold(stripe);
    await world.wait();
    equal((await stripe.balanceTransactions.list({ source: idOf(intent.latest_charge) })).data, []);
  }),
  behaviour('do not come for the release of the rest', PARTS, async (stripe, world) => {
    const { id } = await partHold(stripe);
    await part(stripe, id, 1000);
    const done = await stripe.paymentIntents.capture(id, { amount_to_capture: 0, final_capture: true });
    await world.wait();
    await world.wait();
    equal((await settled(stripe, world, done)).length, 1);
  }),
  behaviour(
    'are named by the charge',
    { evidence: 'documented', source: docs('api/charges/object') },
    async (stripe, world) => {
      const intent = await paid(stripe);
      const [transaction] = await settled(stripe, world, intent);
      equal((await chargeOf(stripe, intent)).balance_transaction, transaction?.id);
    },
  ),
  behaviour('name the charge', { evidence: 'documented', source: OBJECT }, async (stripe, world) => {
    const intent = await paid(stripe);
    const [transaction] = await settled(stripe, world, intent);
    equal(transaction?.source, intent.latest_charge);
  }),
  behaviour('give the fee and what is left', { evidence: 'documented', source: OBJECT }, async (stripe, world) => {
    const [transaction] = await settled(stripe, world, await paid(stripe));
    equal(transaction?.net, (transaction?.amount ?? 0) - (transaction?.fee ?? 0));
    shows(transaction?.fee_details, [{ type: 'stripe_fee', currency: 'usd', amount: transaction?.fee }]);
  }),
  behaviour('are pending at first', { evidence: 'documented', source: OBJECT }, async (stripe, world) => {
    const [transaction] = await settled(stripe, world, await paid(stripe));
    equal(transaction?.status, 'pending');
  }),
  behaviour(
    'become available in time',
    { evidence: 'documented', source: OBJECT, needs: ['clock'] },
    async (stripe, world) => {
      const intent = await paid(stripe);
      await settled(stripe, world, intent);
      await world.control.advance(8 * 86_400);
      shows(await settled(stripe, world, intent), [{ status: 'available' }]);
    },
  ),
  behaviour(
    'can be read one by one',
    { evidence: 'documented', source: docs('api/balance_transactions/retrieve') },
    async (stripe, world) => {
      const [transaction] = await settled(stripe, world, await paid(stripe));
      equal({ ...(await stripe.balanceTransactions.retrieve(transaction?.id ?? '')) }, { ...transaction });
    },
  ),
  behaviour(
    'can be expanded through the charge',
    { evidence: 'documented', source: docs('api/expanding_objects') },
    async (stripe, world) => {
      const intent = await paid(stripe);
      await settled(stripe, world, intent);
      const path = ['latest_charge.balance_transaction'];
      shows(await stripe.paymentIntents.retrieve(intent.id, { expand: path }), {
        latest_charge: { balance_transaction: { object: 'balance_transaction', amount: 4600 } },
      });
    },
  ),
  behaviour(
    'are unknown when they are unknown',
    { evidence: 'documented', source: docs('error-codes#resource-missing') },
    async (stripe) => {
      await refused(stripe.balanceTransactions.retrieve('txn_none'), { status: 404, code: 'resource_missing' });
    },
  ),
  behaviour('come after a delay that can be set', SET, async (stripe, { control }) => {
    await control.post('clock', { freeze: true });
    await control.post('account', { settlement_delay_seconds: 3600 });
    const source = idOf((await paid(stripe)).latest_charge);
    await control.advance(3599);
    equal((await stripe.balanceTransactions.list({ source })).data.length, 0);
    await control.advance(1);
    equal((await stripe.balanceTransactions.list({ source })).data.length, 1);
  }),
  behaviour('can stay away for ever', SET, async (stripe, { control }) => {
    await control.post('account', { settlement_delay_seconds: null });
    const source = idOf((await paid(stripe)).latest_charge);
    await control.advance(30 * 86_400);
    equal((await stripe.balanceTransactions.list({ source })).data.length, 0);
  }),
  behaviour(
    'are in the settlement currency',
    { evidence: 'documented', source: OBJECT, needs: ['settings', 'clock'] },
    async (stripe, world) => {
      await world.control.post('account', { settlement_currency: 'eur' });
      const [transaction] = await settled(stripe, world, await paid(stripe));
      shows(transaction, { currency: 'eur' });
      equal(transaction?.amount, Math.round(4600 * (transaction?.exchange_rate ?? 0)));
    },
  ),
  behaviour(
    'have an exchange rate of minor units, also between currencies of other decimals',
    { evidence: 'documented', source: OBJECT, needs: ['settings', 'clock'] },
    async (stripe, world) => {
      await world.control.post('account', { settlement_currency: 'usd' });
      const [transaction] = await settled(stripe, world, await paid(stripe, { amount: 1000, currency: 'jpy' }));
      shows(transaction, { currency: 'usd' });
      equal(transaction?.amount, Math.round(1000 * (transaction?.exchange_rate ?? 0)));
    },
  ),
  behaviour(
    'have no exchange rate in the same currency',
    { evidence: 'documented', source: OBJECT },
    async (stripe, world) => {
      const [transaction] = await settled(stripe, world, await paid(stripe));
      equal(transaction?.exchange_rate, null);
    },
  ),
]);
