import type { Params } from '../../wire/params';
import { checkedCurrency } from '../currency';
import { invalidRequest, uncovered } from '../error';
import { emit } from '../events/emit';
import { mergedMetadata } from '../metadata';
import type { Context } from '../request';
import { seconds } from '../request';
import { renderPrice } from './price';
import type { Price, Recurring } from './price';
import { renderProduct } from './product';
import type { Product } from './product';

/** A new product of what is said at this level. */
export function makeProduct(context: Context, params: Params, more: Partial<Product> = {}): Product {
  const { ids, products } = context.account;
  const metadata = mergedMetadata(new Map(), params);
  const created = seconds(context);
  const product = products.add({
    id: params.text('id') ?? ids.next('prod'),
    created,
    name: params.text('name') ?? '',
    active: params.flag('active') ?? true,
    defaultPrice: null,
    description: params.text('description') ?? null,
    images: params.texts('images') ?? [],
    metadata,
    shippable: params.flag('shippable') ?? null,
    statementDescriptor: params.text('statement_descriptor') ?? null,
    unitLabel: params.text('unit_label') ?? null,
    url: params.text('url') ?? null,
    type: params.text('type') ?? 'service',
    updated: created,
    ...more,
  });
  emit(context, 'product.created', product.id, renderProduct(product));
  return product;
}

/** What a price must say, read before anything is made. */
export interface PriceTerms {
  readonly currency: string;
  readonly unitAmount: number;
  readonly recurring: Recurring | null;
}

export function readTerms(params: Params): PriceTerms {
  const recurring = params.hash('recurring');
  return {
    currency: checkedCurrency(params.text('currency') ?? ''),
    unitAmount: unitAmountIn(params),
    recurring:
      recurring === undefined
        ? null
        : { interval: recurring.text('interval') ?? '', intervalCount: recurring.int('interval_count') ?? 1 },
  };
}

/** Whole minor units: parts of a cent are Stripe's, not the emulator's. */
function unitAmountIn(params: Params): number {
  const decimal = params.text('unit_amount_decimal');
  const amount = params.int('unit_amount') ?? (decimal === undefined ? undefined : Number(decimal));
  if (amount === undefined) {
    throw invalidRequest('Missing required param: unit_amount.', params.pathTo('unit_amount'), 'parameter_missing');
  }
  if (!Number.isInteger(amount)) throw uncovered(params.pathTo('unit_amount_decimal'));
  if (amount < 0) throw invalidRequest('Invalid non-negative integer', params.pathTo('unit_amount'));
  return amount;
}

export function makePrice(
  context: Context,
  params: Params,
  { currency, recurring, unitAmount }: PriceTerms,
  product: string,
  active: boolean,
): Price {
  const { ids, prices } = context.account;
  const metadata = mergedMetadata(new Map(), params);
  const price = prices.add({
    id: ids.next('price'),
    created: seconds(context),
    product,
    currency,
    unitAmount,
    recurring,
    active,
    lookupKey: params.text('lookup_key') ?? null,
    metadata,
    nickname: params.text('nickname') ?? null,
    taxBehavior: params.text('tax_behavior') ?? 'unspecified',
  });
  emit(context, 'price.created', price.id, renderPrice(price));
  return price;
}
