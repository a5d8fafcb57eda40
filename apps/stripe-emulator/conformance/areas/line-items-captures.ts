import type Stripe from 'stripe';
import { area, behaviour, CHOSEN, docs } from '../behaviour';
import type { Basis } from '../behaviour';
import { equal, refused, shows } from '../expectations';
import { part, partHold, plainHold } from '../holds';

type Details = Stripe.PaymentIntentCreateParams.AmountDetails;
type Line = Stripe.PaymentIntentCreateParams.AmountDetails.LineItem;

const line = (unit_cost: number, more: Partial<Line> = {}): Line => ({
  product_name: 'Thing',
  quantity: 1,
  unit_cost,
  ...more,
});

const RULES: Basis = {
  evidence: 'documented',
  source: docs('changelog/basil/2025-07-30/payment-line-items-multicapture'),
  needs: ['multicapture'],
};
const CODES: Basis = { evidence: 'assumed', source: CHOSEN, needs: ['multicapture'] };

/** Half of the worked example: one line of 2000 with its tax, discount and shipping. */
const half = (name: string): Stripe.PaymentIntentCaptureParams => ({
  amount_details: {
    line_items: [line(2000, { product_name: name, tax: { total_tax_amount: 200 }, discount_amount: 100 })],
    shipping: { amount: 200 },
  },
});
const wholeExample: Details = {
  line_items: ['A', 'B'].map((product_name) =>
    line(2000, { product_name, tax: { total_tax_amount: 200 }, discount_amount: 100 }),
  ),
  shipping: { amount: 400 },
};

const captures = [
  behaviour('takes the worked example in two captures of 2300', RULES, async (stripe) => {
    const { id } = await partHold(stripe, { amount_details: wholeExample });
    shows(await part(stripe, id, 2300, half('A')), {
      amount_received: 2300,
      amount_capturable: 2300,
      status: 'requires_capture',
    });
    shows(await stripe.paymentIntents.capture(id, { amount_to_capture: 2300, ...half('B') }), {
      amount_received: 4600,
      status: 'succeeded',
    });
  }),
  behaviour('sums tax, shipping and discount over captures', RULES, async (stripe) => {
    const { id } = await partHold(stripe, { amount_details: wholeExample });
    await part(stripe, id, 2300, half('A'));
    const last = await stripe.paymentIntents.capture(id, { amount_to_capture: 2300, ...half('B') });
    shows(last.amount_details, { discount_amount: 200, tax: { total_tax_amount: 400 }, shipping: { amount: 400 } });
  }),
  behaviour('shows the values of the first capture instead of those of creation', RULES, async (stripe) => {
    const { id } = await partHold(stripe, { amount_details: wholeExample });
    const first = await part(stripe, id, 2300, half('A'));
    shows(first.amount_details, { discount_amount: 100, tax: { total_tax_amount: 200 }, shipping: { amount: 200 } });
  }),
  behaviour('puts the lines of captures one after the other', RULES, async (stripe) => {
    const { id } = await partHold(stripe, { amount_details: wholeExample });
    await part(stripe, id, 2300, half('A'));
    await stripe.paymentIntents.capture(id, { amount_to_capture: 2300, ...half('B') });
    equal(
      (await stripe.paymentIntents.listAmountDetailsLineItems(id)).data.map(({ product_name }) => product_name),
      ['A', 'B'],
    );
  }),
  behaviour('compares the sum with amount_to_capture', RULES, async (stripe) => {
    const { id } = await partHold(stripe);
    await refused(part(stripe, id, 2000, half('A')), { code: 'amount_details_amount_mismatch' });
    shows(await part(stripe, id, 2300, half('A')), { amount_received: 2300 });
  }),
  behaviour('lets the first capture add lines that creation lacked', RULES, async (stripe) => {
    const { id } = await partHold(stripe);
    shows(await part(stripe, id, 2300, half('A')), { amount_details: { tax: { total_tax_amount: 200 } } });
  }),
  behaviour('refuses a first capture without the lines of creation', RULES, async (stripe) => {
    const { id } = await partHold(stripe, { amount_details: wholeExample });
    await refused(part(stripe, id, 2300), { status: 400 });
  }),
  behaviour('lets the first capture unset the lines of creation', RULES, async (stripe) => {
    const { id } = await partHold(stripe, { amount: 2000, amount_details: { line_items: [line(2000)] } });
    shows(await part(stripe, id, 1000, { amount_details: { line_items: '' } }), { amount_received: 1000 });
  }),
  behaviour('refuses a later capture without lines when earlier ones had them', RULES, async (stripe) => {
    const { id } = await partHold(stripe);
    await part(stripe, id, 2300, half('A'));
    await refused(part(stripe, id, 1000), { status: 400 });
  }),
  behaviour('refuses lines at a later capture when earlier ones lacked them', RULES, async (stripe) => {
    const { id } = await partHold(stripe);
    await part(stripe, id, 1000);
    await refused(part(stripe, id, 2300, half('B')), { status: 400 });
  }),
  behaviour('names amount_details when it misses them', CODES, async (stripe) => {
    const { id } = await partHold(stripe, { amount_details: wholeExample });
    await refused(part(stripe, id, 2300), { code: 'payment_intent_invalid_parameter', param: 'amount_details' });
  }),
  behaviour('names the lines when it misses them alone', CODES, async (stripe) => {
    const { id } = await partHold(stripe, { amount_details: wholeExample });
    await refused(part(stripe, id, 2300, { amount_details: { tax: { total_tax_amount: 1 } } }), {
      code: 'payment_intent_invalid_parameter',
      param: 'amount_details[line_items]',
    });
  }),
  behaviour('refuses another postal code at a capture', RULES, async (stripe) => {
    const { id } = await partHold(stripe, {
      amount: 2000,
      amount_details: { line_items: [line(1900)], shipping: { amount: 100, to_postal_code: '94117' } },
    });
    await refused(
      part(stripe, id, 1000, {
        amount_details: { line_items: [line(950)], shipping: { amount: 50, to_postal_code: '10001' } },
      }),
      { status: 400 },
    );
  }),
  behaviour('keeps a postal code that a capture leaves out', RULES, async (stripe) => {
    const { id } = await partHold(stripe, {
      amount: 2000,
      amount_details: { line_items: [line(1900)], shipping: { amount: 100, to_postal_code: '94117' } },
    });
    const first = await part(stripe, id, 1000, {
      amount_details: { line_items: [line(950)], shipping: { amount: 50 } },
    });
    shows(first.amount_details, { shipping: { amount: 50, to_postal_code: '94117' } });
  }),
  behaviour('needs no lines for the release of the rest', RULES, async (stripe) => {
    const { id } = await partHold(stripe, { amount_details: wholeExample });
    await part(stripe, id, 2300, half('A'));
    shows(await stripe.paymentIntents.capture(id, { amount_to_capture: 0, final_capture: true }), {
      status: 'succeeded',
      amount_received: 2300,
    });
  }),
  behaviour('keeps only the captured lines after the release of the rest', RULES, async (stripe) => {
    const { id } = await partHold(stripe, { amount_details: wholeExample });
    await part(stripe, id, 2300, half('A'));
    await stripe.paymentIntents.capture(id, { amount_to_capture: 0, final_capture: true });
    equal(
      (await stripe.paymentIntents.listAmountDetailsLineItems(id)).data.map(({ product_name }) => product_name),
      ['A'],
    );
  }),
  behaviour(
    'lets one capture of everything leave the lines out',
    { evidence: 'documented', source: docs('payments/payment-line-items') },
    async (stripe) => {
      const { id } = await plainHold(stripe, { amount: 2000, amount_details: { line_items: [line(2000)] } });
      shows(await stripe.paymentIntents.capture(id), { status: 'succeeded', amount_received: 2000 });
    },
  ),
];

export const capturesOfLines = area('line items: captures', captures);
