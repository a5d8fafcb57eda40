import { area, behaviour, docs, FROM_MEMORY, SDK } from '../behaviour';
import { equal, holds, shows } from '../expectations';
import type { Answer } from '../behaviour';

const ERRORS = docs('api/errors');
const CODES = docs('error-codes');
const AUTH = docs('api/authentication');

const CREATE = '/v1/payment_intents';
const errorIn = ({ json }: Answer): unknown =>
  typeof json === 'object' && json !== null && 'error' in json ? json.error : undefined;

const bodies = (
  [
    [
      'an unknown parameter',
      'amount=1000&currency=usd&foo=1',
      { code: 'parameter_unknown', param: 'foo', message: 'Received unknown parameter: foo' },
    ],
    [
      'an unknown nested parameter',
      'amount=1000&currency=usd&shipping[x]=1',
      { code: 'parameter_unknown', param: 'shipping[x]' },
    ],
    [
      'a word for a number',
      'amount=ten&currency=usd',
      { code: 'parameter_invalid_integer', param: 'amount', message: 'Invalid integer: ten' },
    ],
    [
      'a fraction',
      'amount=10.5&currency=usd',
      { code: 'parameter_invalid_integer', param: 'amount', message: 'Invalid integer: 10.5' },
    ],
    [
      'a number beyond all integers',
      'amount=99999999999999999999&currency=usd',
      { code: 'parameter_invalid_integer', param: 'amount' },
    ],
    ['an empty number', 'amount=&currency=usd', { code: 'parameter_invalid_empty', param: 'amount' }],
    ['a word for a boolean', 'amount=1000&currency=usd&confirm=maybe', { param: 'confirm' }],
    [
      'a value that is none of the listed',
      'amount=1000&currency=usd&capture_method=slowly',
      { param: 'capture_method' },
    ],
    ['a scalar for an object', 'amount=1000&currency=usd&metadata=7', { param: 'metadata' }],
    ['an object for a scalar', 'amount[x]=1000&currency=usd', { param: 'amount' }],
    ['an array with a name in it', 'amount=1000&currency=usd&expand[x]=customer', { param: 'expand' }],
  ] as const
).map(([name, body, error]) =>
  behaviour(
    `refuses ${name}`,
    { evidence: 'code' in error ? 'documented' : 'assumed', source: 'code' in error ? CODES : FROM_MEMORY },
    async (_stripe, { send }) => {
      const answer = await send('POST', CREATE, { body });
      equal(answer.status, 400);
      shows(errorIn(answer), { type: 'invalid_request_error', ...error });
    },
  ),
);

const addresses = (
  [
    ['GET', '/v1/nothing_like_this'],
    ['POST', '/v1/payment_intents/pi_1/nothing'],
    ['DELETE', '/v1/payment_intents/pi_1'],
    ['GET', '/v3/payment_intents'],
  ] as const
).map(([method, path]) =>
  behaviour(
    `does not know ${method} ${path}`,
    { evidence: 'documented', source: ERRORS },
    async (_stripe, { send }) => {
      const answer = await send(method, path);
      equal(answer.status, 404);
      shows(errorIn(answer), {
        type: 'invalid_request_error',
        message: new RegExp(`^Unrecognized request URL \\(${method}: ${path}\\)`),
      });
    },
  ),
);

const keys = [
  behaviour('takes the key as a bearer token', { evidence: 'documented', source: AUTH }, async (_stripe, { send }) => {
    equal((await send('GET', '/v1/events?limit=1')).status, 200);
  }),
  behaviour(
    'takes the key as the user of basic authentication',
    { evidence: 'documented', source: AUTH },
    async (_stripe, { key, send }) => {
      const authorization = `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
      equal((await send('GET', '/v1/events?limit=1', { headers: { authorization } })).status, 200);
    },
  ),
  behaviour('refuses a request without a key', { evidence: 'documented', source: AUTH }, async (_stripe, { send }) => {
    const answer = await send('GET', '/v1/events', { headers: { authorization: '' } });
    equal(answer.status, 401);
    shows(errorIn(answer), { type: 'invalid_request_error', message: /^You did not provide an API key\./ });
  }),
  behaviour('refuses a key that is none', { evidence: 'documented', source: AUTH }, async (_stripe, { send }) => {
    const answer = await send('GET', '/v1/events', { headers: { authorization: 'Bearer nonsense_key' } });
    equal(answer.status, 401);
    shows(errorIn(answer), { type: 'invalid_request_error', message: /^Invalid API Key provided: nons\*+/ });
  }),
];

const shape = [
  behaviour(
    'answers errors as JSON with one member',
    { evidence: 'documented', source: ERRORS },
    async (_stripe, { send }) => {
      const answer = await send('POST', CREATE, { body: 'currency=usd' });
      equal(Object.keys(typeof answer.json === 'object' && answer.json !== null ? answer.json : {}), ['error']);
      holds(answer.headers.get('content-type')?.startsWith('application/json') === true, 'JSON');
    },
  ),
  behaviour(
    'gives every answer a request id',
    { evidence: 'documented', source: docs('api/request_ids') },
    async (_stripe, { send }) => {
      const ids = [await send('GET', '/v1/events?limit=1'), await send('GET', '/v1/events/evt_none')].map(
        ({ headers }) => headers.get('request-id'),
      );
      shows(ids, [/^req_/, /^req_/]);
      holds(ids[0] !== ids[1], 'ids of their own');
    },
  ),
  behaviour('links a code to its page', { evidence: 'documented', source: ERRORS }, async (_stripe, { send }) => {
    shows(errorIn(await send('POST', CREATE, { body: 'currency=usd' })), {
      doc_url: 'https://stripe.com/docs/error-codes/parameter-missing',
    });
  }),
  behaviour('links the request to its log', { evidence: 'documented', source: ERRORS }, async (_stripe, { send }) => {
    shows(errorIn(await send('POST', CREATE, { body: 'currency=usd' })), {
      request_log_url: /^https:\/\/dashboard\.stripe\.com\//,
    });
  }),
  behaviour('lets the SDK tell the kind of error', { evidence: 'documented', source: SDK }, async (stripe) => {
    const kinds = await Promise.all(
      [
        stripe.paymentIntents.retrieve('pi_none'),
        stripe.paymentIntents.create({
          amount: 1000,
          currency: 'usd',
          confirm: true,
          payment_method: 'pm_card_visa_chargeDeclined',
          automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
        }),
      ].map(async (call) =>
        call.then(
          () => 'no error',
          (error: unknown) => (error instanceof Error && 'type' in error ? error.type : 'another'),
        ),
      ),
    );
    equal(kinds, ['StripeInvalidRequestError', 'StripeCardError']);
  }),
  behaviour(
    'takes numbers and booleans as text',
    { evidence: 'documented', source: docs('api') },
    async (_stripe, { send }) => {
      const { status, json } = await send('POST', CREATE, { body: 'amount=1000&currency=usd&confirm=false' });
      equal(status, 200);
      shows(json, { amount: 1000 });
    },
  ),
  behaviour(
    'takes arrays with and without places',
    { evidence: 'documented', source: docs('api') },
    async (_stripe, { send }) => {
      for (const list of ['expand[]=customer', 'expand[0]=customer']) {
        equal((await send('POST', CREATE, { body: `amount=1000&currency=usd&${list}` })).status, 200);
      }
    },
  ),
  behaviour('takes encoded brackets', { evidence: 'documented', source: docs('api') }, async (_stripe, { send }) => {
    const { json } = await send('POST', CREATE, { body: 'amount=1000&currency=usd&metadata%5Border%20id%5D=7+8' });
    shows(json, { metadata: { 'order id': '7 8' } });
  }),
  behaviour('takes letters beyond ASCII', { evidence: 'documented', source: docs('api') }, async (stripe) => {
    shows(await stripe.paymentIntents.create({ amount: 1000, currency: 'usd', description: 'Grüße 🎁 日本' }), {
      description: 'Grüße 🎁 日本',
    });
  }),
];

export const errors = area('errors', [...bodies, ...addresses, ...keys, ...shape]);
