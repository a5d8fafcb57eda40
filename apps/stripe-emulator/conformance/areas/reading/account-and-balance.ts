import { area, behaviour, docs, FROM_MEMORY } from '../../behaviour';
import type { Basis } from '../../behaviour';
import { equal, refused, shows } from '../../expectations';
import { paid } from '../../holds';

const ACCOUNT: Basis = { evidence: 'documented', source: docs('api/accounts/retrieve') };
const BALANCE: Basis = { evidence: 'documented', source: docs('api/balance/balance_retrieve') };
const CLOCKED: Basis = { ...BALANCE, needs: ['clock', 'quiet account'] };
const TWO_DAYS = 172_800;

const account = [
  behaviour('shows the account of the key', ACCOUNT, async (_stripe, { send }) => {
    const { json, status } = await send('GET', '/v1/account');
    equal(status, 200);
    shows(json, { object: 'account', id: /^acct_/, charges_enabled: true, details_submitted: true });
  }),
  behaviour('shows it to the SDK', ACCOUNT, async (stripe) => {
    shows(await stripe.accounts.retrieveCurrent(), { object: 'account', country: /^[A-Z]{2}$/ });
  }),
  behaviour('shows it by its id too', ACCOUNT, async (stripe) => {
    const { id } = await stripe.accounts.retrieveCurrent();
    equal((await stripe.accounts.retrieve(id)).id, id);
  }),
  behaviour('shows nobody else’s', { evidence: 'assumed', source: FROM_MEMORY }, async (stripe) => {
    await refused(stripe.accounts.retrieve('acct_1somebody'), { status: 403, code: 'account_invalid' });
  }),
];

const balance = [
  behaviour('has a balance', BALANCE, async (stripe) => {
    shows(await stripe.balance.retrieve(), { object: 'balance', livemode: false });
  }),
  behaviour('begins with nothing', { ...BALANCE, needs: ['quiet account'] }, async (stripe) => {
    const { available, pending } = await stripe.balance.retrieve();
    shows([available, pending], [[{ amount: 0, currency: 'usd' }], [{ amount: 0, currency: 'usd' }]]);
  }),
  behaviour('is pending once a payment has settled', CLOCKED, async (stripe, { control }) => {
    await paid(stripe);
    await control.advance(5);
    const { available, pending } = await stripe.balance.retrieve();
    shows([available, pending], [[{ amount: 0 }], [{ amount: 4437, source_types: { card: 4437 } }]]);
  }),
  behaviour('is available days later', CLOCKED, async (stripe, { control }) => {
    await paid(stripe);
    await control.advance(TWO_DAYS + 5);
    const { available, pending } = await stripe.balance.retrieve();
    shows([available, pending], [[{ amount: 4437 }], [{ amount: 0 }]]);
  }),
  behaviour(
    'is available at once with bypassPending',
    { ...CLOCKED, source: docs('testing#available-balance') },
    async (stripe, { control }) => {
      await paid(stripe, { payment_method: 'pm_card_bypassPending' });
      await control.advance(5);
      shows((await stripe.balance.retrieve()).available, [{ amount: 4437 }]);
    },
  ),
  behaviour(
    'tells by balance.available of what bypasses the pending balance',
    { ...CLOCKED, source: docs('api/events/types') },
    async (stripe, { control }) => {
      await control.post('clock', { freeze: true });
      await paid(stripe, { payment_method: 'pm_card_bypassPending' });
      const [event] = (await stripe.events.list({ type: 'balance.available' })).data;
      shows(event?.data.object, { object: 'balance', available: [{ amount: 4437 }] });
    },
  ),
  behaviour('loses what is refunded', CLOCKED, async (stripe, { control }) => {
    const { id } = await paid(stripe, { payment_method: 'pm_card_bypassPending' });
    await control.advance(5);
    await stripe.refunds.create({ payment_intent: id, amount: 1000 });
    shows((await stripe.balance.retrieve()).available, [{ amount: 3437 }]);
  }),
  behaviour(
    'shows balance transactions at the older address',
    { evidence: 'documented', source: docs('api/balance_transactions/list'), needs: ['clock'] },
    async (stripe, { control, send }) => {
      await paid(stripe);
      await control.advance(5);
      const [newest] = (await stripe.balanceTransactions.list({ limit: 1 })).data;
      shows((await send('GET', '/v1/balance/history?limit=1')).json, { object: 'list', data: [{ id: newest?.id }] });
      shows((await send('GET', `/v1/balance/history/${newest?.id ?? ''}`)).json, { fee: 163, net: 4437 });
    },
  ),
];

export const accountAndBalance = area('account and balance', [...account, ...balance]);
