import { paramsOf } from '../wire/api-table';
import { checkParams } from '../wire/check-params';
import type { Params } from '../wire/params';
import type { Account } from './account';
import { renderError, StripeError, uncovered } from './error';
import { checkExpansions, expand } from './expand';
import type { JsonObject } from './json';
import type { Context, StripeRequest, StripeResponse } from './request';
import { findRoute } from './routes';
import type { FoundRoute, Route } from './routes';
import { runDue } from './run-due';

/** One request against one account: the account changes, the answer and the events (in the outbox) say how. */
export function execute(account: Account, request: StripeRequest, now: number): StripeResponse {
  runDue(account, now);
  try {
    const found = findRoute(request.method, request.path);
    if (found === undefined) throw unrecognized(request);
    return { status: 200, body: run(account, request, found, now), executed: true };
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    const body = renderError(error.fields, request.id, Math.floor(now));
    return { status: error.status, body, executed: error.executed };
  }
}

function run(account: Account, request: StripeRequest, found: FoundRoute, now: number): JsonObject {
  const { operation, route, id, parentId } = found;
  const params = checkParams(request.form, paramsOf(operation));
  refuseUncovered(params, route);
  const expansions = params.texts('expand') ?? [];
  checkExpansions(expansions, route.returns, route.isList);
  const context: Context = {
    account,
    now,
    cause: { requestId: request.id, idempotencyKey: request.idempotencyKey },
    origin: request.origin,
  };
  const show = route.run(context, params, id, parentId);
  // With a settlement delay of zero the balance transaction is already in the answer.
  runDue(account, now);
  const answer = show();
  expand(account, now, answer, expansions);
  return answer;
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

function unrecognized({ method, path }: StripeRequest): StripeError {
  const message =
    `Unrecognized request URL (${method}: ${path}). Please see https://stripe.com/docs or we can help at ` +
    'https://support.stripe.com/.';
  return new StripeError(404, { type: 'invalid_request_error', message }, false);
}
