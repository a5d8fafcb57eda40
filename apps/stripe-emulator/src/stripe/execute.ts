import { paramsOf } from '../wire/api-table';
import { checkParams } from '../wire/check-params';
import type { FormTree } from '../wire/form';
import type { Params } from '../wire/params';
import type { Account } from './account';
import { accountOf } from './connected-accounts/objects-of-seller';
import { invalidRequest, renderError, StripeError, uncovered } from './error';
import { askedByBrowser } from './publishable-key';
import { checkExpansions, expand } from './expand';
import { isJsonObject, textIn } from '../../../../libs/emulation/objects/json';
import type { JsonObject } from '../../../../libs/emulation/objects/json';
import type { Context, StripeRequest, StripeResponse } from './request';
import { findRoute } from './routes';
import type { Route } from './route';
import type { FoundRoute } from './routes';
import { runDue } from './run-due';
import { NEWEST, versionNamed } from './versions/api-version';
import type { ApiVersion } from './versions/api-version';
import { asNewest, showAs } from './versions/translate';

/** One request against one account: the account changes, the answer and the events (in the outbox) say how. */
export function execute(platform: Account, request: StripeRequest, now: number): StripeResponse {
  runDue(platform, now);
  const account = accountOf(platform, request.stripeAccount ?? null) ?? platform;
  const version = versionNamed(request.version ?? account.settings.api_version) ?? NEWEST;
  try {
    const found = findRoute(request.method, request.path);
    if (found === undefined) throw unrecognized(request);
    return { status: 200, body: run(account, request, found, version, now), executed: true };
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    const body = renderError(error.fields, request.id, Math.floor(now));
    showAs(version, body, { account, now });
    return { status: error.status, body, executed: error.executed };
  }
}

function run(
  account: Account,
  request: StripeRequest,
  found: FoundRoute,
  version: ApiVersion,
  now: number,
): JsonObject {
  const { operation, route, id, parentId } = found;
  const sent = request.publishable ? askedByBrowser(account, operation, id, request.form) : request.form;
  const { form, ways } = asNewest(version, operation, sent);
  refuseRemoved(form, operation);
  const params = checkParams(form, paramsOf(operation));
  refuseUncovered(params, route);
  const expansions = params.texts('expand') ?? [];
  checkExpansions(version, expansions, route.returns, route.isList);
  const context: Context = {
    account,
    now,
    cause: { requestId: request.id, idempotencyKey: request.idempotencyKey },
    origin: request.origin,
    ways,
    versionAsked: request.version,
  };
  const show = route.run(context, params, id, parentId);
  // With a settlement delay of zero the balance transaction is already in the answer.
  runDue(account.platform ?? account, now);
  const answer = show();
  if (ways.countsTotal && answer['object'] === 'list') answer['total_count'] = countOf(context, found, params);
  showAs(version, answer, { account, now });
  expand({ account, now, version }, answer, expansions);
  return answer;
}

/** How many items a list has in all: the pages are counted, as no operation of the newest version counts them. */
function countOf(context: Context, { route, id, parentId }: FoundRoute, params: Params): number {
  let count = 0;
  for (let after: string | undefined, more = true; more;) {
    const page = route.run(context, params.pageAfter(after), id, parentId)();
    const items = Array.isArray(page['data']) ? page['data'].filter(isJsonObject) : [];
    count += items.length;
    more = page['has_more'] === true;
    after = textIn(items.at(-1) ?? {}, 'id');
  }
  return count;
}

const COVERED_CARD_OPTIONS = new Set([
  'capture_method',
  'moto',
  'request_extended_authorization',
  'request_incremental_authorization',
  'request_multicapture',
  'request_overcapture',
  'request_three_d_secure',
  'setup_future_usage',
]);

/** What Stripe knows and the emulator does not act on is refused: a made-up success would hide a real bug. */
function refuseUncovered(params: Params, route: Route): void {
  const unknown = params.names().find((name) => !route.covers.has(name));
  if (unknown !== undefined) throw uncovered(unknown);
  const options = params.hash('payment_method_options');
  const method = options?.names().find((name) => name !== 'card');
  if (method !== undefined) throw uncovered(`payment_method_options[${method}]`);
  const option = options
    ?.hash('card')
    ?.names()
    .find((name) => !COVERED_CARD_OPTIONS.has(name));
  if (option !== undefined) throw uncovered(`payment_method_options[card][${option}]`);
  const share = params
    .hash('transfer_data')
    ?.names()
    .find((name) => name !== 'amount' && name !== 'destination');
  if (share !== undefined) throw uncovered(`transfer_data[${share}]`);
}

/** The one parameter whose end has a code of its own (documented; the words are assumed). */
function refuseRemoved(form: FormTree, operation: string): void {
  if (!form.has('payment_method_types') || !/^POST \/v1\/((payment|setup)_intents|checkout\/sessions)/.test(operation))
    return;
  throw invalidRequest(
    'The `payment_method_types` parameter is no longer supported. Use `allowed_payment_method_types` or ' +
      '`excluded_payment_method_types`, or manage payment methods in your Dashboard.',
    'payment_method_types',
    'payment_method_types_no_longer_supported',
  );
}

function unrecognized({ method, path }: StripeRequest): StripeError {
  const message =
    `Unrecognized request URL (${method}: ${path}). Please see https://stripe.com/docs or we can help at ` +
    'https://support.stripe.com/.';
  return new StripeError(404, { type: 'invalid_request_error', message }, false);
}
