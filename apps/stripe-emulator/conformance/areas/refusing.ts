import { area, behaviour, CHOSEN, docs } from '../behaviour';
import type { Basis } from '../behaviour';
import { equal, refused, shows } from '../expectations';
import { CARDS_ONLY, open } from '../holds';

const BOOLEANS: Basis = { evidence: 'documented', source: 'https://github.com/stripe/stripe-dotnet/pull/3104' };
const RETURN: Basis = {
  evidence: 'recorded',
  source: 'https://github.com/opencollective/opencollective-frontend/issues/12346',
};
const AUTOMATIC: Basis = { evidence: 'documented', source: docs('changelog/2023-08-16/automatic-payment-methods') };
const URLS: Basis = { evidence: 'assumed', source: CHOSEN };
const PAY = 'amount=2000&currency=usd&payment_method=pm_card_visa';
const BACK = 'return_url=https://shop.example';

const booleans = [
  ...['True', 'true'].map((word) =>
    behaviour(`takes ${word} for yes`, BOOLEANS, async (_stripe, { send }) => {
      const { json } = await send('POST', '/v1/payment_intents', { body: `${PAY}&confirm=${word}&${BACK}` });
      shows(json, { status: 'succeeded' });
    }),
  ),
  ...['False', 'false'].map((word) =>
    behaviour(`takes ${word} for no`, BOOLEANS, async (_stripe, { send }) => {
      const { json } = await send('POST', '/v1/payment_intents', { body: `${PAY}&confirm=${word}` });
      shows(json, { status: 'requires_confirmation' });
    }),
  ),
  ...['1', '0', 'yes', 'TRUE'].map((word) =>
    behaviour(
      `does not take ${word} for a boolean`,
      { evidence: 'recorded', source: 'https://github.com/cartalyst/stripe/issues/218' },
      async (_stripe, { send }) => {
        const { json } = await send('POST', '/v1/payment_intents', { body: `${PAY}&confirm=${word}` });
        shows(json, { error: { message: `Invalid boolean: ${word}`, param: 'confirm' } });
      },
    ),
  ),
];

const returning = [
  behaviour('needs a return_url at creation', RETURN, async (_stripe, { send }) => {
    const { json, status } = await send('POST', '/v1/payment_intents', { body: `${PAY}&confirm=true` });
    equal(status, 400);
    shows(json, {
      error: {
        type: 'invalid_request_error',
        code: undefined,
        message:
          'This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of these ' +
          'payment methods might redirect your customer off of your page, you must provide a `return_url`. If you ' +
          "don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` " +
          'and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents.',
        payment_intent: { status: 'requires_payment_method' },
      },
    });
  }),
  behaviour('needs a return_url at confirmation', RETURN, async (stripe) => {
    const { id } = await stripe.paymentIntents.create({ amount: 2000, currency: 'usd' });
    await refused(stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' }), {
      type: 'invalid_request_error',
      message: /you must provide a `return_url`/,
    });
    equal((await stripe.paymentIntents.retrieve(id)).status, 'requires_payment_method');
  }),
  behaviour('needs a return_url for a SetupIntent', AUTOMATIC, async (stripe) => {
    await refused(stripe.setupIntents.create({ confirm: true, payment_method: 'pm_card_visa' }), {
      message: /you must provide a `return_url`/,
    });
  }),
  behaviour('needs none when nobody is there', AUTOMATIC, async (_stripe, { send }) => {
    const { json } = await send('POST', '/v1/payment_intents', { body: `${PAY}&confirm=true&off_session=true` });
    shows(json, { status: 'succeeded' });
  }),
  behaviour('needs none when nothing redirects', AUTOMATIC, async (stripe) => {
    const { id } = await open(stripe);
    equal((await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' })).status, 'succeeded');
  }),
  behaviour('needs none when only cards are allowed', URLS, async (stripe) => {
    const cards = { allowed_payment_method_types: ['card' as const], payment_method: 'pm_card_visa', confirm: true };
    equal((await stripe.paymentIntents.create({ amount: 2000, currency: 'usd', ...cards })).status, 'succeeded');
  }),
  behaviour('takes a return_url', AUTOMATIC, async (_stripe, { send }) => {
    const { json } = await send('POST', '/v1/payment_intents', { body: `${PAY}&confirm=true&${BACK}` });
    shows(json, { status: 'succeeded' });
  }),
  behaviour(
    'needs none in an account without methods that redirect',
    { evidence: 'assumed', source: CHOSEN, needs: ['settings'] },
    async (_stripe, { control, send }) => {
      await control.post('account', { redirecting_methods: false });
      const { json } = await send('POST', '/v1/payment_intents', { body: `${PAY}&confirm=true` });
      shows(json, { status: 'succeeded' });
    },
  ),
  behaviour(
    'names the account’s configuration where Stripe chooses the ways to pay',
    { evidence: 'recorded', source: 'https://github.com/gburgyan/aat-stripe (README)' },
    async (stripe) => {
      const { payment_method_configuration_details: details } = await open(stripe);
      shows(details, { id: /^pmc_/, parent: null });
    },
  ),
];

const unknown = [
  behaviour(
    'names all unknown parameters, and the first as param',
    { evidence: 'recorded', source: 'https://github.com/gburgyan/aat-stripe (README)' },
    async (stripe) => {
      const { id } = await open(stripe);
      const odd = { amount: 1, currency: 'usd', cancellation_reason: 'abandoned' };
      await refused(stripe.rawRequest('POST', `/v1/payment_intents/${id}/cancel`, odd), {
        code: 'parameter_unknown',
        message: 'Received unknown parameters: amount, currency',
        param: 'amount',
      });
    },
  ),
  behaviour('names unknown parameters inside a hash', URLS, async (stripe) => {
    const odd = { amount: 100, currency: 'usd', shipping: { name: 'Jenny', planet: 'Earth', sun: 'Sol' } };
    await refused(stripe.rawRequest('POST', '/v1/payment_intents', odd), {
      message: 'Received unknown parameters: shipping[planet], shipping[sun]',
      param: 'shipping[planet]',
    });
  }),
  behaviour(
    'says what to do with a statement_descriptor',
    { evidence: 'recorded', source: 'https://github.com/fluentform/fluentform/issues/384' },
    async (stripe) => {
      const named = { amount: 1000, currency: 'usd', statement_descriptor: 'CHAIRS', ...CARDS_ONLY };
      await refused(stripe.paymentIntents.create(named), {
        message: /not supported for the payment_method_type `card`.*`statement_descriptor_suffix`/,
      });
    },
  ),
];

const addresses = [
  ...['/v1/refunds/search', '/v1/prices/search', '/v1/payment_intents/', '/v1/payment_intents//capture'].map((path) =>
    behaviour(`knows no ${path}`, URLS, async (_stripe, { send }) => {
      const { status } = await send(path.endsWith('capture') ? 'POST' : 'GET', path);
      equal(status, 404);
    }),
  ),
  behaviour(
    'lists PaymentMethods without a customer',
    { evidence: 'documented', source: docs('api/payment_methods/list') },
    async (stripe) => {
      const { id: customer } = await stripe.customers.create();
      const { id } = await stripe.paymentMethods.attach('pm_card_visa', { customer });
      equal((await stripe.paymentMethods.list({ limit: 1 })).data[0]?.id, id);
    },
  ),
];

const indented: Basis = { evidence: 'recorded', source: 'https://github.com/gburgyan/aat-stripe (README)' };
const json = [
  behaviour('indents its answers by two', indented, async (_stripe, { send }) => {
    const { json: made, text } = await send('POST', '/v1/customers');
    equal(text, JSON.stringify(made, null, 2));
  }),
  behaviour('indents its errors by two', indented, async (_stripe, { send }) => {
    const { json: error, text } = await send('GET', '/v1/customers/cus_nobody');
    equal(text, JSON.stringify(error, null, 2));
  }),
];

export const refusing = area('what is refused', [...booleans, ...returning, ...unknown, ...addresses, ...json]);
