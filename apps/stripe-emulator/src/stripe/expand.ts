import { isExpandable } from '../wire/api-table';
import type { Account } from './account';
import { renderBalanceTransaction } from './balance-transactions/balance-transaction';
import { renderCharge } from './charges/charge';
import { renderCustomer } from './customers/customer';
import { invalidRequest } from './error';
import { isJsonObject } from './json';
import type { Json, JsonObject } from './json';
import { renderLineItem } from './payment-intents/line-item';
import { renderPaymentIntent } from './payment-intents/payment-intent';
import { renderPaymentMethod } from './payment-methods/payment-method';

/** Documented. */
const MAX_DEPTH = 4;

/** What an expandable field holds, for checking a path before anything is done. */
const TARGETS: Readonly<Record<string, string>> = {
  balance_transaction: 'balance_transaction',
  customer: 'customer',
  latest_charge: 'charge',
  payment_intent: 'payment_intent',
  payment_method: 'payment_method',
  source: 'charge',
};

/** Parts that are left out until they are asked for. */
const INCLUDABLE: ReadonlySet<string> = new Set(['payment_intent amount_details.line_items', 'charge refunds']);

/** Refuses a path that leads nowhere. `resource` is what the answer is, or what a list is of. */
export function checkExpansions(paths: readonly string[], resource: string, isList: boolean): void {
  for (const path of paths) {
    const steps = path.split('.');
    const depth = isList ? steps.length - 1 : steps.length;
    if (depth > MAX_DEPTH) {
      throw invalidRequest(
        `You cannot expand more than ${String(MAX_DEPTH)} levels of a property. Property: ${path}`,
        'expand',
      );
    }
    const leads = isList
      ? steps[0] === 'data' && leadsSomewhere(steps.slice(1), resource)
      : leadsSomewhere(steps, resource);
    if (!leads) throw invalidRequest(`This property cannot be expanded (${path}).`, 'expand');
  }
}

function leadsSomewhere(steps: readonly string[], resource: string): boolean {
  for (let taken = 1; taken <= steps.length; taken += 1) {
    const path = steps.slice(0, taken).join('.');
    const rest = steps.slice(taken);
    if (INCLUDABLE.has(`${resource} ${path}`)) return rest.length === 0;
    if (!isExpandable(resource, path)) continue;
    const target = TARGETS[path];
    return rest.length === 0 || (target !== undefined && leadsSomewhere(rest, target));
  }
  return false;
}

/** Replaces ids in a rendered answer by what they name. The paths were checked. */
export function expand(account: Account, now: number, answer: JsonObject, paths: readonly string[]): void {
  for (const path of paths) expandAt(account, now, answer, path.split('.'));
}

function expandAt(account: Account, now: number, node: JsonObject, steps: readonly string[]): void {
  const [step, ...rest] = steps;
  if (step === undefined) return;
  const value = node[step];
  if (value === undefined) include(node, step);
  else if (typeof value === 'string') node[step] = objectNamed(account, now, value) ?? value;
  for (const child of childrenOf(node[step])) expandIncluding(account, now, node, child, rest);
}

function expandIncluding(
  account: Account,
  now: number,
  parent: JsonObject,
  child: JsonObject,
  rest: readonly string[],
): void {
  if (parent['object'] === 'payment_intent' && rest.length === 1 && rest[0] === 'line_items') {
    child['line_items'] = lineItems(account, parent);
  } else {
    expandAt(account, now, child, rest);
  }
}

function childrenOf(value: Json | undefined): JsonObject[] {
  if (Array.isArray(value)) return value.filter(isJsonObject);
  return isJsonObject(value) ? [value] : [];
}

/** There are no refunds yet in this emulator, so the list of a charge is truly empty. */
function include(node: JsonObject, step: string): void {
  const { id, object } = node;
  if (object !== 'charge' || step !== 'refunds' || typeof id !== 'string') return;
  node['refunds'] = { object: 'list', data: [], has_more: false, url: `/v1/charges/${id}/refunds` };
}

/** A default page, as of other included lists (assumed); the rest is at the list's own `url`. */
const INCLUDED_ITEMS = 10;

function lineItems(account: Account, rendered: JsonObject): JsonObject {
  const id = typeof rendered['id'] === 'string' ? rendered['id'] : '';
  const items = account.paymentIntents.get(id)?.amountDetails?.lineItems ?? [];
  return {
    object: 'list',
    data: items.slice(0, INCLUDED_ITEMS).map(renderLineItem),
    has_more: items.length > INCLUDED_ITEMS,
    url: `/v1/payment_intents/${id}/amount_details_line_items`,
  };
}

function objectNamed(account: Account, now: number, id: string): JsonObject | undefined {
  switch (id.slice(0, id.indexOf('_'))) {
    case 'pi':
      return rendered(account.paymentIntents.get(id), renderPaymentIntent);
    case 'ch':
      return rendered(account.charges.get(id), renderCharge);
    case 'txn':
      return rendered(account.balanceTransactions.get(id), (item) => renderBalanceTransaction(item, now));
    case 'cus':
      return rendered(account.customers.get(id), renderCustomer);
    case 'pm':
      return rendered(account.paymentMethods.get(id), renderPaymentMethod);
    default:
      return undefined;
  }
}

function rendered<T>(item: T | undefined, render: (item: T) => JsonObject): JsonObject | undefined {
  return item === undefined ? undefined : render(item);
}
