import type Stripe from 'stripe';
import { area, behaviour, CHOSEN, docs, SDK } from '../behaviour';
import type { Basis } from '../behaviour';
import { equal, refused, shows } from '../expectations';
import { open } from '../holds';

type Details = Stripe.PaymentIntentCreateParams.AmountDetails;
type Line = Stripe.PaymentIntentCreateParams.AmountDetails.LineItem;

const PAGE = docs('payments/payment-line-items');
const DOCUMENTED: Basis = { evidence: 'documented', source: PAGE };
const ASSUMED: Basis = { evidence: 'assumed', source: CHOSEN };

const line = (unit_cost: number, more: Partial<Line> = {}): Line => ({
  product_name: 'Thing',
  quantity: 1,
  unit_cost,
  ...more,
});
const opened = async (stripe: Stripe, amount: number, amount_details: Details): Promise<Stripe.PaymentIntent> =>
  open(stripe, { amount, amount_details });

/** Amount, and what adds up to it: the worked numbers of Stripe's pages among them. */
const sums: readonly [name: string, amount: number, details: Details][] = [
  [
    '4600 of goods, tax, shipping and a discount on top',
    4600,
    {
      line_items: [line(2000, { quantity: 2 })],
      tax: { total_tax_amount: 400 },
      shipping: { amount: 400 },
      discount_amount: 200,
    },
  ],
  [
    '2300 of goods, tax, shipping and a discount on top',
    2300,
    { line_items: [line(2000)], tax: { total_tax_amount: 200 }, shipping: { amount: 200 }, discount_amount: 100 },
  ],
  [
    '5000 of goods, tax, shipping and a discount on top',
    5000,
    { line_items: [line(4000)], tax: { total_tax_amount: 600 }, shipping: { amount: 600 }, discount_amount: 200 },
  ],
  [
    '4600 with tax and discount in the lines',
    4600,
    {
      line_items: [
        line(2000, { tax: { total_tax_amount: 200 }, discount_amount: 100 }),
        line(2000, { tax: { total_tax_amount: 200 }, discount_amount: 100 }),
      ],
      shipping: { amount: 400 },
    },
  ],
  ['lines of several pieces', 1750, { line_items: [line(500, { quantity: 3 }), line(250)] }],
  ['free lines beside others', 1000, { line_items: [line(1000), line(0)] }],
  ['tax without lines', 1000, { tax: { total_tax_amount: 80 } }],
  ['shipping without lines', 1000, { shipping: { amount: 80 } }],
  ['200 lines', 1000, { line_items: Array.from({ length: 200 }, () => line(5)) }],
];
const goodSums = sums.map(([name, amount, details]) =>
  behaviour(`accepts ${name}`, DOCUMENTED, async (stripe) => {
    shows(await opened(stripe, amount, details), { amount });
  }),
);

const wrongSums = (
  [
    ['too little', 5000, { line_items: [line(4500)] }, 4500],
    ['too much', 1000, { line_items: [line(1001)] }, 1001],
    ['without its tax', 1000, { line_items: [line(1000)], tax: { total_tax_amount: 80 } }, 1080],
    ['without its discount', 1000, { line_items: [line(1000, { discount_amount: 10 })] }, 990],
    ['without its shipping', 1000, { line_items: [line(1000)], shipping: { amount: 5 } }, 1005],
  ] as const
).map(([name, amount, details, total]) =>
  behaviour(`refuses a total that is ${name}`, DOCUMENTED, async (stripe) => {
    await refused(opened(stripe, amount, { ...details, line_items: [...details.line_items] }), {
      code: 'amount_details_amount_mismatch',
      message:
        `The total value of \`amount_details\` (${String(total)}) does not match the \`amount\` (${String(amount)}). ` +
        'Make sure that the total value of `line_items` matches the amount to charge, taking into account any ' +
        'discounts, tax, and shipping. See https://docs.stripe.com/payments/payment-line-items',
    });
  }),
);

const at = (field: string): string => `amount_details[line_items][0][${field}]`;

/** What a field may not be, and where the error points. */
const bounds: readonly [name: string, details: Details, param: string][] = [
  ['a quantity of zero', { line_items: [line(1000, { quantity: 0 })] }, at('quantity')],
  ['a negative unit cost', { line_items: [line(-1)] }, at('unit_cost')],
  ['a line discount of zero', { line_items: [line(1000, { discount_amount: 0 })] }, at('discount_amount')],
  [
    'a negative line tax',
    { line_items: [line(1000, { tax: { total_tax_amount: -1 } })] },
    `${at('tax')}[total_tax_amount]`,
  ],
  [
    'a product name over 1024 characters',
    { line_items: [line(1000, { product_name: 'x'.repeat(1025) })] },
    at('product_name'),
  ],
  [
    'a product code over 12 characters',
    { line_items: [line(1000, { product_code: 'x'.repeat(13) })] },
    at('product_code'),
  ],
  [
    'a unit of measure over 12 characters',
    { line_items: [line(1000, { unit_of_measure: 'x'.repeat(13) })] },
    at('unit_of_measure'),
  ],
  [
    'a commodity code over 12 characters',
    { line_items: [line(1000, { payment_method_options: { card: { commodity_code: 'x'.repeat(13) } } })] },
    `${at('payment_method_options')}[card][commodity_code]`,
  ],
  [
    'a commodity code with a space',
    { line_items: [line(1000, { payment_method_options: { card: { commodity_code: '12 3' } } })] },
    `${at('payment_method_options')}[card][commodity_code]`,
  ],
  ['a discount of zero', { discount_amount: 0 }, 'amount_details[discount_amount]'],
  ['a negative tax', { tax: { total_tax_amount: -1 } }, 'amount_details[tax][total_tax_amount]'],
  ['a negative shipping amount', { shipping: { amount: -1 } }, 'amount_details[shipping][amount]'],
  [
    'a postal code over 10 characters',
    { shipping: { amount: 1, to_postal_code: '12345678901' } },
    'amount_details[shipping][to_postal_code]',
  ],
  [
    'a postal code with a sign',
    { shipping: { amount: 1, from_postal_code: '94!' } },
    'amount_details[shipping][from_postal_code]',
  ],
  ['201 lines', { line_items: Array.from({ length: 201 }, () => line(5)) }, 'amount_details[line_items]'],
];
const outOfBounds = bounds.map(([name, details, param]) =>
  behaviour(`refuses ${name}`, DOCUMENTED, async (stripe) => {
    await refused(opened(stripe, 1000, details), { type: 'invalid_request_error', param });
  }),
);

const missing = (['product_name', 'unit_cost', 'quantity'] as const).map((field) =>
  behaviour(`refuses a line without ${field}`, DOCUMENTED, async (stripe) => {
    const rest = Object.fromEntries(Object.entries(line(1000)).filter(([name]) => name !== field));
    await refused(
      stripe.rawRequest('POST', '/v1/payment_intents', {
        amount: 1000,
        currency: 'usd',
        amount_details: { line_items: [rest] },
      }),
      { code: 'parameter_missing', param: at(field) },
    );
  }),
);

const exclusive = [
  behaviour('refuses tax in the lines and on top', DOCUMENTED, async (stripe) => {
    const details = { tax: { total_tax_amount: 1 }, line_items: [line(1000, { tax: { total_tax_amount: 1 } })] };
    await refused(opened(stripe, 1001, details), { status: 400 });
  }),
  behaviour('refuses discounts in the lines and on top', DOCUMENTED, async (stripe) => {
    await refused(opened(stripe, 999, { discount_amount: 1, line_items: [line(1000, { discount_amount: 1 })] }), {
      status: 400,
    });
  }),
  behaviour('calls them parameters_exclusive', ASSUMED, async (stripe) => {
    await refused(opened(stripe, 999, { discount_amount: 1, line_items: [line(1000, { discount_amount: 1 })] }), {
      code: 'parameters_exclusive',
      param: 'amount_details[discount_amount]',
    });
  }),
  behaviour(
    'refuses tax, shipping and discount over the amount without lines',
    { ...ASSUMED, source: SDK },
    async (stripe) => {
      await refused(opened(stripe, 100, { tax: { total_tax_amount: 101 } }), {
        code: 'amount_details_tax_shipping_discount_greater_than_amount',
      });
    },
  ),
  behaviour('shows a wrong sum as an error when it is not enforced', { ...DOCUMENTED, source: SDK }, async (stripe) => {
    const intent = await opened(stripe, 5000, { enforce_arithmetic_validation: false, line_items: [line(4500)] });
    shows(intent.amount_details, { error: { code: 'amount_details_amount_mismatch', message: /^The total value of/ } });
  }),
  behaviour('shows no error for a right sum that is not enforced', { ...DOCUMENTED, source: SDK }, async (stripe) => {
    const intent = await opened(stripe, 4500, { enforce_arithmetic_validation: false, line_items: [line(4500)] });
    equal(intent.amount_details?.error, undefined);
  }),
];

const shown = [
  behaviour('leaves lines out unless they are expanded', DOCUMENTED, async (stripe) => {
    equal((await opened(stripe, 1000, { line_items: [line(1000)] })).amount_details, { tip: {} });
  }),
  behaviour('shows lines when they are expanded', DOCUMENTED, async (stripe) => {
    const { id } = await opened(stripe, 1000, {
      line_items: [line(1000, { product_code: 'SKU1', unit_of_measure: 'feet' })],
    });
    const { amount_details } = await stripe.paymentIntents.retrieve(id, { expand: ['amount_details.line_items'] });
    shows(amount_details?.line_items, {
      object: 'list',
      has_more: false,
      url: `/v1/payment_intents/${id}/amount_details_line_items`,
      data: [
        {
          id: /^uli_/,
          product_name: 'Thing',
          quantity: 1,
          unit_cost: 1000,
          product_code: 'SKU1',
          unit_of_measure: 'feet',
          discount_amount: null,
          tax: null,
          payment_method_options: null,
        },
      ],
    });
  }),
  behaviour('names a line payment_intent_amount_details_line_item', { ...DOCUMENTED, source: SDK }, async (stripe) => {
    const { id } = await opened(stripe, 1000, { line_items: [line(1000)] });
    shows((await stripe.paymentIntents.listAmountDetailsLineItems(id)).data, [
      { object: 'payment_intent_amount_details_line_item' },
    ]);
  }),
  behaviour('lists lines in the order they were given', { ...DOCUMENTED, source: SDK }, async (stripe) => {
    const names = ['A', 'B', 'C'];
    const { id } = await opened(stripe, 3000, {
      line_items: names.map((product_name) => line(1000, { product_name })),
    });
    equal(
      (await stripe.paymentIntents.listAmountDetailsLineItems(id)).data.map(({ product_name }) => product_name),
      names,
    );
  }),
  behaviour('pages through lines', { ...DOCUMENTED, source: SDK }, async (stripe) => {
    const { id } = await opened(stripe, 3000, { line_items: [line(1000), line(1000), line(1000)] });
    const first = await stripe.paymentIntents.listAmountDetailsLineItems(id, { limit: 2 });
    equal([first.data.length, first.has_more], [2, true]);
    const after = first.data.at(-1)?.id ?? '';
    const rest = await stripe.paymentIntents.listAmountDetailsLineItems(id, { limit: 2, starting_after: after });
    equal([rest.data.length, rest.has_more], [1, false]);
  }),
  behaviour('shows tax, shipping and discount of the whole', DOCUMENTED, async (stripe) => {
    const intent = await opened(stripe, 1100, {
      line_items: [line(1000)],
      tax: { total_tax_amount: 80 },
      shipping: { amount: 40, to_postal_code: '94117' },
      discount_amount: 20,
    });
    shows(intent.amount_details, {
      tax: { total_tax_amount: 80 },
      discount_amount: 20,
      shipping: { amount: 40, from_postal_code: null, to_postal_code: '94117' },
    });
  }),
  behaviour('unsets amount_details with an empty string', { ...DOCUMENTED, source: SDK }, async (stripe) => {
    const { id } = await opened(stripe, 1000, { tax: { total_tax_amount: 80 } });
    equal((await stripe.paymentIntents.update(id, { amount_details: '' })).amount_details, { tip: {} });
  }),
  behaviour('keeps the details it got at confirmation', { ...DOCUMENTED, source: SDK }, async (stripe) => {
    const { id } = await open(stripe, { amount: 1000 });
    const confirmed = await stripe.paymentIntents.confirm(id, {
      payment_method: 'pm_card_visa',
      amount_details: { line_items: [line(920)], tax: { total_tax_amount: 80 } },
    });
    shows(confirmed.amount_details, { tax: { total_tax_amount: 80 } });
  }),
  behaviour('wants the sum to match a new amount', DOCUMENTED, async (stripe) => {
    const { id } = await opened(stripe, 1000, { line_items: [line(1000)] });
    await refused(stripe.paymentIntents.update(id, { amount: 2000 }), { code: 'amount_details_amount_mismatch' });
    shows(await stripe.paymentIntents.update(id, { amount: 2000, amount_details: { line_items: [line(2000)] } }), {
      amount: 2000,
    });
  }),
];

export const sumsOfLines = area('line items: sums', [...goodSums, ...wrongSums, ...exclusive]);
export const fieldsOfLines = area('line items: fields', [...outOfBounds, ...missing, ...shown]);
