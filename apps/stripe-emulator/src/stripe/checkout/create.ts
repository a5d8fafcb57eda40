import type { Params } from '../../wire/params';
import { checkedAmount } from '../currency';
import { knownCustomer } from '../customers/find';
import { invalidRequest, noSuchInParams, refusal, uncovered } from '../error';
import { mergedMetadata } from '../metadata';
import { checkedList } from '../payment-intents/confirming/method-types';
import { makePrice, makeProduct, readTerms } from '../products/make';
import type { PriceTerms } from '../products/make';
import { productNamed } from '../products/operations';
import type { Price } from '../products/price';
import type { Context, Operation } from '../request';
import { seconds } from '../request';
import { renderSession } from './session';
import type { SessionLine } from './session';

const MINUTE = 60;
/** From half an hour to a day, a day unless asked otherwise (documented). */
const SHORTEST_SECONDS = 30 * MINUTE;
const LONGEST_SECONDS = 24 * 60 * MINUTE;

export const createSession: Operation = (context, params) => {
  const { account } = context;
  refuseOtherModes(params);
  if (params.text('success_url') === undefined) throw missing('success_url');
  const customer = customerOf(context, params);
  const expiresAt = checkedExpiry(context, params);
  const readLines = (params.hashes('line_items') ?? []).map((line, at) => readLine(context, line, at));
  if (readLines.length === 0) throw missing('line_items');
  const currency = checkedTotal(readLines);
  const metadata = mergedMetadata(new Map(), params);
  const { listedTypes } = context.ways;
  const types = listedTypes === null ? ['card'] : checkedList(listedTypes);
  const id = account.ids.next('cs_test');
  const session = account.checkoutSessions.add({
    id,
    created: seconds(context),
    expiresAt,
    currency,
    lines: readLines.map((line) => lineOf(context, line)),
    given: params,
    page: `${context.origin}/_emulator/checkout/${account.id}/${id}`,
    listedTypes: types,
    configuration: account.configuration,
    customer,
    metadata,
    status: 'open',
    buyer: null,
    intent: null,
  });
  account.due.add(expiresAt, { kind: 'expire_session', session });
  return () => renderSession(session);
};

/** Payments on the hosted page are covered; subscriptions, setups and pages inside the shop's own are not. */
function refuseOtherModes(params: Params): void {
  const mode = params.text('mode');
  if (mode === undefined) throw missing('mode');
  if (mode !== 'payment') throw uncovered('mode');
  if ((params.text('ui_mode') ?? 'hosted_page') !== 'hosted_page') throw uncovered('ui_mode');
}

function customerOf({ account }: Context, params: Params): string | null {
  const customer = params.text('customer');
  if (customer === undefined) return null;
  for (const other of ['customer_email', 'customer_creation']) {
    if (!params.has(other)) continue;
    throw invalidRequest(`You may only specify one of these parameters: customer, ${other}.`, other);
  }
  return knownCustomer(account, customer, 'customer').id;
}

/** The words are from memory. */
function checkedExpiry(context: Context, params: Params): number {
  const created = seconds(context);
  const asked = params.int('expires_at');
  if (asked === undefined) return created + LONGEST_SECONDS;
  if (asked < created + SHORTEST_SECONDS) {
    throw refusal(
      'The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.',
      'expires_at',
    );
  }
  if (asked <= created + LONGEST_SECONDS) return asked;
  throw refusal('The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.', 'expires_at');
}

/** A line that was read, before its price is made. */
type ReadLine = {
  readonly params: Params;
  readonly quantity: number;
  readonly currency: string;
  readonly unitAmount: number;
} & (
  | { readonly kind: 'price'; readonly price: Price }
  | { readonly kind: 'data'; readonly data: Params; readonly terms: PriceTerms; readonly product: string | undefined }
);

function readLine(context: Context, params: Params, at: number): ReadLine {
  const place = `line_items[${String(at)}]`;
  if (params.has('tax_rates')) throw uncovered(`${place}[tax_rates]`);
  if (params.hash('adjustable_quantity')?.flag('enabled') === true) throw uncovered(`${place}[adjustable_quantity]`);
  const quantity = params.int('quantity');
  if (quantity === undefined) throw missing(`${place}[quantity]`);
  if (quantity < 1) {
    throw invalidRequest(
      'This value must be greater than or equal to 1.',
      `${place}[quantity]`,
      'parameter_invalid_integer',
    );
  }
  const [id, data] = [params.text('price'), params.hash('price_data')];
  if (id !== undefined && data !== undefined) {
    throw invalidRequest('You may only specify one of these parameters: price, price_data.', `${place}[price]`);
  }
  if (id !== undefined) {
    const price = payable(context, id, `${place}[price]`);
    return { kind: 'price', params, quantity, price, currency: price.currency, unitAmount: price.unitAmount };
  }
  if (data === undefined) throw missing(`${place}[price]`);
  const product = productIn(context, data);
  const terms = readTerms(data);
  if (terms.recurring !== null) throw recurringInPayment();
  return {
    kind: 'data',
    params,
    quantity,
    data,
    terms,
    product,
    currency: terms.currency,
    unitAmount: terms.unitAmount,
  };
}

function payable({ account }: Context, id: string, place: string): Price {
  const price = account.prices.get(id);
  if (price === undefined) throw noSuchInParams('price', id, place);
  if (price.recurring !== null) throw recurringInPayment();
  if (price.active) return price;
  throw refusal(`The price specified is inactive. This field only accepts active prices.`, place);
}

/** Reported in many places. */
function recurringInPayment(): Error {
  return refusal(
    'You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only ' +
      'one-time prices.',
    'line_items',
  );
}

function productIn({ account }: Context, data: Params): string | undefined {
  const [id, described] = [data.text('product'), data.hash('product_data')];
  if (id !== undefined) return productNamed(account, id, data.pathTo('product')).id;
  if (described !== undefined) return undefined;
  throw missing(data.pathTo('product_data'));
}

/** One currency for all, and at least the smallest payment in it (documented; the words from memory). */
function checkedTotal(lines: readonly ReadLine[]): string {
  const currency = lines[0]?.currency ?? '';
  if (lines.some((line) => line.currency !== currency)) {
    throw refusal('All prices on a Checkout session must have the same `currency`.', 'line_items');
  }
  const total = lines.reduce((sum, { quantity, unitAmount }) => sum + unitAmount * quantity, 0);
  if (total > 0) checkedAmount(total, currency);
  return currency;
}

/** A price that is only said in passing is made for this line alone, and not active (documented). */
function lineOf(context: Context, line: ReadLine): SessionLine {
  const { params, quantity } = line;
  const price = line.kind === 'price' ? line.price : makeInPassing(context, line);
  const description = context.account.products.get(price.product)?.name ?? '';
  const metadata = mergedMetadata(new Map(), params);
  return { id: context.account.ids.next('li'), price, description, quantity, metadata };
}

function makeInPassing(context: Context, { data, product, terms }: Extract<ReadLine, { kind: 'data' }>): Price {
  const described = data.hash('product_data');
  const made = product ?? (described === undefined ? '' : makeProduct(context, described, { active: false }).id);
  return makePrice(context, data, terms, made, false);
}

function missing(param: string): Error {
  return invalidRequest(`Missing required param: ${param}.`, param, 'parameter_missing');
}
