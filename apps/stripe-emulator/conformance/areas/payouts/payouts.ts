import type Stripe from 'stripe';
import type { Control } from '../../../src/emulator-under-test';
import { area, behaviour, CHOSEN, docs, FROM_MEMORY } from '../../behaviour';
import type { Basis } from '../../behaviour';
import { equal, expanded, holds, idOf, refused, shows } from '../../expectations';
import { paid } from '../../holds';

const API = docs('api/payouts');
const CREATE: Basis = { evidence: 'documented', source: docs('api/payouts/create'), needs: ['clock'] };
const OBJECT: Basis = { evidence: 'documented', source: docs('api/payouts/object'), needs: ['clock'] };
const CANCEL: Basis = { evidence: 'documented', source: docs('api/payouts/cancel'), needs: ['clock'] };
const EVENTS: Basis = { evidence: 'documented', source: docs('api/events/types'), needs: ['clock', 'quiet account'] };
const SCHEDULE: Basis = {
  evidence: 'documented',
  source: docs('payouts/payout-reconciliation'),
  needs: ['clock', 'settings', 'quiet account'],
};
const FAILURES: Basis = { evidence: 'documented', source: docs('api/payouts/failures'), needs: ['clock', 'settings'] };
const DAY = 24 * 60 * 60;
const WEEK = 7 * DAY;

/** 4,437 of the balance can be paid out. */
async function withMoney(stripe: Stripe, control: Control): Promise<void> {
  await control.post('clock', { freeze: true });
  await paid(stripe, { payment_method: 'pm_card_bypassPending' });
}

async function payOut(
  stripe: Stripe,
  control: Control,
  more: Partial<Stripe.PayoutCreateParams> = {},
): Promise<Stripe.Payout> {
  await withMoney(stripe, control);
  return stripe.payouts.create({ amount: 1000, currency: 'usd', ...more });
}

async function typesAbout(stripe: Stripe, id: string): Promise<string[]> {
  const { data } = await stripe.events.list({ limit: 100 });
  return data
    .filter(({ data: { object } }) => 'id' in object && object.id === id)
    .map(({ type }) => type)
    .reverse();
}

const byHand = [
  behaviour('is pending at first', CREATE, async (stripe, { control }) => {
    shows(await payOut(stripe, control), {
      object: 'payout',
      id: /^po_/,
      amount: 1000,
      automatic: false,
      balance_transaction: /^txn_/,
      destination: /^ba_/,
      method: 'standard',
      status: 'pending',
      type: 'bank_account',
      reconciliation_status: 'not_applicable',
      failure_code: null,
    });
  }),
  behaviour('shows what it was given', CREATE, async (stripe, { control }) => {
    const given = { description: 'March', metadata: { book: '7' }, statement_descriptor: 'HOLDFAST' };
    shows(await payOut(stripe, control, given), given);
  }),
  behaviour('takes its amount out of the balance at once', CREATE, async (stripe, { control }) => {
    await payOut(stripe, control);
    shows((await stripe.balance.retrieve()).available, [{ amount: 3437 }]);
  }),
  behaviour('has a balance transaction without a fee', OBJECT, async (stripe, { control }) => {
    const { balance_transaction, id } = await payOut(stripe, control);
    shows(await stripe.balanceTransactions.retrieve(idOf(balance_transaction)), {
      amount: -1000,
      fee: 0,
      net: -1000,
      type: 'payout',
      reporting_category: 'payout',
      source: id,
    });
  }),
  behaviour('refuses more than is available', CREATE, async (stripe, { control }) => {
    await refused(payOut(stripe, control, { amount: 4438 }), {
      type: 'invalid_request_error',
      code: 'balance_insufficient',
      message: /You have insufficient funds in your Stripe account/,
    });
  }),
  behaviour('refuses what is still pending', CREATE, async (stripe, { control }) => {
    await paid(stripe);
    await control.advance(5);
    await refused(stripe.payouts.create({ amount: 100, currency: 'usd' }), { code: 'balance_insufficient' });
  }),
  behaviour('refuses another currency than there is', CREATE, async (stripe, { control }) => {
    await refused(payOut(stripe, control, { currency: 'eur' }), { code: 'balance_insufficient' });
  }),
  behaviour('refuses an amount of nothing', CREATE, async (stripe, { control }) => {
    await refused(payOut(stripe, control, { amount: 0 }), { param: 'amount', code: 'parameter_invalid_integer' });
  }),
  behaviour('needs an amount', CREATE, async (_stripe, { send }) => {
    const { status } = await send('POST', '/v1/payouts', { body: 'currency=usd' });
    equal(status, 400);
  }),
  behaviour('refuses a long statement descriptor', CREATE, async (stripe, { control }) => {
    await refused(payOut(stripe, control, { statement_descriptor: 'x'.repeat(23) }), { param: 'statement_descriptor' });
  }),
  behaviour('refuses an unknown bank account', CREATE, async (stripe, { control }) => {
    await refused(payOut(stripe, control, { destination: 'ba_1none' }), { param: 'destination' });
  }),
  behaviour('goes to the account of its destination', OBJECT, async (stripe, { control }) => {
    const { id } = await payOut(stripe, control);
    const { destination } = await stripe.payouts.retrieve(id, { expand: ['destination'] });
    shows(expanded(destination), { object: 'bank_account', last4: /^\d{4}$/ });
  }),
  behaviour(
    'keeps one key to one payout',
    { ...CREATE, source: docs('api/idempotent_requests') },
    async (stripe, { control }) => {
      await withMoney(stripe, control);
      const once = async (): Promise<Stripe.Payout> =>
        stripe.payouts.create({ amount: 500, currency: 'usd' }, { idempotencyKey: 'payout/1' });
      equal((await once()).id, (await once()).id);
      equal((await stripe.payouts.list()).data.length, 1);
    },
  ),
  behaviour(
    'can be given metadata later',
    { ...OBJECT, source: docs('api/payouts/update') },
    async (stripe, { control }) => {
      const { id } = await payOut(stripe, control);
      shows(await stripe.payouts.update(id, { metadata: { foo: 'bar' } }), { id, metadata: { foo: 'bar' } });
      equal(await typesAbout(stripe, id), ['payout.created', 'payout.updated']);
    },
  ),
  behaviour('is unknown by another id', { ...OBJECT, source: docs('api/payouts/retrieve') }, async (stripe) => {
    await refused(stripe.payouts.retrieve('po_1none'), { status: 404, code: 'resource_missing' });
  }),
  behaviour(
    'is listed by status and arrival',
    { ...OBJECT, source: docs('api/payouts/list') },
    async (stripe, { control }) => {
      const { arrival_date, id } = await payOut(stripe, control);
      const idsOf = async (params: Stripe.PayoutListParams): Promise<string[]> =>
        (await stripe.payouts.list(params)).data.map((each) => each.id);
      equal(await idsOf({ status: 'pending' }), [id]);
      equal(await idsOf({ status: 'paid' }), []);
      equal(await idsOf({ arrival_date }), [id]);
      equal(await idsOf({ arrival_date: { gt: arrival_date } }), []);
    },
  ),
];

const onItsWay = [
  behaviour('is in transit, then paid', OBJECT, async (stripe, { control }) => {
    const { arrival_date, id } = await payOut(stripe, control);
    await control.advance(DAY);
    shows(await stripe.payouts.retrieve(id), { status: 'in_transit', trace_id: { status: 'pending', value: null } });
    await control.advance(WEEK);
    shows(await stripe.payouts.retrieve(id), { arrival_date, status: 'paid', trace_id: { status: 'supported' } });
  }),
  behaviour('arrives at midnight of a bank day', OBJECT, async (stripe, { control }) => {
    await withMoney(stripe, control);
    for (let day = 0; day < 7; day += 1) {
      const { arrival_date } = await stripe.payouts.create({ amount: 100, currency: 'usd' });
      const date = new Date(arrival_date * 1000);
      holds(date.getUTCDay() !== 0 && date.getUTCDay() !== 6, `${date.toISOString()} is no weekend`);
      equal(arrival_date % DAY, 0);
      await control.advance(DAY);
    }
  }),
  behaviour('tells of its way', EVENTS, async (stripe, { control }) => {
    const { id } = await payOut(stripe, control);
    await control.advance(WEEK);
    equal(await typesAbout(stripe, id), ['payout.created', 'payout.updated', 'payout.paid']);
  }),
  behaviour('can be canceled while it is pending', CANCEL, async (stripe, { control }) => {
    const { id } = await payOut(stripe, control);
    const canceled = await stripe.payouts.cancel(id);
    shows(canceled, { status: 'canceled', failure_balance_transaction: /^txn_/ });
    shows(await stripe.balanceTransactions.retrieve(idOf(canceled.failure_balance_transaction)), {
      amount: 1000,
      type: 'payout_cancel',
    });
    shows((await stripe.balance.retrieve()).available, [{ amount: 4437 }]);
    await control.advance(WEEK);
    equal(await typesAbout(stripe, id), ['payout.created', 'payout.canceled']);
  }),
  behaviour('cannot be canceled later', CANCEL, async (stripe, { control }) => {
    const { id } = await payOut(stripe, control);
    await control.advance(DAY);
    await refused(stripe.payouts.cancel(id), { status: 400, type: 'invalid_request_error' });
  }),
  behaviour('can fail at the bank', FAILURES, async (stripe, { control }) => {
    await control.post('account', { payout_outcome: 'account_closed' });
    const { id } = await payOut(stripe, control);
    await control.advance(WEEK);
    const failed = await stripe.payouts.retrieve(id);
    shows(failed, { status: 'failed', failure_code: 'account_closed', failure_message: /closed/ });
    shows(await stripe.balanceTransactions.retrieve(idOf(failed.failure_balance_transaction)), {
      amount: 1000,
      type: 'payout_failure',
    });
    equal((await typesAbout(stripe, id)).at(-1), 'payout.failed');
  }),
];

/** The one payout that the schedule made of all that was available. */
async function scheduled(stripe: Stripe, control: Control): Promise<Stripe.Payout> {
  await withMoney(stripe, control);
  await control.post('account', { payout_schedule: 'daily' });
  await control.advance(DAY);
  const [payout] = (await stripe.payouts.list()).data;
  if (payout === undefined) throw new Error('The schedule made no payout');
  return payout;
}

const bySchedule = [
  behaviour('pays out all that is available', SCHEDULE, async (stripe, { control }) => {
    shows(await scheduled(stripe, control), { amount: 4437, automatic: true, description: 'STRIPE PAYOUT' });
    shows((await stripe.balance.retrieve()).available, [{ amount: 0 }]);
  }),
  behaviour('says which balance transactions it pays out', SCHEDULE, async (stripe, { control }) => {
    const { amount, id } = await scheduled(stripe, control);
    const { data } = await stripe.balanceTransactions.list({ payout: id });
    equal(
      data.map(({ type }) => type),
      ['payout', 'charge'],
    );
    const paidOut = data.filter(({ type }) => type !== 'payout').reduce((sum, { net }) => sum + net, 0);
    equal(paidOut, amount);
  }),
  behaviour('leaves out what was paid out before', SCHEDULE, async (stripe, { control }) => {
    await scheduled(stripe, control);
    await paid(stripe, { payment_method: 'pm_card_bypassPending', amount: 1000 });
    await control.advance(DAY);
    const [second] = (await stripe.payouts.list()).data;
    shows(second, { amount: 941 });
  }),
  behaviour('counts what was paid out by hand', SCHEDULE, async (stripe, { control }) => {
    await withMoney(stripe, control);
    await stripe.payouts.create({ amount: 437, currency: 'usd' });
    await control.post('account', { payout_schedule: 'daily' });
    await control.advance(DAY);
    shows((await stripe.payouts.list()).data, [{ amount: 4000, automatic: true }, { automatic: false }]);
  }),
  behaviour('makes none of nothing', SCHEDULE, async (stripe, { control }) => {
    await control.post('account', { payout_schedule: 'daily' });
    await control.advance(WEEK);
    equal((await stripe.payouts.list()).data, []);
  }),
  behaviour('cannot be canceled when the schedule made it', CANCEL, async (stripe, { control }) => {
    const { id } = await scheduled(stripe, control);
    await refused(stripe.payouts.cancel(id), { status: 400 });
  }),
  behaviour('tells when it is reconciled', SCHEDULE, async (stripe, { control }) => {
    const { id } = await scheduled(stripe, control);
    await control.advance(WEEK);
    equal(await typesAbout(stripe, id), [
      'payout.created',
      'payout.updated',
      'payout.reconciliation_completed',
      'payout.paid',
    ]);
    shows(await stripe.payouts.retrieve(id), { reconciliation_status: 'completed' });
  }),
  behaviour(
    'knows no payout of that id in the list',
    { ...SCHEDULE, evidence: 'assumed', source: FROM_MEMORY },
    async (stripe) => {
      await refused(stripe.balanceTransactions.list({ payout: 'po_1none' }), { param: 'payout' });
    },
  ),
  behaviour(
    'refuses to be instant',
    { evidence: 'assumed', source: CHOSEN, needs: ['clock'] },
    async (stripe, { control }) => {
      await refused(payOut(stripe, control, { method: 'instant' }), { param: 'method' });
    },
  ),
  behaviour(
    'breaks no law',
    { ...SCHEDULE, needs: ['clock', 'settings', 'checks'], source: API },
    async (stripe, { control }) => {
      await scheduled(stripe, control);
      await control.advance(WEEK);
      equal(await control.violations(), []);
    },
  ),
];

export const payouts = area('payouts', [...byHand, ...onItsWay, ...bySchedule]);
