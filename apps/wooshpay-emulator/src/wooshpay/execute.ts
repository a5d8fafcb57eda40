import type { Account } from './account';
import { invalidRequest, notAllowed, renderError, WooshPayError } from './requests/error';
import { bodyParams, queryParams } from './requests/params';
import type { Params } from './requests/params';
import type { Context, WooshPayRequest, WooshPayResponse } from './requests/request';
import { findRoute, isKnownElsewhere } from './routes';
import type { FoundRoute, Route } from './routes';
import { runDue } from './run-due';
import { shown } from './show';

/** One request against one account: the account changes, the answer and the events (in the outbox) say how. */
export function execute(account: Account, request: WooshPayRequest, now: number): WooshPayResponse {
  try {
    const found = findRoute(request.method, request.path);
    if (found === undefined) throw unrecognized(request);
    const params = paramsOf(request);
    const context: Context = { account, now, origin: request.origin };
    if (request.publishable) refuseStrangers(context, found, params);
    if (account.settings.unknown_parameters === 'refused') refuseUnknown(found.route, params);
    const show = found.route.run(context, params, found.ids);
    runDue(account, now);
    return { status: 200, body: shown(account, show()), executed: true };
  } catch (error) {
    if (!(error instanceof WooshPayError)) throw error;
    return { status: error.status, body: renderError(error.fields, account.settings), executed: error.executed };
  }
}

function paramsOf({ body, method, query }: WooshPayRequest): Params {
  return method === 'GET' ? queryParams(query) : bodyParams(body);
}

function unrecognized({ method, path }: WooshPayRequest): WooshPayError {
  const message = isKnownElsewhere(path)
    ? `WooshPay knows ${path}, but this emulator does not cover it.`
    : `Unrecognized request URL (${method}: ${path}).`;
  return new WooshPayError(404, { type: 'invalid_request_error', code: 'url_unknown', message }, false);
}

function refuseUnknown({ knows }: Route, params: Params): void {
  const [unknown] = params.others(knows);
  if (unknown !== undefined) throw invalidRequest(`Received unknown parameter: ${unknown}.`, 'parameter_unknown');
}

/** A browser's key reads and confirms what it has the client secret of, and makes payment methods (documented). */
function refuseStrangers({ account }: Context, { ids: [id], route }: FoundRoute, params: Params): void {
  if (!route.browser) throw notAllowed('This call needs the secret key.');
  if (id === '') return;
  const secret = (account.paymentIntents.get(id) ?? account.setupIntents.get(id))?.clientSecret;
  if (secret !== undefined && secret === params.text('client_secret')) return;
  throw notAllowed('With a publishable key the client_secret of the object must be given.');
}
