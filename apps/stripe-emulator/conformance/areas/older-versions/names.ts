import { area, behaviour, docs } from '../../behaviour';
import { equal, shows } from '../../expectations';
import { documentedAt, idOf, inVersion, itemsOf, OldVersion, PAYMENT, recordOf } from '../../old-version';

const LIFECYCLE = docs('payments/paymentintents/lifecycle');
const STATUSES = docs('changelog/2019-02-11/renames-several-statuses-payment-intents');
const NEXT = docs('changelog/2019-02-11/renames-next-source-action-next-action');
const TYPES = docs('changelog/2019-02-11/renames-allowed-source-types-payment-method-types');
const LISTS = docs('changelog/2020-08-27/deprecates-auto-expansion-tax-id-customer');
const SECURE = docs('changelog/2020-08-27/updates-3d-scure-charge-object');
const ASKS = 'payment_method=pm_card_authenticationRequired&return_url=https://shop.example';

/** Before 2019-02-11 what pays is a source. */
const sources = ['2018-11-08', '2018-05-21'].flatMap((version) => [
  inVersion(version, 'waits for a source', documentedAt(LIFECYCLE), async (old) => {
    shows(await old.post('/v1/payment_intents', 'amount=1000&currency=usd'), { status: 'requires_source' });
  }),
  inVersion(version, 'waits for the action of a source', documentedAt(STATUSES), async (old) => {
    shows(await old.post('/v1/payment_intents', `${PAYMENT}&${ASKS}`), { status: 'requires_source_action' });
  }),
  inVersion(version, 'keeps the other statuses', documentedAt(STATUSES), async (old) => {
    shows(await old.pay(), { status: 'succeeded' });
    shows(await old.hold(), { status: 'requires_capture' });
  }),
  inVersion(version, 'says where the buyer authorizes', documentedAt(NEXT), async (old) => {
    const intent = await old.post('/v1/payment_intents', `${PAYMENT}&${ASKS}`);
    shows(intent, {
      next_source_action: {
        type: 'authorize_with_url',
        authorize_with_url: { return_url: 'https://shop.example', url: /^http/ },
      },
    });
    equal('next_action' in intent, false);
  }),
  inVersion(version, 'takes and shows allowed_source_types', documentedAt(TYPES), async (old) => {
    const made = await old.post('/v1/payment_intents', 'amount=1000&currency=usd&allowed_source_types[]=card');
    equal([made['allowed_source_types'], 'payment_method_types' in made], [['card'], false]);
  }),
]);

const methods = ['2019-02-11', '2019-05-16'].flatMap((version) => [
  inVersion(version, 'waits for a payment method', documentedAt(LIFECYCLE), async (old) => {
    shows(await old.post('/v1/payment_intents', 'amount=1000&currency=usd'), { status: 'requires_payment_method' });
  }),
  inVersion(version, 'waits for an action', documentedAt(STATUSES), async (old) => {
    shows(await old.post('/v1/payment_intents', `${PAYMENT}&${ASKS}`), {
      status: 'requires_action',
      next_action: { type: 'redirect_to_url' },
    });
  }),
  inVersion(version, 'does not take allowed_source_types', documentedAt(TYPES), async (old) => {
    const body = 'amount=1000&currency=usd&allowed_source_types[]=card';
    const { json } = await old.send('POST', '/v1/payment_intents', body);
    shows(json, { error: { code: 'parameter_unknown', param: 'allowed_source_types' } });
  }),
]);

const customers = [
  ...['2019-02-19', '2020-03-02'].map((version) =>
    inVersion(version, 'has three lists inside a customer', documentedAt(LISTS), async (old) => {
      const customer = await old.post('/v1/customers');
      for (const name of ['sources', 'subscriptions', 'tax_ids']) equal(itemsOf(customer[name]), []);
    }),
  ),
  ...['2020-08-27', '2024-06-20'].map((version) =>
    inVersion(version, 'has no lists inside a customer', documentedAt(LISTS), async (old) => {
      const customer = await old.post('/v1/customers');
      equal(
        ['sources', 'subscriptions', 'tax_ids'].filter((name) => name in customer),
        [],
      );
    }),
  ),
  inVersion(
    '2019-10-08',
    'calls the balance of a customer account_balance',
    documentedAt(docs('changelog/2019-10-17')),
    async (old) => {
      const customer = await old.post('/v1/customers');
      equal([customer['account_balance'], 'balance' in customer], [0, false]);
    },
  ),
  inVersion(
    '2019-10-17',
    'calls the balance of a customer balance',
    documentedAt(docs('changelog/2019-10-17')),
    async (old) => {
      const customer = await old.post('/v1/customers');
      equal([customer['balance'], 'account_balance' in customer], [0, false]);
    },
  ),
  inVersion(
    '2019-11-05',
    'has one tax number on a customer',
    documentedAt(docs('changelog/2019-12-03')),
    async (old) => {
      shows(await old.post('/v1/customers'), { tax_info: null, tax_info_verification: null });
    },
  ),
  inVersion(
    '2019-12-03',
    'has no tax number on a customer',
    documentedAt(docs('changelog/2019-12-03')),
    async (old) => {
      equal('tax_info' in (await old.post('/v1/customers')), false);
    },
  ),
  inVersion('2020-08-27', 'has a currency on a customer', documentedAt(docs('changelog/2022-08-01')), async (old) => {
    shows(await old.post('/v1/customers'), { default_currency: null });
  }),
  inVersion(
    '2022-08-01',
    'has no default currency on a customer',
    documentedAt(docs('changelog/2022-08-01')),
    async (old) => {
      equal('default_currency' in (await old.post('/v1/customers')), false);
    },
  ),
];

async function authenticated(old: OldVersion): Promise<unknown> {
  const intent = await old.post('/v1/payment_intents', `${PAYMENT}&${ASKS}&payment_method_types[]=card`);
  const action = recordOf(recordOf(intent['next_action'])['redirect_to_url']);
  await fetch(idOf(action['url']), {
    method: 'POST',
    body: new URLSearchParams({ outcome: 'complete' }),
    redirect: 'manual',
  });
  const [charge] = itemsOf(await old.get('/v1/charges'));
  return recordOf(recordOf(recordOf(charge)['payment_method_details'])['card'])['three_d_secure'];
}

const secure = [
  behaviour(
    '2020-03-02 says twice yes or no about 3-D Secure',
    { evidence: 'documented', source: SECURE, needs: ['settings'] },
    async (_stripe, world) => {
      const shown = recordOf(await authenticated(new OldVersion(world, '2020-03-02')));
      equal([shown['authenticated'], shown['succeeded'], 'result' in shown], [true, true, false]);
    },
  ),
  behaviour(
    '2020-08-27 says in one word how 3-D Secure went',
    { evidence: 'documented', source: SECURE, needs: ['settings'] },
    async (_stripe, world) => {
      const shown = recordOf(await authenticated(new OldVersion(world, '2020-08-27')));
      equal([shown['result'], 'succeeded' in shown], ['authenticated', false]);
    },
  ),
];

export const oldNames = area('names of older versions', [...sources, ...methods, ...customers, ...secure]);
