import { AAT, area, behaviour, CHOSEN, docs, FROM_MEMORY } from '../behaviour';
import { equal, refused, shows } from '../expectations';
import { open } from '../holds';

const CREATE = docs('api/payment_intents/create');
const CURRENCIES = docs('currencies');
const OBJECT = docs('api/payment_intents/object');

/** A string of this many characters. */
const long = (length: number): string => 'x'.repeat(length);

const kept = (
  [
    ['description', 'Order 7'],
    ['receipt_email', 'jenny@example.com'],
    ['statement_descriptor_suffix', 'ORDER 7'],
    ['transfer_group', 'ORDER_7'],
    ['capture_method', 'manual'],
    ['capture_method', 'automatic'],
    ['setup_future_usage', 'off_session'],
    ['setup_future_usage', 'on_session'],
  ] as const
).map(([field, value]) =>
  behaviour(`keeps ${field} ${value}`, { evidence: 'documented', source: CREATE }, async (stripe) => {
    shows(await open(stripe, { [field]: value }), { [field]: value });
  }),
);

const blank = (
  [
    ['amount_capturable', 0],
    ['amount_received', 0],
    ['application_fee_amount', null],
    ['canceled_at', null],
    ['cancellation_reason', null],
    ['customer', null],
    ['description', null],
    ['last_payment_error', null],
    ['latest_charge', null],
    ['livemode', false],
    ['next_action', null],
    ['on_behalf_of', null],
    ['payment_method', null],
    ['processing', null],
    ['receipt_email', null],
    ['review', null],
    ['setup_future_usage', null],
    ['shipping', null],
    ['statement_descriptor', null],
    ['transfer_data', null],
    ['transfer_group', null],
  ] as const
).map(([field, value]) =>
  behaviour(
    `shows ${field} as ${String(value)} on a new PaymentIntent`,
    { evidence: 'documented', source: OBJECT },
    async (stripe) => {
      shows(await open(stripe), { [field]: value });
    },
  ),
);

const amounts = (
  [
    [0, 'usd', 'parameter_invalid_integer', 'recorded', AAT],
    [-1, 'usd', 'parameter_invalid_integer', 'assumed', FROM_MEMORY],
    [49, 'usd', 'amount_too_small', 'documented', CURRENCIES],
    [29, 'gbp', 'amount_too_small', 'documented', CURRENCIES],
    [49, 'jpy', 'amount_too_small', 'documented', CURRENCIES],
    [49, 'idr', 'amount_too_small', 'documented', CURRENCIES],
    [1_000_000_000_000, 'usd', 'amount_too_large', 'documented', CURRENCIES],
  ] as const
).map(([amount, currency, code, evidence, source]) =>
  behaviour(`refuses ${String(amount)} ${currency} as ${code}`, { evidence, source }, async (stripe) => {
    await refused(open(stripe, { amount, currency }), { type: 'invalid_request_error', code, param: 'amount' });
  }),
);

const steps = [
  behaviour(
    'starts without a method in requires_payment_method',
    { evidence: 'documented', source: docs('payments/paymentintents/lifecycle') },
    async (stripe) => {
      shows(await open(stripe), {
        object: 'payment_intent',
        status: 'requires_payment_method',
        amount: 4600,
        currency: 'usd',
      });
    },
  ),
  behaviour(
    'starts with a method in requires_confirmation',
    { evidence: 'documented', source: docs('payments/paymentintents/lifecycle') },
    async (stripe) => {
      shows(await open(stripe, { payment_method: 'pm_card_visa' }), {
        status: 'requires_confirmation',
        payment_method: /^pm_/,
      });
    },
  ),
  behaviour(
    'captures asynchronously unless told otherwise',
    { evidence: 'documented', source: docs('changelog/2024-04-10/automatic-sync-default-paymentintents') },
    async (stripe) => {
      shows(await open(stripe), { capture_method: 'automatic_async', confirmation_method: 'automatic' });
    },
  ),
  behaviour(
    'names ids and the client secret after the object',
    { evidence: 'documented', source: OBJECT },
    async (stripe) => {
      const intent = await open(stripe);
      shows(intent, { id: /^pi_\w{20,}$/, client_secret: new RegExp(`^${intent.id}_secret_\\w{20,}$`) });
    },
  ),
  behaviour('dates it in whole seconds', { evidence: 'documented', source: OBJECT }, async (stripe) => {
    const { created } = await open(stripe);
    equal(Number.isInteger(created) && created > 1_700_000_000, true);
  }),
  behaviour(
    'takes a currency in capitals and shows it in small letters',
    { evidence: 'documented', source: CREATE },
    async (stripe) => {
      shows(await open(stripe, { currency: 'EUR' }), { currency: 'eur' });
    },
  ),
  behaviour('refuses a currency it does not know', { evidence: 'documented', source: CURRENCIES }, async (stripe) => {
    await refused(open(stripe, { currency: 'xyz' }), {
      type: 'invalid_request_error',
      param: 'currency',
      message: /^Invalid currency: xyz/,
    });
  }),
  behaviour(
    'takes zero-decimal currencies as whole units',
    { evidence: 'documented', source: docs('currencies#zero-decimal') },
    async (stripe) => {
      shows(await open(stripe, { amount: 500, currency: 'jpy' }), { amount: 500, currency: 'jpy' });
    },
  ),
  behaviour(
    'refuses three-decimal amounts that do not end in zero',
    { evidence: 'documented', source: docs('currencies#three-decimal') },
    async (stripe) => {
      await refused(open(stripe, { amount: 5001, currency: 'kwd' }), { param: 'amount' });
    },
  ),
  behaviour(
    'refuses a create without an amount',
    { evidence: 'documented', source: docs('error-codes#parameter-missing') },
    async (stripe) => {
      await refused(stripe.rawRequest('POST', '/v1/payment_intents', { currency: 'usd' }), {
        code: 'parameter_missing',
        param: 'amount',
      });
    },
  ),
  behaviour(
    'refuses a create without a currency',
    { evidence: 'documented', source: docs('error-codes#parameter-missing') },
    async (stripe) => {
      await refused(stripe.rawRequest('POST', '/v1/payment_intents', { amount: 1000 }), {
        code: 'parameter_missing',
        param: 'currency',
      });
    },
  ),
  behaviour('refuses off_session without confirm', { evidence: 'documented', source: CREATE }, async (stripe) => {
    await refused(open(stripe, { off_session: true }), { param: 'off_session' });
  }),
  behaviour('refuses return_url without confirm', { evidence: 'documented', source: CREATE }, async (stripe) => {
    await refused(open(stripe, { return_url: 'https://shop.example/back' }), { param: 'return_url' });
  }),
  behaviour(
    'refuses statement_descriptor for cards',
    { evidence: 'documented', source: docs('payments/account/statement-descriptors') },
    async (stripe) => {
      await refused(open(stripe, { statement_descriptor: 'ORDER 7', confirm: true, payment_method: 'pm_card_visa' }), {
        param: 'statement_descriptor',
      });
    },
  ),
  behaviour(
    'refuses a statement_descriptor_suffix over 22 characters',
    { evidence: 'documented', source: docs('payments/account/statement-descriptors') },
    async (stripe) => {
      await refused(open(stripe, { statement_descriptor_suffix: long(23) }), { param: 'statement_descriptor_suffix' });
    },
  ),
  behaviour('keeps the shipping address', { evidence: 'documented', source: CREATE }, async (stripe) => {
    const shipping = {
      name: 'Jenny',
      phone: '555',
      address: { line1: '1 Main St', city: 'Springfield', country: 'US' },
    };
    shows(await open(stripe, { shipping }), { shipping: { ...shipping, carrier: null, tracking_number: null } });
  }),
  behaviour(
    'keeps payment_details',
    { evidence: 'documented', source: docs('payments/payment-line-items') },
    async (stripe) => {
      const payment_details = { customer_reference: 'C7', order_reference: 'O7' };
      shows(await open(stripe, { payment_details }), { payment_details });
    },
  ),
  behaviour(
    'refuses an unknown customer',
    { evidence: 'documented', source: docs('error-codes#resource-missing') },
    async (stripe) => {
      await refused(open(stripe, { customer: 'cus_none' }), {
        status: undefined,
        code: 'resource_missing',
        param: 'customer',
        message: "No such customer: 'cus_none'",
      });
    },
  ),
  behaviour(
    'refuses an unknown payment method',
    { evidence: 'documented', source: docs('error-codes#resource-missing') },
    async (stripe) => {
      await refused(open(stripe, { payment_method: 'pm_none' }), {
        status: undefined,
        code: 'resource_missing',
        param: 'payment_method',
        message: /^No such PaymentMethod: 'pm_none'/,
      });
    },
  ),
  behaviour('shows an empty tip in amount_details', { evidence: 'recorded', source: AAT }, async (stripe) => {
    equal((await open(stripe)).amount_details, { tip: {} });
  }),
  behaviour('allows redirects unless told not to', { evidence: 'assumed', source: CHOSEN }, async (stripe) => {
    const intent = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd' });
    shows(intent, { automatic_payment_methods: { enabled: true, allow_redirects: 'always' } });
  }),
];

export const creating = area('creating', [...steps, ...amounts, ...kept, ...blank]);
