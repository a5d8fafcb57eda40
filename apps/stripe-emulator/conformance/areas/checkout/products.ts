import type Stripe from 'stripe';
import { area, behaviour, docs, FROM_MEMORY } from '../../behaviour';
import type { Basis } from '../../behaviour';
import { equal, expanded, idOf, refused, shows } from '../../expectations';

const PRODUCTS: Basis = { evidence: 'documented', source: docs('api/products/create') };
const PRICES: Basis = { evidence: 'documented', source: docs('api/prices/create') };
const WORDS: Basis = { evidence: 'assumed', source: FROM_MEMORY };
const EVENTS: Basis = { evidence: 'documented', source: docs('api/events/types'), needs: ['quiet account'] };

async function priceOf(stripe: Stripe, more: Partial<Stripe.PriceCreateParams> = {}): Promise<Stripe.Price> {
  return stripe.prices.create({ currency: 'usd', unit_amount: 1500, product_data: { name: 'Shirt' }, ...more });
}

async function typesOf(stripe: Stripe): Promise<string[]> {
  return (await stripe.events.list()).data.map(({ type }) => type).reverse();
}

const made = [
  behaviour('has a name and is active', PRODUCTS, async (stripe) => {
    shows(await stripe.products.create({ name: 'Shirt', description: 'Grey' }), {
      object: 'product',
      id: /^prod_/,
      active: true,
      name: 'Shirt',
      description: 'Grey',
      default_price: null,
      images: [],
      type: 'service',
    });
  }),
  behaviour('can be given an id', PRODUCTS, async (stripe) => {
    const id = `shirt_${String(Date.now())}`;
    shows(await stripe.products.create({ id, name: 'Shirt' }), { id });
    await refused(stripe.products.create({ id, name: 'Shirt' }), { code: 'resource_already_exists' });
  }),
  behaviour('can bring its default price', PRODUCTS, async (stripe) => {
    const product = await stripe.products.create({
      name: 'Shirt',
      default_price_data: { currency: 'usd', unit_amount: 2000 },
      expand: ['default_price'],
    });
    shows(expanded(product.default_price), { unit_amount: 2000, product: product.id, active: true });
  }),
  behaviour('needs a name', PRODUCTS, async (_stripe, { send }) => {
    shows((await send('POST', '/v1/products', { body: 'description=x' })).json, { error: { param: 'name' } });
  }),
  behaviour('can be changed', { ...PRODUCTS, source: docs('api/products/update') }, async (stripe) => {
    const { id } = await stripe.products.create({ name: 'Shirt', description: 'x' });
    const changed = await stripe.products.update(id, { name: 'Blouse', description: '', active: false });
    shows(changed, { name: 'Blouse', description: null, active: false });
  }),
  behaviour(
    'takes a default price of its own only',
    { ...PRODUCTS, source: docs('api/products/update') },
    async (stripe) => {
      const { id } = await stripe.products.create({ name: 'Shirt' });
      const other = await priceOf(stripe);
      await refused(stripe.products.update(id, { default_price: other.id }), { param: 'default_price' });
    },
  ),
  behaviour('is listed by its state', { ...PRODUCTS, source: docs('api/products/list') }, async (stripe) => {
    const { id } = await stripe.products.create({ name: 'Shirt', active: false });
    const ids = (await stripe.products.list({ active: false, ids: [id] })).data.map((each) => each.id);
    equal(ids, [id]);
    equal((await stripe.products.list({ active: true, ids: [id] })).data, []);
  }),
  behaviour('can be deleted', { ...PRODUCTS, source: docs('api/products/delete') }, async (stripe) => {
    const { id } = await stripe.products.create({ name: 'Shirt' });
    shows(await stripe.products.del(id), { id, deleted: true, object: 'product' });
    await refused(stripe.products.retrieve(id), { status: 404, code: 'resource_missing' });
  }),
  behaviour('cannot be deleted with prices', { ...PRODUCTS, source: docs('api/products/delete') }, async (stripe) => {
    const price = await priceOf(stripe);
    await refused(stripe.products.del(idOf(price.product)), { status: 400 });
  }),
  behaviour('tells of its life', EVENTS, async (stripe) => {
    const { id } = await stripe.products.create({ name: 'Shirt' });
    await stripe.products.update(id, { name: 'Blouse' });
    await stripe.products.del(id);
    equal(await typesOf(stripe), ['product.created', 'product.updated', 'product.deleted']);
  }),
];

const priced = [
  behaviour('is of a product', PRICES, async (stripe) => {
    const { id } = await stripe.products.create({ name: 'Shirt' });
    const price = await stripe.prices.create({ currency: 'usd', unit_amount: 1500, product: id });
    shows(price, {
      object: 'price',
      id: /^price_/,
      active: true,
      billing_scheme: 'per_unit',
      currency: 'usd',
      product: id,
      recurring: null,
      type: 'one_time',
      unit_amount: 1500,
      tax_behavior: 'unspecified',
    });
    // The SDK reads decimals as numbers of its own.
    equal(String(price.unit_amount_decimal), '1500');
  }),
  behaviour('can make its product', PRICES, async (stripe) => {
    const price = await priceOf(stripe, { expand: ['product'] });
    shows(price.product, { object: 'product', name: 'Shirt' });
  }),
  behaviour('can be due every month', PRICES, async (stripe) => {
    shows(await priceOf(stripe, { recurring: { interval: 'month' } }), {
      type: 'recurring',
      recurring: { interval: 'month', interval_count: 1, usage_type: 'licensed' },
    });
  }),
  behaviour('needs an amount', PRICES, async (_stripe, { send }) => {
    const body = 'currency=usd&product_data[name]=x';
    shows((await send('POST', '/v1/prices', { body })).json, { error: { type: 'invalid_request_error' } });
  }),
  behaviour('needs a product, one way', PRICES, async (stripe, { send }) => {
    shows((await send('POST', '/v1/prices', { body: 'currency=usd&unit_amount=1' })).json, { error: {} });
    const { id } = await stripe.products.create({ name: 'Shirt' });
    await refused(priceOf(stripe, { product: id }), { status: 400 });
  }),
  behaviour('needs a product that there is', PRICES, async (stripe) => {
    await refused(stripe.prices.create({ currency: 'usd', unit_amount: 1, product: 'prod_none' }), {
      code: 'resource_missing',
      param: 'product',
    });
  }),
  behaviour('can be found by the shop’s own key', { ...PRICES, source: docs('api/prices/list') }, async (stripe) => {
    const key = `shirt/${String(Date.now())}`;
    const { id } = await priceOf(stripe, { lookup_key: key });
    equal(
      (await stripe.prices.list({ lookup_keys: [key] })).data.map((price) => price.id),
      [id],
    );
  }),
  behaviour('leaves a key to another price when it is asked to', PRICES, async (stripe) => {
    const key = `shirt/${String(Date.now())}`;
    const first = await priceOf(stripe, { lookup_key: key });
    const second = await priceOf(stripe, { lookup_key: key, transfer_lookup_key: true });
    equal([(await stripe.prices.retrieve(first.id)).lookup_key, second.lookup_key], [null, key]);
  }),
  behaviour('keeps its key from others', WORDS, async (stripe) => {
    const key = `shirt/${String(Date.now())}`;
    await priceOf(stripe, { lookup_key: key });
    await refused(priceOf(stripe, { lookup_key: key }), {
      param: 'lookup_key',
      message: /already uses that lookup key/,
    });
  }),
  behaviour('can be put out of use', { ...PRICES, source: docs('api/prices/update') }, async (stripe) => {
    const { id } = await priceOf(stripe);
    shows(await stripe.prices.update(id, { active: false, nickname: 'old' }), { active: false, nickname: 'old' });
  }),
  behaviour(
    'shows its amount by currency when asked to',
    { ...PRICES, source: docs('api/prices/object') },
    async (stripe) => {
      const { id } = await priceOf(stripe);
      const price = await stripe.prices.retrieve(id, { expand: ['currency_options', 'tiers'] });
      shows(price.currency_options, { usd: { unit_amount: 1500, custom_unit_amount: null } });
      equal((await stripe.prices.retrieve(id)).currency_options, undefined);
    },
  ),
  behaviour('never changes its amount', { ...PRICES, source: docs('api/prices/update') }, async (stripe, { send }) => {
    const { id } = await priceOf(stripe);
    const { json } = await send('POST', `/v1/prices/${id}`, { body: 'unit_amount=2' });
    shows(json, { error: { code: 'parameter_unknown', param: 'unit_amount' } });
  }),
  behaviour('tells of its life', EVENTS, async (stripe) => {
    const { id } = await priceOf(stripe);
    await stripe.prices.update(id, { active: false });
    equal(await typesOf(stripe), ['product.created', 'price.created', 'price.updated']);
  }),
];

export const products = area('products', made);
export const prices = area('prices', priced);
