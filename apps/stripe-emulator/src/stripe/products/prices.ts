import type { Params } from '../../wire/params';
import type { Account } from '../account';
import { invalidRequest, noSuch, refusal } from '../error';
import { differences } from '../events/differences';
import { emit } from '../events/emit';
import { createdFilter, pageOf } from '../list';
import { mergedMetadata } from '../metadata';
import type { Context, Operation } from '../request';
import { makePrice, makeProduct, readTerms } from './make';
import { productNamed, refuseTiers } from './operations';
import { renderPrice } from './price';
import type { Price } from './price';

/** For a product that there is, or one that is made with it. */
export const createPrice: Operation = (context, params) => {
  const { account } = context;
  refuseTiers(params.text('billing_scheme'));
  const [product, data] = [params.text('product'), params.hash('product_data')];
  if ((product === undefined) === (data === undefined)) {
    throw invalidRequest('You must specify either `product` or `product_data` when creating a price.', 'product');
  }
  if (product !== undefined) productNamed(account, product, 'product');
  const terms = readTerms(params);
  takeLookupKey(context, params, undefined);
  const productId = product ?? (data === undefined ? '' : makeProduct(context, data).id);
  const price = makePrice(context, params, terms, productId, params.flag('active') ?? true);
  return () => renderPrice(price);
};

export const retrievePrice: Operation = ({ account }, _params, id) => {
  const price = findPrice(account, id);
  return () => renderPrice(price);
};

/** Only active prices without `active`? Stripe shows all; the lookup keys are the shop's own names. */
export const listPrices: Operation = ({ account }, params) => {
  const created = createdFilter(params);
  const [active, currency, product] = [params.flag('active'), params.text('currency'), params.text('product')];
  const [keys, type] = [params.texts('lookup_keys'), params.text('type')];
  const page = pageOf(
    {
      oldestFirst: account.prices.oldestFirst(),
      matches: (price) =>
        (active === undefined || price.active === active) &&
        (currency === undefined || price.currency === currency) &&
        (product === undefined || price.product === product) &&
        (keys === undefined || (price.lookupKey !== null && keys.includes(price.lookupKey))) &&
        (type === undefined || (price.recurring === null ? 'one_time' : 'recurring') === type) &&
        created(price),
      render: renderPrice,
      url: '/v1/prices',
      name: 'price',
    },
    params,
  );
  return () => page;
};

/** What it costs never changes (documented). */
export const updatePrice: Operation = (context, params, id) => {
  const price = findPrice(context.account, id);
  const metadata = mergedMetadata(price.metadata, params);
  takeLookupKey(context, params, price);
  const before = renderPrice(price);
  price.metadata = metadata;
  price.active = params.flag('active') ?? price.active;
  price.lookupKey = params.text('lookup_key') ?? price.lookupKey;
  price.nickname = params.text('nickname') ?? price.nickname;
  price.taxBehavior = params.text('tax_behavior') ?? price.taxBehavior;
  const after = renderPrice(price);
  const previous = differences(before, after);
  if (Object.keys(previous).length > 0) emit(context, 'price.updated', id, after, previous);
  return () => renderPrice(price);
};

function findPrice(account: Account, id: string): Price {
  const price = account.prices.get(id);
  if (price === undefined) throw noSuch('price', id, 'price');
  return price;
}

/** One price at a time has a key; `transfer_lookup_key` takes it from the one before (documented; words from memory). */
function takeLookupKey(context: Context, params: Params, own: Price | undefined): void {
  const key = params.text('lookup_key');
  if (key === undefined) return;
  const holder = context.account.prices.oldestFirst().find((price) => price.lookupKey === key && price !== own);
  if (holder === undefined) return;
  if (params.flag('transfer_lookup_key') !== true) {
    throw refusal(`A price (\`${holder.id}\`) already uses that lookup key.`, 'lookup_key');
  }
  holder.lookupKey = null;
  emit(context, 'price.updated', holder.id, renderPrice(holder), { lookup_key: key });
}
