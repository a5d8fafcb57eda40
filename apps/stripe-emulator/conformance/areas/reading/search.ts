import type Stripe from 'stripe';
import { area, behaviour, docs, FROM_MEMORY } from '../../behaviour';
import type { Basis, World } from '../../behaviour';
import { equal, refused, shows } from '../../expectations';
import { CARDS_ONLY } from '../../holds';

const SEARCH: Basis = { evidence: 'documented', source: docs('search'), needs: ['clock'] };
const MEMORY: Basis = { evidence: 'assumed', source: FROM_MEMORY };
const DELAY = 20;

/** Three payments: 10 and 20 USD paid, 30 EUR open, with metadata `order` 1 to 3. */
async function payments(stripe: Stripe, { control }: World): Promise<void> {
  const paid = { ...CARDS_ONLY, confirm: true, payment_method: 'pm_card_visa' } as const;
  await stripe.paymentIntents.create({ amount: 1000, currency: 'usd', metadata: { order: 'A-1' }, ...paid });
  await stripe.paymentIntents.create({ amount: 2000, currency: 'usd', metadata: { order: 'A-2' }, ...paid });
  await stripe.paymentIntents.create({ amount: 3000, currency: 'eur', metadata: { order: 'B-3', note: 'say "hi"' } });
  await control.advance(DELAY);
}

async function found(stripe: Stripe, query: string): Promise<number[]> {
  return (await stripe.paymentIntents.search({ query })).data.map(({ amount }) => amount);
}

const queries: readonly (readonly [query: string, amounts: readonly number[]])[] = [
  ['status:"succeeded"', [2000, 1000]],
  ["status:'succeeded'", [2000, 1000]],
  ['-status:"succeeded"', [3000]],
  ['currency:"EUR"', [3000]],
  ['amount:2000', [2000]],
  ['amount>1000', [3000, 2000]],
  ['amount>=2000', [3000, 2000]],
  ['amount<2000', [1000]],
  ['amount<=2000', [2000, 1000]],
  ['metadata["order"]:"A-1"', [1000]],
  ['metadata["order"]~"A-"', [2000, 1000]],
  ['-metadata["order"]:"A-1"', [3000, 2000]],
  ['metadata["note"]:"say \\"hi\\""', [3000]],
  ['metadata["note"]:null', [2000, 1000]],
  ['-metadata["note"]:null', [3000]],
  ['status:"succeeded" AND amount>1000', [2000]],
  ['status:"succeeded" amount>1000', [2000]],
  ['amount:1000 OR amount:3000', [3000, 1000]],
  ['customer:null', [3000, 2000, 1000]],
  ['created>0', [3000, 2000, 1000]],
];

const finding = queries.map(([query, amounts]) =>
  behaviour(`finds ${query}`, SEARCH, async (stripe, world) => {
    await payments(stripe, world);
    equal(await found(stripe, query), amounts);
  }),
);

const refusing = [
  ['', 'an empty query'],
  ['status', 'a field without a value'],
  ['amount:1 AND', 'a join without an end'],
  ['colour:"red"', 'a field that there is not'],
  ['amount:1 AND amount:2 OR amount:3', 'AND and OR together'],
  ['status>"a"', 'a comparison of texts'],
  ['amount:many', 'a number that is none'],
].map(([query = '', what = '']) =>
  behaviour(`refuses ${what}`, MEMORY, async (stripe) => {
    await refused(stripe.paymentIntents.search({ query }), { type: 'invalid_request_error' });
  }),
);

const pages = [
  behaviour('gives pages', SEARCH, async (stripe, world) => {
    await payments(stripe, world);
    const first = await stripe.paymentIntents.search({ query: 'amount>0', limit: 2 });
    shows(first, { object: 'search_result', has_more: true, url: '/v1/payment_intents/search', next_page: /./ });
    const next = await stripe.paymentIntents.search({ query: 'amount>0', limit: 2, page: first.next_page ?? '' });
    shows(next, { has_more: false, next_page: null });
    equal(
      next.data.map(({ amount }) => amount),
      [1000],
    );
  }),
  behaviour('lets the SDK go through all pages', SEARCH, async (stripe, world) => {
    await payments(stripe, world);
    const amounts: number[] = [];
    for await (const { amount } of stripe.paymentIntents.search({ query: 'amount>0', limit: 1 })) amounts.push(amount);
    equal(amounts, [3000, 2000, 1000]);
  }),
  behaviour(
    'does not find what has just been made',
    { evidence: 'recorded', source: 'https://github.com/gburgyan/aat-stripe (README)', needs: ['clock'] },
    async (stripe) => {
      await stripe.paymentIntents.create({ amount: 1000, currency: 'usd' });
      equal(await found(stripe, 'amount>0'), []);
    },
  ),
  behaviour('expands what it finds', SEARCH, async (stripe, world) => {
    await payments(stripe, world);
    const { data } = await stripe.paymentIntents.search({ query: 'amount:1000', expand: ['data.latest_charge'] });
    shows(data, [{ latest_charge: { object: 'charge' } }]);
  }),
  behaviour('finds charges by their card', SEARCH, async (stripe, world) => {
    await payments(stripe, world);
    const { data } = await stripe.charges.search({ query: 'payment_method_details.card.last4:4242 AND amount:1000' });
    shows(data, [{ object: 'charge', amount: 1000 }]);
  }),
  behaviour('finds charges that were refunded', SEARCH, async (stripe, world) => {
    await payments(stripe, world);
    const [charge] = (await stripe.charges.list()).data;
    await stripe.refunds.create({ charge: charge?.id ?? '' });
    equal((await stripe.charges.search({ query: 'refunded:"true"' })).data.length, 1);
  }),
  behaviour('finds customers', SEARCH, async (stripe, { control }) => {
    await stripe.customers.create({ email: 'jenny@example.com', name: 'Jenny Rosen' });
    await stripe.customers.create({ email: 'other@example.com' });
    await control.advance(DELAY);
    const { data } = await stripe.customers.search({ query: 'email:"jenny@example.com" OR name~"rosen"' });
    shows(data, [{ object: 'customer', name: 'Jenny Rosen' }]);
    equal(data.length, 1);
  }),
];

export const searching = area('search', [...finding, ...refusing, ...pages]);
