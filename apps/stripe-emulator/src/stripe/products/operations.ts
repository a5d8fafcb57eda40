import type { Account } from '../account';
import { noSuch, noSuchInParams, refusal, uncovered } from '../error';
import { differences } from '../events/differences';
import { emit } from '../events/emit';
import { createdFilter, pageOf } from '../list';
import { mergedMetadata } from '../metadata';
import type { Operation } from '../request';
import { seconds } from '../request';
import { makePrice, makeProduct, readTerms } from './make';
import { renderProduct } from './product';
import type { Product } from './product';

export const createProduct: Operation = (context, params) => {
  const id = params.text('id');
  if (id !== undefined && context.account.products.get(id) !== undefined) {
    throw refusal(`Product already exists.`, 'id', 'resource_already_exists');
  }
  const priceData = params.hash('default_price_data');
  const terms = priceData === undefined ? undefined : readTerms(priceData);
  const product = makeProduct(context, params);
  if (priceData !== undefined && terms !== undefined) {
    product.defaultPrice = makePrice(context, priceData, terms, product.id, true).id;
    emit(context, 'product.updated', product.id, renderProduct(product), { default_price: null });
  }
  return () => renderProduct(product);
};

export const retrieveProduct: Operation = ({ account }, _params, id) => {
  const product = findProduct(account, id);
  return () => renderProduct(product);
};

export const listProducts: Operation = ({ account }, params) => {
  const created = createdFilter(params);
  const [active, ids, url] = [params.flag('active'), params.texts('ids'), params.text('url')];
  const shippable = params.flag('shippable');
  const page = pageOf(
    {
      oldestFirst: account.products.oldestFirst(),
      matches: (product) =>
        (active === undefined || product.active === active) &&
        (shippable === undefined || product.shippable === shippable) &&
        (url === undefined || product.url === url) &&
        (ids === undefined || ids.includes(product.id)) &&
        created(product),
      render: renderProduct,
      url: '/v1/products',
      name: 'product',
    },
    params,
  );
  return () => page;
};

export const updateProduct: Operation = (context, params, id) => {
  const { account } = context;
  const product = findProduct(account, id);
  const defaultPrice = params.text('default_price');
  if (defaultPrice !== undefined && account.prices.get(defaultPrice)?.product !== id) {
    throw noSuchInParams('price', defaultPrice, 'default_price');
  }
  const metadata = mergedMetadata(product.metadata, params);
  const before = renderProduct(product);
  const text = (name: string, was: string | null): string | null =>
    params.has(name) ? (params.text(name) ?? null) : was;
  product.metadata = metadata;
  product.active = params.flag('active') ?? product.active;
  product.defaultPrice = defaultPrice ?? product.defaultPrice;
  product.description = text('description', product.description);
  if (params.has('images')) product.images = params.texts('images') ?? [];
  product.name = params.text('name') ?? product.name;
  product.shippable = params.flag('shippable') ?? product.shippable;
  product.statementDescriptor = params.text('statement_descriptor') ?? product.statementDescriptor;
  product.unitLabel = text('unit_label', product.unitLabel);
  product.url = text('url', product.url);
  const previous = differences(before, renderProduct(product));
  if (Object.keys(previous).length > 0) {
    const { updated } = product;
    product.updated = seconds(context);
    const times = updated === product.updated ? {} : { updated };
    emit(context, 'product.updated', id, renderProduct(product), { ...previous, ...times });
  }
  return () => renderProduct(product);
};

/** Only one without prices (documented); the words are from memory. */
export const deleteProduct: Operation = (context, _params, id) => {
  const { account } = context;
  const product = findProduct(account, id);
  if (account.prices.oldestFirst().some((price) => price.product === id)) {
    throw refusal('This product cannot be deleted because it has one or more user-created prices.');
  }
  account.products.remove(id);
  emit(context, 'product.deleted', id, renderProduct(product));
  return () => ({ id, object: 'product', deleted: true });
};

function findProduct(account: Account, id: string): Product {
  const product = account.products.get(id);
  if (product === undefined) throw noSuch('product', id, 'id');
  return product;
}

/** One that a price or a line item names. */
export function productNamed(account: Account, id: string, param: string): Product {
  const product = account.products.get(id);
  if (product === undefined) throw noSuchInParams('product', id, param);
  return product;
}

export function refuseTiers(scheme: string | undefined): void {
  if (scheme === 'tiered') throw uncovered('billing_scheme');
}
