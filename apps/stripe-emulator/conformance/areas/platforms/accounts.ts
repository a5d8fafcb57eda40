import type Stripe from 'stripe';
import { area, behaviour, CHOSEN, docs } from '../../behaviour';
import type { Basis } from '../../behaviour';
import { equal, expanded, idOf, refused, shows } from '../../expectations';
import { paid } from '../../holds';

const ACCOUNTS: Basis = { evidence: 'documented', source: docs('api/accounts/create'), needs: ['connected account'] };
const UPDATE: Basis = { ...ACCOUNTS, source: docs('api/accounts/update') };
const TRANSFERS: Basis = {
  evidence: 'documented',
  source: docs('connect/separate-charges-and-transfers'),
  needs: ['clock', 'connected account'],
};
const CREATE: Basis = { ...TRANSFERS, source: docs('api/transfers/create') };
const REVERSE: Basis = { ...TRANSFERS, source: docs('api/transfer_reversals/create') };
const ASSUMED: Basis = { evidence: 'assumed', source: CHOSEN, needs: ['connected account'] };

const made = [
  behaviour('is made with a country and a type', ACCOUNTS, async (stripe) => {
    shows(await stripe.accounts.create({ type: 'express', country: 'DE', email: 'seller@example.com' }), {
      object: 'account',
      id: /^acct_/,
      country: 'DE',
      email: 'seller@example.com',
      type: 'express',
      controller: { type: 'application', is_controller: true },
    });
  }),
  behaviour('is a standard account unless asked otherwise', ACCOUNTS, async (stripe) => {
    shows(await stripe.accounts.create({}), { type: 'standard', country: 'US' });
  }),
  behaviour('is said to be custom by its dashboard', ACCOUNTS, async (stripe) => {
    shows(await stripe.accounts.create({ controller: { stripe_dashboard: { type: 'none' } } }), {
      type: 'custom',
      controller: { stripe_dashboard: { type: 'none' } },
    });
  }),
  behaviour('can do what was asked for', ACCOUNTS, async (stripe) => {
    shows(await stripe.accounts.create({ capabilities: { transfers: { requested: true } } }), {
      capabilities: { transfers: 'active' },
    });
  }),
  behaviour('can be retrieved', { ...ACCOUNTS, source: docs('api/accounts/retrieve') }, async (stripe) => {
    const { id } = await stripe.accounts.create({ metadata: { seller: '7' } });
    shows(await stripe.accounts.retrieve(id), { id, metadata: { seller: '7' } });
  }),
  behaviour('can be changed', UPDATE, async (stripe) => {
    const { id } = await stripe.accounts.create({});
    const business_profile = { name: 'Hats', url: 'https://hats.example' };
    shows(await stripe.accounts.update(id, { business_profile, metadata: { a: '1' } }), {
      business_profile,
      metadata: { a: '1' },
    });
  }),
  behaviour(
    'tells by account.updated',
    { ...UPDATE, needs: ['connected account', 'quiet account'] },
    async (stripe) => {
      const { id } = await stripe.accounts.create({});
      await stripe.accounts.update(id, { metadata: { foo: 'bar' } });
      const [event] = (await stripe.events.list({ type: 'account.updated' })).data;
      shows(event?.data, { object: { id }, previous_attributes: { metadata: { foo: null } } });
    },
  ),
  behaviour('is listed', { ...ACCOUNTS, source: docs('api/accounts/list') }, async (stripe) => {
    const { id } = await stripe.accounts.create({});
    equal(
      (await stripe.accounts.list({ limit: 1 })).data.map((account) => account.id),
      [id],
    );
  }),
  behaviour('can be deleted', { ...ACCOUNTS, source: docs('api/accounts/delete') }, async (stripe) => {
    const { id } = await stripe.accounts.create({});
    shows(await stripe.accounts.del(id), { id, deleted: true });
    await refused(stripe.accounts.retrieve(id), { status: 403, code: 'account_invalid' });
  }),
  behaviour('is of no use to strangers', ASSUMED, async (stripe) => {
    await refused(stripe.accounts.update('acct_1Stranger', { email: 'a@b.c' }), {
      status: 403,
      code: 'account_invalid',
    });
  }),
  behaviour('needs no papers here', ASSUMED, async (stripe) => {
    shows(await stripe.accounts.create({ type: 'custom' }), {
      charges_enabled: true,
      payouts_enabled: true,
      requirements: { currently_due: [] },
    });
  }),
];

/** 4,437 of the balance can be sent on. */
async function withMoney(stripe: Stripe): Promise<string> {
  await paid(stripe, { payment_method: 'pm_card_bypassPending' });
  return (await stripe.accounts.create({})).id;
}

const sent = [
  behaviour('goes out of the balance', CREATE, async (stripe, { control }) => {
    await control.post('clock', { freeze: true });
    const destination = await withMoney(stripe);
    const transfer = await stripe.transfers.create({ amount: 1000, currency: 'usd', destination, transfer_group: 'O' });
    shows(transfer, {
      object: 'transfer',
      amount: 1000,
      amount_reversed: 0,
      destination,
      source_transaction: null,
      transfer_group: 'O',
      reversed: false,
    });
    shows(await stripe.balanceTransactions.retrieve(idOf(transfer.balance_transaction)), {
      amount: -1000,
      type: 'transfer',
    });
    shows((await stripe.balance.retrieve()).available, [{ amount: 3437 }]);
  }),
  behaviour('needs a balance that covers it', CREATE, async (stripe) => {
    const destination = await withMoney(stripe);
    await refused(stripe.transfers.create({ amount: 4438, currency: 'usd', destination }), {
      code: 'balance_insufficient',
    });
  }),
  behaviour('can go out of a charge before its money is there', CREATE, async (stripe) => {
    const { latest_charge } = await paid(stripe);
    const { id: destination } = await stripe.accounts.create({});
    const source_transaction = idOf(latest_charge);
    shows(await stripe.transfers.create({ amount: 3000, currency: 'usd', destination, source_transaction }), {
      source_transaction,
      transfer_group: /^group_/,
    });
  }),
  behaviour('takes no more of a charge than it received', CREATE, async (stripe) => {
    const { latest_charge } = await paid(stripe);
    const { id: destination } = await stripe.accounts.create({});
    const more = { currency: 'usd', destination, source_transaction: idOf(latest_charge) };
    await refused(stripe.transfers.create({ amount: 4601, ...more }), { param: 'amount' });
  }),
  behaviour('needs somebody to go to', CREATE, async (stripe) => {
    await withMoney(stripe);
    await refused(stripe.transfers.create({ amount: 1, currency: 'usd', destination: 'nobody' }), {
      param: 'destination',
    });
  }),
  behaviour('can show the account it goes to', CREATE, async (stripe) => {
    const destination = await withMoney(stripe);
    const transfer = await stripe.transfers.create({
      amount: 1,
      currency: 'usd',
      destination,
      expand: ['destination'],
    });
    shows(expanded(transfer.destination), { object: 'account', id: destination });
  }),
  behaviour('tells by transfer.created', CREATE, async (stripe) => {
    const destination = await withMoney(stripe);
    const { id } = await stripe.transfers.create({ amount: 1000, currency: 'usd', destination });
    const [event] = (await stripe.events.list({ type: 'transfer.created' })).data;
    shows(event?.data.object, { id });
  }),
  behaviour('comes back in parts', REVERSE, async (stripe) => {
    const destination = await withMoney(stripe);
    const { id } = await stripe.transfers.create({ amount: 1000, currency: 'usd', destination });
    const reversal = await stripe.transfers.createReversal(id, { amount: 100 });
    shows(reversal, { object: 'transfer_reversal', amount: 100, transfer: id, source_refund: null });
    shows(await stripe.transfers.retrieve(id), { amount_reversed: 100, reversed: false });
    await stripe.transfers.createReversal(id);
    shows(await stripe.transfers.retrieve(id), { amount_reversed: 1000, reversed: true });
  }),
  behaviour(
    'has reversals that can be described',
    { ...REVERSE, source: docs('api/transfer_reversals/update') },
    async (stripe) => {
      const destination = await withMoney(stripe);
      const transfer = await stripe.transfers.create({ amount: 1000, currency: 'usd', destination });
      const { id } = await stripe.transfers.createReversal(transfer.id, { amount: 100 });
      shows(await stripe.transfers.updateReversal(transfer.id, id, { metadata: { why: 'returned' } }), {
        metadata: { why: 'returned' },
      });
    },
  ),
];

export const accounts = area('connected accounts', made);
export const transfers = area('transfers of their own', sent);
