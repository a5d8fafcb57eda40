import { AAT, area, behaviour, CHOSEN, docs, FROM_MEMORY } from '../../behaviour';
import { equal, shows } from '../../expectations';
import { documentedAt, idOf, inVersion, itemsOf, PAYMENT, recordOf } from '../../old-version';

const TYPES_END = docs(
  'changelog/endive/2026-09-30/removes-the-payment-method-types-parameter-from-payment-intents-and-setup-intents',
);
const AUTOMATIC = docs('changelog/2023-08-16/automatic-payment-methods');
const ASYNC = docs('changelog/2024-04-10/automatic-sync-default-paymentintents');
const LIST = 'payment_method_types[]=card';
const METHOD = 'payment_method=pm_card_visa';

const WITH_TYPES = [
  '2019-02-19',
  '2020-08-27',
  '2022-11-15',
  '2023-10-16',
  '2024-06-20',
  '2025-08-27.basil',
  '2026-08-26.dahlia',
];
const WITHOUT_TYPES = ['2026-09-30.endive', '2026-10-28.endive', '2026-08-26.preview'];

const listed = WITH_TYPES.flatMap((version) => [
  inVersion(version, 'takes payment_method_types at creation', documentedAt(TYPES_END), async (old) => {
    const created = await old.post('/v1/payment_intents', `amount=1000&currency=usd&${LIST}`);
    shows(created, { payment_method_types: ['card'], automatic_payment_methods: null });
  }),
  inVersion(version, 'takes payment_method_types in an update', documentedAt(TYPES_END), async (old) => {
    const { id } = await old.post('/v1/payment_intents', 'amount=1000&currency=usd');
    const updated = await old.post(`/v1/payment_intents/${idOf(id)}`, LIST);
    shows(updated, { payment_method_types: ['card'], automatic_payment_methods: null });
  }),
  inVersion(version, 'takes payment_method_types with a confirmation', documentedAt(TYPES_END), async (old) => {
    const { id } = await old.post('/v1/payment_intents', 'amount=1000&currency=usd');
    shows(await old.post(`/v1/payment_intents/${idOf(id)}/confirm`, `${LIST}&${METHOD}`), { status: 'succeeded' });
  }),
  inVersion(version, 'takes payment_method_types for a SetupIntent', documentedAt(TYPES_END), async (old) => {
    const made = await old.post('/v1/setup_intents', LIST);
    shows(made, { payment_method_types: ['card'], automatic_payment_methods: null });
    shows(await old.post(`/v1/setup_intents/${idOf(made['id'])}`, LIST), { payment_method_types: ['card'] });
  }),
  inVersion(version, 'needs no return_url where the types are listed', documentedAt(AUTOMATIC), async (old) => {
    shows(await old.pay(`&${LIST}`), { status: 'succeeded' });
  }),
  inVersion(version, 'lets payments with listed types fail instead of ask', documentedAt(AUTOMATIC), async (old) => {
    const asks = `${PAYMENT}&payment_method=pm_card_authenticationRequired&error_on_requires_action=true&${LIST}`;
    const { json, status } = await old.send('POST', '/v1/payment_intents', asks);
    equal(status, 402);
    shows(json, { error: { code: 'authentication_required', decline_code: 'authentication_not_handled' } });
  }),
]);

const unlisted = WITHOUT_TYPES.flatMap((version) =>
  ['/v1/payment_intents', '/v1/setup_intents'].map((path) =>
    inVersion(version, `refuses payment_method_types at ${path}`, documentedAt(TYPES_END), async (old) => {
      const body = path.includes('payment') ? `amount=1000&currency=usd&${LIST}` : LIST;
      const { json, status } = await old.send('POST', path, body);
      equal(status, 400);
      shows(json, { error: { code: 'payment_method_types_no_longer_supported', param: 'payment_method_types' } });
    }),
  ),
);

const list = [
  inVersion(
    '2025-08-27.basil',
    'shows the list as it was given',
    { evidence: 'assumed', source: CHOSEN },
    async (old) => {
      const made = await old.post(
        '/v1/payment_intents',
        `amount=1000&currency=usd&${LIST}&payment_method_types[]=link`,
      );
      equal(made['payment_method_types'], ['card', 'link']);
    },
  ),
  inVersion(
    '2025-08-27.basil',
    'refuses a type that there is not',
    { evidence: 'assumed', source: FROM_MEMORY },
    async (old) => {
      const body = 'amount=1000&currency=usd&payment_method_types[]=card&payment_method_types[]=shells';
      const { json } = await old.send('POST', '/v1/payment_intents', body);
      shows(json, { error: { code: 'payment_intent_invalid_parameter', param: 'payment_method_types[1]' } });
    },
  ),
  inVersion(
    '2025-08-27.basil',
    'takes one of payment_method_types and automatic_payment_methods',
    { evidence: 'assumed', source: FROM_MEMORY },
    async (old) => {
      const body = `amount=1000&currency=usd&${LIST}&automatic_payment_methods[enabled]=true`;
      const { json } = await old.send('POST', '/v1/payment_intents', body);
      shows(json, { error: { type: 'invalid_request_error', param: 'payment_method_types' } });
    },
  ),
];

const defaults = [
  ...['2019-12-03', '2020-08-27', '2022-08-01', '2022-11-15'].flatMap((version) => [
    inVersion(version, 'takes cards alone unless asked otherwise', documentedAt(AUTOMATIC), async (old) => {
      const made = await old.post('/v1/payment_intents', 'amount=1000&currency=usd');
      shows(made, { payment_method_types: ['card'], automatic_payment_methods: null });
    }),
    inVersion(version, 'needs no return_url', documentedAt(AUTOMATIC), async (old) => {
      shows(await old.pay(), { status: 'succeeded' });
    }),
    inVersion(version, 'takes error_on_requires_action', documentedAt(AUTOMATIC), async (old) => {
      shows(await old.pay('&error_on_requires_action=true'), { status: 'succeeded' });
    }),
  ]),
  ...['2023-08-16', '2023-10-16', '2024-06-20', '2025-03-31.basil', '2026-07-29.dahlia'].flatMap((version) => [
    inVersion(version, 'lets Stripe choose the ways to pay', documentedAt(AUTOMATIC), async (old) => {
      const made = await old.post('/v1/payment_intents', 'amount=1000&currency=usd');
      shows(made, { automatic_payment_methods: { allow_redirects: 'always', enabled: true } });
    }),
    inVersion(version, 'refuses a confirmation without return_url', documentedAt(AUTOMATIC), async (old) => {
      const { json, status } = await old.send('POST', '/v1/payment_intents', `${PAYMENT}&${METHOD}`);
      equal(status, 400);
      shows(json, { error: { type: 'invalid_request_error', message: /you must provide a `return_url`/ } });
    }),
    inVersion(version, 'refuses error_on_requires_action then', documentedAt(AUTOMATIC), async (old) => {
      const body = `${PAYMENT}&${METHOD}&return_url=https://shop.example&error_on_requires_action=true`;
      const { json, status } = await old.send('POST', '/v1/payment_intents', body);
      equal(status, 400);
      shows(json, { error: { param: 'error_on_requires_action' } });
    }),
  ]),
];

const capturing = [
  ...['2020-08-27', '2022-11-15', '2023-10-16'].flatMap((version) => [
    inVersion(version, 'captures before the answer unless asked otherwise', documentedAt(ASYNC), async (old) => {
      shows(await old.post('/v1/payment_intents', 'amount=1000&currency=usd'), { capture_method: 'automatic' });
    }),
    inVersion(version, 'has the balance transaction at once', documentedAt(ASYNC), async (old) => {
      const charge = await old.chargeOf(await old.pay(`&${LIST}`));
      shows(charge, { captured: true, balance_transaction: /^txn_/ });
    }),
  ]),
  ...['2024-04-10', '2025-08-27.basil'].flatMap((version) => [
    inVersion(version, 'captures after the answer unless asked otherwise', documentedAt(ASYNC), async (old) => {
      shows(await old.post('/v1/payment_intents', 'amount=1000&currency=usd'), { capture_method: 'automatic_async' });
    }),
    inVersion(version, 'has no balance transaction at first', documentedAt(ASYNC), async (old) => {
      shows(await old.chargeOf(await old.pay(`&${LIST}`)), { captured: true, balance_transaction: null });
    }),
  ]),
  inVersion(
    '2023-10-16',
    'takes challenge_only',
    documentedAt('https://github.com/stripe/stripe-node/blob/master/CHANGELOG.md#15-0-0'),
    async (old) => {
      const asked = '&payment_method_options[card][request_three_d_secure]=challenge_only';
      shows(await old.pay(`${asked}&${LIST}`), { status: 'succeeded' });
    },
  ),
  inVersion(
    '2024-04-10',
    'does not take challenge_only',
    documentedAt('https://github.com/stripe/stripe-node/blob/master/CHANGELOG.md#15-0-0'),
    async (old) => {
      const asked = 'payment_method_options[card][request_three_d_secure]=challenge_only';
      equal((await old.send('POST', '/v1/payment_intents', `amount=1000&currency=usd&${asked}`)).status, 400);
    },
  ),
];

const words = [
  inVersion(
    '2026-10-28.endive',
    'says with what a payment failed',
    documentedAt(docs('changelog/endive/2026-09-30/payment-method-type-payment-failures')),
    async (old) => {
      const { json } = await old.send(
        'POST',
        '/v1/payment_intents',
        `${PAYMENT}&payment_method=pm_card_chargeDeclined&return_url=https://shop.example`,
      );
      shows(json, { error: { payment_intent: { last_payment_error: { payment_method_type: 'card' } } } });
    },
  ),
  inVersion(
    '2026-08-26.dahlia',
    'does not say with what a payment failed',
    documentedAt(docs('changelog/endive/2026-09-30/payment-method-type-payment-failures')),
    async (old) => {
      const { json } = await old.send(
        'POST',
        '/v1/payment_intents',
        `${PAYMENT}&payment_method=pm_card_chargeDeclined&return_url=https://shop.example`,
      );
      const { error } = recordOf(json);
      const failure = recordOf(recordOf(recordOf(error)['payment_intent'])['last_payment_error']);
      equal(failure['payment_method_type'], undefined);
    },
  ),
];

const forms = [
  ...[
    '2026-08-26.preview',
    '2025-03-31.preview',
    '2024-06-20; some_beta=v1',
    '2026-10-28.endive; a_beta=v1; b_beta=v2',
  ].map((version) =>
    inVersion(version, 'is a version', documentedAt(docs('api/versioning')), async (old) => {
      const { headers, status } = await old.send('GET', '/v1/events?limit=1');
      equal([status, headers.get('stripe-version')], [200, version]);
    }),
  ),
  ...['2024-06-20.preview', '2026-08-27.preview', '2024-06-20; beta', '2024-06-21; some_beta=v1'].map((version) =>
    inVersion(version, 'is none', { evidence: 'recorded', source: AAT }, async (old) => {
      equal((await old.send('GET', '/v1/events?limit=1')).status, 400);
    }),
  ),
  behaviour(
    'an account has a version of its own',
    { evidence: 'documented', source: docs('api/versioning'), needs: ['settings'] },
    async (_stripe, { control, send }) => {
      await control.post('account', { api_version: '2022-08-01' });
      const { headers, json } = await send('POST', '/v1/payment_intents', { body: 'amount=1000&currency=usd' });
      equal(headers.get('stripe-version'), '2022-08-01');
      equal(itemsOf(recordOf(json)['charges']), []);
    },
  ),
  behaviour(
    'a request names another than the account has',
    { evidence: 'documented', source: docs('api/versioning'), needs: ['settings'] },
    async (stripe, { control }) => {
      await control.post('account', { api_version: '2022-08-01' });
      const made = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd' });
      equal([made.lastResponse.apiVersion, 'charges' in made], ['2026-10-28.endive', false]);
    },
  ),
];

export const oldRequests = area('requests of older versions', [
  ...listed,
  ...unlisted,
  ...list,
  ...defaults,
  ...capturing,
]);
export const oldForms = area('forms of older versions', [...words, ...forms]);
