import type { Params } from '../../wire/params';
import type { Account } from '../account';
import { renderCharge } from '../charges/charge';
import { renderCustomer } from '../customers/customer';
import { invalidRequest } from '../error';
import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import { readLimit } from '../list';
import { renderPaymentIntent } from '../payment-intents/payment-intent';
import type { Context, Operation } from '../request';
import { parseQuery } from './query';
import type { Searchable } from './query';

/** The fields that can be searched for (documented). */
const PAYMENT_INTENTS: Searchable = {
  resource: 'payment_intents',
  texts: ['currency', 'customer', 'status'],
  numbers: ['amount', 'created'],
};
const CARD = 'payment_method_details.card';
const CHARGES: Searchable = {
  resource: 'charges',
  texts: [
    'billing_details.address.postal_code',
    'currency',
    'customer',
    'disputed',
    'refunded',
    'status',
    ...['brand', 'fingerprint', 'last4'].map((field) => `${CARD}.${field}`),
  ],
  numbers: ['amount', 'created', `${CARD}.exp_month`, `${CARD}.exp_year`],
};
const CUSTOMERS: Searchable = { resource: 'customers', texts: ['email', 'name', 'phone'], numbers: ['created'] };

export const searchPaymentIntents = searching(PAYMENT_INTENTS, ({ paymentIntents }) =>
  all(paymentIntents.oldestFirst(), renderPaymentIntent),
);
export const searchCharges = searching(CHARGES, ({ charges }) => all(charges.oldestFirst(), renderCharge));
export const searchCustomers = searching(CUSTOMERS, ({ customers }) => all(customers.oldestFirst(), renderCustomer));

interface Candidate {
  readonly id: string;
  readonly created: number;
  readonly render: () => JsonObject;
}

type Candidates = (account: Account) => Candidate[];

function all<T extends { readonly id: string; readonly created: number }>(
  items: readonly T[],
  render: (item: T) => JsonObject,
): Candidate[] {
  return items.map((item) => ({ id: item.id, created: item.created, render: () => render(item) }));
}

/** The newest first, without what is too new to be found. */
function searching(searchable: Searchable, candidates: Candidates): Operation {
  return (context, params) => {
    const matches = parseQuery(params.text('query') ?? '', searchable);
    const known = context.now - context.account.settings.search_delay_seconds;
    const found = candidates(context.account)
      .filter(({ created }) => created <= known)
      .map(({ id, render }) => ({ id, object: render() }))
      .filter(({ object }) => matches(object))
      .reverse();
    const page = pageOf(context, found, params);
    return () => ({ object: 'search_result', ...page, url: `/v1/${searchable.resource}/search` });
  };
}

/** A page begins with what the `next_page` of the one before names: here the id of the last item on it. */
function pageOf(
  { ways }: Context,
  found: readonly { readonly id: string; readonly object: JsonObject }[],
  params: Params,
): JsonObject {
  const after = params.text('page');
  const start = after === undefined ? 0 : found.findIndex(({ id }) => id === after) + 1;
  if (after !== undefined && start === 0) throw invalidRequest('Invalid page.', 'page');
  const items = found.slice(start, start + readLimit(params));
  const more = start + items.length < found.length;
  return {
    data: items.map(({ object }) => object),
    has_more: more,
    next_page: more ? (items.at(-1)?.id ?? null) : null,
    ...(ways.countsTotal && { total_count: found.length }),
  };
}
