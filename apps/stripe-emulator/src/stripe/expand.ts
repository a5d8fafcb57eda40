import type { Account } from './account';
import { renderApplicationFee, renderFeeRefund } from './application-fees/application-fee';
import { renderBalanceTransaction } from './balance-transactions/balance-transaction';
import { renderCharge } from './charges/charge';
import { renderSession } from './checkout/session';
import { renderSeller } from './connected-accounts/account-of-seller';
import { renderConfirmationToken } from './confirmation-tokens/confirmation-token';
import { renderCustomer } from './customers/customer';
import { renderDispute } from './disputes/dispute';
import { invalidRequest } from './error';
import { isJsonObject } from '../../../../libs/emulation/objects/json';
import type { Json, JsonObject } from '../../../../libs/emulation/objects/json';
import { renderPaymentIntent } from './payment-intents/payment-intent';
import { renderPaymentMethod } from './payment-methods/payment-method';
import { bankAccountOf, renderBankAccount } from './payouts/bank-account';
import { renderPayout } from './payouts/payout';
import { renderPrice } from './products/price';
import { renderProduct } from './products/product';
import { renderWarning } from './radar/early-fraud-warning';
import { renderReview } from './radar/review';
import { renderRefund } from './refunds/refund';
import { renderReversal, renderTransfer } from './transfers/transfer';
import { renderSetupAttempt } from './setup-intents/setup-attempt';
import { renderSetupIntent } from './setup-intents/setup-intent';
import { shownOnDemand } from './shown-on-demand';
import type { ApiVersion } from './versions/api-version';
import { expansionIn, showAs } from './versions/translate';

/** Documented; the `data` of a list is a level of its own. */
const MAX_DEPTH = 4;

/** Refuses a path that leads nowhere. `resource` is what the answer is, or what a list is of. */
export function checkExpansions(
  version: ApiVersion,
  paths: readonly string[],
  resource: string,
  isList: boolean,
): void {
  for (const path of paths) {
    const steps = path.split('.');
    if (steps.length > MAX_DEPTH) {
      throw invalidRequest(
        `You cannot expand more than ${String(MAX_DEPTH)} levels of a property. Property: ${path}`,
        'expand',
      );
    }
    const leads = isList
      ? steps[0] === 'data' && leadsOn(version, steps.slice(1), resource)
      : leadsOn(version, steps, resource);
    if (!leads) throw invalidRequest(`This property cannot be expanded (${path}).`, 'expand');
  }
}

/** Fields can lie in a part of a resource (`transfer_data.destination`), so several steps may be one field. */
function leadsOn(version: ApiVersion, steps: readonly string[], resource: string): boolean {
  for (let taken = 1; taken <= steps.length; taken += 1) {
    const field = steps.slice(0, taken).join('.');
    const expansion = expansionIn(version, resource, field);
    if (expansion === undefined) continue;
    const rest = steps.slice(taken);
    // Lists inside an object hold their objects under `data`.
    const isList = expansion.included || SHOWN_LISTS.has(`${resource} ${field}`);
    const inside = isList && rest[0] === 'data' ? rest.slice(1) : rest;
    return inside.length === 0 || expansion.targets.some((target) => leadsOn(version, inside, target));
  }
  return false;
}

/** Lists that are always shown; the others say themselves that they are included on demand. */
const SHOWN_LISTS: ReadonlySet<string> = new Set(['transfer reversals', 'application_fee refunds']);

/** Replaces ids in a rendered answer by what they name, and adds what is shown on demand. The paths were checked. */
export function expand(shown: Showing, answer: JsonObject, paths: readonly string[]): void {
  for (const path of paths) expandAt({ ...shown, root: answer, place: '' }, answer, path.split('.'));
}

/** Of which account, when, and as which version shows it. */
interface Showing {
  readonly account: Account;
  readonly now: number;
  readonly version: ApiVersion;
}

/** Where in the answer an expansion is: inside `root`, an object of its own, at the path `place`. */
interface Walk extends Showing {
  readonly root: JsonObject;
  readonly place: string;
}

function expandAt(walk: Walk, node: JsonObject, steps: readonly string[]): void {
  const [step, ...rest] = steps;
  if (step === undefined) return;
  const { account, now, root, version } = walk;
  const place = walk.place === '' ? step : `${walk.place}.${step}`;
  const known = node[step];
  const found = typeof known === 'string' ? objectNamed(account, now, known) : undefined;
  const added = known === undefined ? shownOnDemand(account, root, place) : found;
  if (added !== undefined) {
    if (isJsonObject(added)) showAs(version, added, { account, now });
    node[step] = added;
  }
  for (const child of childrenOf(node[step])) {
    const isObject = typeof child['object'] === 'string';
    expandAt(isObject ? { ...walk, root: child, place: '' } : { ...walk, place }, child, rest);
  }
}

function childrenOf(value: Json | undefined): JsonObject[] {
  if (Array.isArray(value)) return value.filter(isJsonObject);
  return isJsonObject(value) ? [value] : [];
}

/** The object of that id as it is shown now; undefined when the account has none. */
export function objectNamed(account: Account, now: number, id: string): JsonObject | undefined {
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
    case 'ctoken':
      return rendered(account.confirmationTokens.get(id), renderConfirmationToken);
    case 'cs':
      return rendered(account.checkoutSessions.get(id), renderSession);
    case 'prod':
      return rendered(account.products.get(id), renderProduct);
    case 'price':
      return rendered(account.prices.get(id), renderPrice);
    case 'issfr':
      return rendered(account.earlyFraudWarnings.get(id), renderWarning);
    case 'prv':
      return rendered(account.reviews.get(id), renderReview);
    case 'acct':
      return rendered(account.sellers.get(id), renderSeller);
    case 'seti':
      return rendered(account.setupIntents.get(id), renderSetupIntent);
    case 'setatt':
      return rendered(account.setupAttempts.get(id), renderSetupAttempt);
    case 're':
      return rendered(account.refunds.get(id), renderRefund);
    case 'du':
      return rendered(account.disputes.get(id), (item) => renderDispute(item, now));
    case 'fee':
      return rendered(account.applicationFees.get(id), renderApplicationFee);
    case 'fr':
      return rendered(account.feeRefunds.get(id), renderFeeRefund);
    case 'tr':
      return rendered(account.transfers.get(id), renderTransfer);
    case 'po':
      return rendered(account.payouts.get(id), renderPayout);
    case 'ba':
      return id === bankAccountOf(account)
        ? renderBankAccount(account.id, account.settings.settlement_currency)
        : undefined;
    case 'trr':
      return rendered(account.transferReversals.get(id), renderReversal);
    default:
      return undefined;
  }
}

function rendered<T>(item: T | undefined, render: (item: T) => JsonObject): JsonObject | undefined {
  return item === undefined ? undefined : render(item);
}
