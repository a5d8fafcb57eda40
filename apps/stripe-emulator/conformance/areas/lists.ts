import type Stripe from 'stripe';
import { area, behaviour, docs, FROM_MEMORY, SDK } from '../behaviour';
import type { Basis } from '../behaviour';
import { equal, expanded, refused, shows } from '../expectations';
import { open, plainHold } from '../holds';

const PAGINATION = docs('api/pagination');
const QUIET: Basis = { evidence: 'documented', source: PAGINATION, needs: ['quiet account'] };
const DOCUMENTED: Basis = { evidence: 'documented', source: PAGINATION };

/** The ids of new PaymentIntents, newest first. */
async function make(stripe: Stripe, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let made = 0; made < count; made += 1) ids.unshift((await open(stripe)).id);
  return ids;
}
const idsOf = ({ data }: { readonly data: readonly { readonly id: string }[] }): string[] => data.map(({ id }) => id);

const limits = ([0, -1, 101] as const).map((limit) =>
  behaviour(`refuses a limit of ${String(limit)}`, DOCUMENTED, async (stripe) => {
    await refused(stripe.paymentIntents.list({ limit }), { param: 'limit' });
  }),
);

const ranges = (
  [
    ['gte', true],
    ['lte', true],
    ['gt', false],
    ['lt', false],
  ] as const
).map(([bound, included]) =>
  behaviour(
    `${included ? 'includes' : 'excludes'} the second itself with created ${bound}`,
    { evidence: 'documented', source: docs('api/payment_intents/list') },
    async (stripe) => {
      const { id, created } = await open(stripe);
      equal(
        idsOf(await stripe.paymentIntents.list({ created: { [bound]: created }, limit: 100 })).includes(id),
        included,
      );
    },
  ),
);

export const pagination = area('pagination', [
  ...limits,
  ...ranges,
  behaviour('shows the newest first', QUIET, async (stripe) => {
    const ids = await make(stripe, 3);
    equal(idsOf(await stripe.paymentIntents.list()), ids);
  }),
  behaviour('shows ten unless told otherwise', QUIET, async (stripe) => {
    await make(stripe, 11);
    const page = await stripe.paymentIntents.list();
    equal([page.data.length, page.has_more], [10, true]);
  }),
  behaviour('says that there is no more', QUIET, async (stripe) => {
    await make(stripe, 2);
    equal((await stripe.paymentIntents.list({ limit: 2 })).has_more, false);
  }),
  behaviour('goes on after an object', QUIET, async (stripe) => {
    const ids = await make(stripe, 4);
    const page = await stripe.paymentIntents.list({ limit: 2, starting_after: ids[0] ?? '' });
    equal([idsOf(page), page.has_more], [ids.slice(1, 3), true]);
  }),
  behaviour('goes back before an object', QUIET, async (stripe) => {
    const ids = await make(stripe, 4);
    const page = await stripe.paymentIntents.list({ limit: 2, ending_before: ids[3] ?? '' });
    equal([idsOf(page), page.has_more], [ids.slice(1, 3), true]);
  }),
  behaviour('lets the SDK walk through all pages', QUIET, async (stripe) => {
    const ids = await make(stripe, 5);
    const walked: string[] = [];
    for await (const { id } of stripe.paymentIntents.list({ limit: 2 })) walked.push(id);
    equal(walked, ids);
  }),
  behaviour('names the list and its address', DOCUMENTED, async (stripe) => {
    shows(await stripe.paymentIntents.list({ limit: 1 }), { object: 'list', url: '/v1/payment_intents' });
  }),
  behaviour('refuses a cursor it does not know', { evidence: 'assumed', source: FROM_MEMORY }, async (stripe) => {
    await refused(stripe.paymentIntents.list({ starting_after: 'pi_none' }), {
      status: undefined,
      code: 'resource_missing',
      param: 'starting_after',
    });
  }),
  behaviour('refuses both cursors at once', { evidence: 'assumed', source: FROM_MEMORY }, async (stripe) => {
    const { id } = await open(stripe);
    await refused(stripe.paymentIntents.list({ starting_after: id, ending_before: id }), { status: 400 });
  }),
  behaviour(
    'lists the PaymentIntents of a customer',
    { evidence: 'documented', source: docs('api/payment_intents/list') },
    async (stripe) => {
      const customer = await stripe.customers.create();
      const { id } = await open(stripe, { customer: customer.id });
      await open(stripe);
      equal(idsOf(await stripe.paymentIntents.list({ customer: customer.id })), [id]);
    },
  ),
  behaviour(
    'lists the charges of a PaymentIntent',
    { evidence: 'documented', source: docs('api/charges/list') },
    async (stripe) => {
      const intent = await plainHold(stripe);
      equal(idsOf(await stripe.charges.list({ payment_intent: intent.id })), [intent.latest_charge]);
    },
  ),
]);

const EXPAND: Basis = { evidence: 'documented', source: docs('api/expanding_objects') };

const paths = (
  [
    ['customer', 'customer'],
    ['latest_charge', 'charge'],
    ['payment_method', 'payment_method'],
  ] as const
).map(([path, object]) =>
  behaviour(`puts the ${object} in place of ${path}`, EXPAND, async (stripe) => {
    const customer = await stripe.customers.create();
    const { id } = await plainHold(stripe, { customer: customer.id });
    shows(await stripe.paymentIntents.retrieve(id, { expand: [path] }), { [path]: { object } });
  }),
);

export const expanding = area('expand', [
  ...paths,
  behaviour('shows ids otherwise', EXPAND, async (stripe) => {
    const customer = await stripe.customers.create();
    shows(await plainHold(stripe, { customer: customer.id }), {
      customer: customer.id,
      latest_charge: /^ch_/,
      payment_method: /^pm_/,
    });
  }),
  behaviour('expands the answer of a create', EXPAND, async (stripe) => {
    shows(await plainHold(stripe, { expand: ['latest_charge'] }), { latest_charge: { object: 'charge' } });
  }),
  behaviour('expands through objects', EXPAND, async (stripe) => {
    const { id } = await plainHold(stripe);
    shows(await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge.payment_intent'] }), {
      latest_charge: { payment_intent: { id } },
    });
  }),
  behaviour('expands several paths', EXPAND, async (stripe) => {
    const { id } = await plainHold(stripe);
    const both = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge', 'payment_method'] });
    shows(both, { latest_charge: { object: 'charge' }, payment_method: { object: 'payment_method' } });
  }),
  behaviour('expands the objects of a list', EXPAND, async (stripe) => {
    const intent = await plainHold(stripe);
    const { data } = await stripe.charges.list({ payment_intent: intent.id, expand: ['data.payment_intent'] });
    shows(data, [{ payment_intent: { id: intent.id, object: 'payment_intent' } }]);
  }),
  behaviour('expands four levels', EXPAND, async (stripe) => {
    const { id } = await plainHold(stripe);
    const deep = ['latest_charge.payment_intent.latest_charge.payment_intent'];
    shows(await stripe.paymentIntents.retrieve(id, { expand: deep }), {
      latest_charge: { payment_intent: { latest_charge: { payment_intent: { id } } } },
    });
  }),
  behaviour('refuses five levels', EXPAND, async (stripe) => {
    const { id } = await plainHold(stripe);
    const tooDeep = ['latest_charge.payment_intent.latest_charge.payment_intent.latest_charge'];
    await refused(stripe.paymentIntents.retrieve(id, { expand: tooDeep }), { status: 400 });
  }),
  behaviour('refuses what cannot be expanded', EXPAND, async (stripe) => {
    const { id } = await open(stripe);
    await refused(stripe.paymentIntents.retrieve(id, { expand: ['amount'] }), {
      message: /This property cannot be expanded \(amount\)/,
    });
  }),
  behaviour('leaves null alone', EXPAND, async (stripe) => {
    const { id } = await open(stripe);
    equal((await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge', 'customer'] })).latest_charge, null);
  }),
  behaviour('shows the same charge as its own address', EXPAND, async (stripe) => {
    const { latest_charge } = await plainHold(stripe, { expand: ['latest_charge'] });
    const charge = expanded(latest_charge);
    equal({ ...(await stripe.charges.retrieve(charge.id)) }, { ...charge });
  }),
]);

const METADATA: Basis = { evidence: 'documented', source: docs('metadata') };

export const metadata = area('metadata', [
  behaviour('is empty at first', METADATA, async (stripe) => {
    equal((await open(stripe)).metadata, {});
  }),
  behaviour('keeps what is given', METADATA, async (stripe) => {
    equal((await open(stripe, { metadata: { order: '7', line: 'a b' } })).metadata, { order: '7', line: 'a b' });
  }),
  behaviour('keeps numbers as text', METADATA, async (stripe) => {
    equal((await open(stripe, { metadata: { order: 7 } })).metadata, { order: '7' });
  }),
  behaviour('adds to what is there', METADATA, async (stripe) => {
    const { id } = await open(stripe, { metadata: { a: '1' } });
    equal((await stripe.paymentIntents.update(id, { metadata: { b: '2' } })).metadata, { a: '1', b: '2' });
  }),
  behaviour('replaces a value', METADATA, async (stripe) => {
    const { id } = await open(stripe, { metadata: { a: '1' } });
    equal((await stripe.paymentIntents.update(id, { metadata: { a: '2' } })).metadata, { a: '2' });
  }),
  behaviour('unsets one with an empty string', METADATA, async (stripe) => {
    const { id } = await open(stripe, { metadata: { a: '1', b: '2' } });
    equal((await stripe.paymentIntents.update(id, { metadata: { a: '' } })).metadata, { b: '2' });
  }),
  behaviour('unsets all with an empty string', METADATA, async (stripe) => {
    const { id } = await open(stripe, { metadata: { a: '1', b: '2' } });
    equal((await stripe.paymentIntents.update(id, { metadata: '' })).metadata, {});
  }),
  behaviour('takes 50 keys', METADATA, async (stripe) => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`k${String(at)}`, 'v']));
    equal(Object.keys((await open(stripe, { metadata: many })).metadata).length, 50);
  }),
  behaviour('refuses 51 keys', METADATA, async (stripe) => {
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`k${String(at)}`, 'v']));
    await refused(open(stripe, { metadata: many }), { param: 'metadata' });
  }),
  behaviour('refuses a 51st key beside 50', METADATA, async (stripe) => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`k${String(at)}`, 'v']));
    const { id } = await open(stripe, { metadata: many });
    await refused(stripe.paymentIntents.update(id, { metadata: { one_more: 'v' } }), { param: 'metadata' });
  }),
  behaviour('takes keys of 40 and values of 500 characters', METADATA, async (stripe) => {
    const [key, value] = ['k'.repeat(40), 'v'.repeat(500)];
    equal((await open(stripe, { metadata: { [key]: value } })).metadata, { [key]: value });
  }),
  behaviour('refuses keys over 40 characters', METADATA, async (stripe) => {
    await refused(open(stripe, { metadata: { ['k'.repeat(41)]: 'v' } }), { status: 400 });
  }),
  behaviour('refuses values over 500 characters', METADATA, async (stripe) => {
    await refused(open(stripe, { metadata: { k: 'v'.repeat(501) } }), {
      status: 400,
      message: /Metadata values can have up to 500 characters/,
    });
  }),
  behaviour('is not the metadata of the charge any more after an update', METADATA, async (stripe) => {
    const { id } = await plainHold(stripe, { metadata: { a: '1' } });
    const { latest_charge } = await stripe.paymentIntents.update(id, {
      metadata: { a: '2' },
      expand: ['latest_charge'],
    });
    equal(expanded(latest_charge).metadata, { a: '1' });
  }),
]);

const VERSIONS = docs('api/versioning');

export const versions = area('versions', [
  behaviour(
    'sends back the version asked for',
    { evidence: 'documented', source: VERSIONS },
    async (_stripe, { send }) => {
      const { status, headers } = await send('GET', '/v1/events?limit=1', {
        headers: { 'stripe-version': '2026-10-28.endive' },
      });
      equal([status, headers.get('stripe-version')], [200, '2026-10-28.endive']);
    },
  ),
  ...['2025-03-31.basil', '2024-04-10', '2019-12-03'].map((version) =>
    behaviour(`takes ${version}`, { evidence: 'documented', source: VERSIONS }, async (_stripe, { send }) => {
      const { status, headers } = await send('GET', '/v1/events?limit=1', { headers: { 'stripe-version': version } });
      equal([status, headers.get('stripe-version')], [200, version]);
    }),
  ),
  ...['2099-01-01', '2025-03-31.parsley', 'yesterday'].map((version) =>
    behaviour(
      `refuses ${version}`,
      { evidence: 'recorded', source: 'https://github.com/gburgyan/aat-stripe (README)' },
      async (_stripe, { send }) => {
        const answer = await send('GET', '/v1/events?limit=1', { headers: { 'stripe-version': version } });
        equal(answer.status, 400);
        shows(answer.json, { error: { type: 'invalid_request_error' } });
      },
    ),
  ),
  behaviour('is the one the SDK is made for', { evidence: 'documented', source: SDK }, async (stripe) => {
    equal((await stripe.events.list({ limit: 1 })).lastResponse.apiVersion, '2026-10-28.endive');
  }),
]);
