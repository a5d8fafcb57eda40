import type { FaultRule } from '../../../../libs/emulation/faults/fault';
import type { Account } from '../stripe/account';
import { accountOf } from '../stripe/connected-accounts/objects-of-seller';
import { jsonText } from '../../../../libs/emulation/objects/json';
import { noAccess } from '../stripe/own-account/own-account';
import { versionNamed } from '../stripe/versions/api-version';
import { FormError, parseForm } from '../wire/form';
import type { Form } from '../wire/form';
import { jsonAnswer } from '../../../../libs/emulation/http/answer';
import type { Answer } from '../../../../libs/emulation/http/answer';
import { carryOut, plainly } from '../../../../libs/emulation/http/exchange';
import type { Done, Exchanged } from '../../../../libs/emulation/http/exchange';
import { errorAnswer } from './error-answer';
import { faultAnswer, lockTimeout, rateLimited } from './fault-answer';
import { fingerprintOf, keyIn } from './idempotency';
import type { SavedResult } from '../../../../libs/emulation/http/idempotency-keys';
import { header } from '../../../../libs/emulation/http/incoming';
import type { Incoming } from '../../../../libs/emulation/http/incoming';
import { lockedObject } from './locked-object';
import type { Tenant } from './tenant';

/** One request to `/v1` on its way through versions, keys and faults. */
export interface Exchange {
  readonly tenant: Tenant;
  /** Asked with the key that browsers have. */
  readonly publishable: boolean;
  readonly incoming: Incoming;
  readonly requestId: string;
  readonly form: Form;
  readonly fault: FaultRule | undefined;
  readonly idempotencyKey: string | null;
}

/** Documented. */
const MAX_KEY_LENGTH = 255;

export function readForm(incoming: Incoming): Form {
  if (incoming.method === 'GET') return parseForm(incoming.query);
  if (incoming.body !== '' && !isForm(header(incoming, 'content-type') ?? '')) {
    throw new FormError(
      'Invalid request (check that your POST content type is application/x-www-form-urlencoded). ' +
        'If you have questions, we can help at https://support.stripe.com/.',
    );
  }
  // Parameters in the address count in every method.
  if (incoming.query === '') return parseForm(incoming.body);
  return parseForm([incoming.query, incoming.body].filter((part) => part !== '').join('&'));
}

const FORM = 'application/x-www-form-urlencoded';

function isForm(type: string): boolean {
  return type === FORM || type.split(';')[0]?.trim().toLowerCase() === FORM;
}

export async function answerStripe(exchange: Exchange): Promise<Exchanged> {
  const { fault, form, incoming, requestId, tenant } = exchange;
  const kind = fault?.effect.kind;
  if (kind === 'drop_before_commit' || kind === 'reset_before_commit') return plainly(undefined);
  const refused = refuseHeaders(exchange) ?? (fault === undefined ? undefined : faultAnswer(fault.effect, exchange));
  const limited = refused ?? refuseRate(exchange);
  if (limited !== undefined) return plainly(limited);
  return carryOut({
    requestId,
    at: () => tenant.clock.now(),
    keys: tenant.idempotency,
    locks: tenant.locks,
    once: onceFor(exchange),
    object: lockedObject(accountIn(exchange), incoming.method, incoming.path, form.tree),
    fault,
    work: () => executed(exchange),
    record: tenant.record,
    says: {
      otherRequest: () => otherRequest(exchange),
      inProgress: () => inProgress(exchange),
      locked: () => lockTimeout(requestId),
      again: (result) => replayed(exchange, result),
    },
  });
}

/** Keys mean something on POST alone (documented). */
function onceFor(exchange: Exchange): { readonly key: string; readonly fingerprint: string } | null {
  const { form, idempotencyKey, incoming } = exchange;
  if (idempotencyKey === null || incoming.method !== 'POST') return null;
  return { key: scopedKey(exchange, idempotencyKey), fingerprint: fingerprintOf(incoming.path, form) };
}

function accountIn({ incoming, tenant }: Exchange): Account {
  return accountOf(tenant.account, namedAccount(incoming)) ?? tenant.account;
}

function refuseRate({ incoming, requestId, tenant }: Exchange): Answer | undefined {
  if (!tenant.account.settings.rate_limits) return undefined;
  const reason = tenant.limits.take(incoming.method, incoming.path, tenant.clock.now());
  return reason === undefined ? undefined : rateLimited(reason, requestId);
}

function executed(exchange: Exchange): Done {
  const { fault, form, idempotencyKey, incoming, publishable, requestId, tenant } = exchange;
  const headers = headersOf(exchange, requestId);
  if (fault?.effect.kind === 'error') {
    const { status, type, code, message, stored } = fault.effect;
    const error = { ...(code !== null && { code }), message, type };
    return { answer: jsonAnswer(status, jsonText({ error }), headers), keep: stored };
  }
  const { response, text } = tenant.execute(
    {
      method: incoming.method,
      path: incoming.path,
      form: form.tree,
      id: requestId,
      idempotencyKey: incoming.method === 'POST' ? idempotencyKey : null,
      version: header(incoming, 'stripe-version') ?? null,
      stripeAccount: namedAccount(incoming),
      publishable,
      origin: `http://${header(incoming, 'host') ?? '127.0.0.1'}`,
    },
    form.text,
  );
  return { answer: jsonAnswer(response.status, text, headers), keep: response.executed };
}

function headersOf({ idempotencyKey, incoming, tenant }: Exchange, originalRequest: string): Record<string, string> {
  return {
    'request-id': originalRequest,
    'stripe-version': header(incoming, 'stripe-version') ?? tenant.account.settings.api_version,
    ...(idempotencyKey !== null && { 'idempotency-key': idempotencyKey, 'original-request': originalRequest }),
  };
}

/** The same body again, under its own request id (recorded). */
function replayed(exchange: Exchange, result: SavedResult): Answer {
  return jsonAnswer(result.status, result.text, {
    ...headersOf(exchange, exchange.requestId),
    'original-request': result.requestId,
    'idempotent-replayed': 'true',
  });
}

/** 400 without code and param (recorded); the words are from memory. */
function otherRequest(exchange: Exchange): Answer {
  return refusal(
    exchange,
    400,
    'idempotency_error',
    'Keys for idempotent requests can only be used with the same parameters they were first used with. ' +
      `Try using a key other than '${exchange.idempotencyKey ?? ''}' if you meant to execute a different request.`,
  );
}

function inProgress(exchange: Exchange): Answer {
  return refusal(
    exchange,
    409,
    'idempotency_error',
    'There is currently another in-progress request using this Idempotent Key (that probably means you submitted ' +
      `twice, and the other request is still going through): ${exchange.idempotencyKey ?? ''}. Please try again later.`,
    'idempotency_key_in_use',
  );
}

/** The connected account that a request is made in. */
function namedAccount(incoming: Incoming): string | null {
  return header(incoming, 'stripe-account') ?? header(incoming, 'stripe-context') ?? null;
}

/** Keys of one account mean nothing in another (documented). */
function scopedKey({ incoming, tenant }: Exchange, key: string): string {
  return keyIn(tenant.account, namedAccount(incoming), key);
}

/** Only what the platform made is there to work in (assumed: Stripe's answer to strangers). */
function otherAccount({ incoming, tenant }: Exchange): string | undefined {
  const named = namedAccount(incoming);
  return named !== null && accountOf(tenant.account, named) === undefined ? named : undefined;
}

function refuseHeaders(exchange: Exchange): Answer | undefined {
  const { idempotencyKey, incoming } = exchange;
  const other = otherAccount(exchange);
  if (other !== undefined) {
    return refusal(exchange, 403, 'invalid_request_error', noAccess(other), 'account_invalid');
  }
  const version = header(incoming, 'stripe-version');
  if (version !== undefined && versionNamed(version) === undefined) {
    return refusal(exchange, 400, 'invalid_request_error', `Invalid Stripe API version: ${version}`);
  }
  if (idempotencyKey !== null && idempotencyKey.length > MAX_KEY_LENGTH) {
    return refusal(
      exchange,
      400,
      'invalid_request_error',
      `Idempotency keys can have at most ${String(MAX_KEY_LENGTH)} characters.`,
    );
  }
  return undefined;
}

function refusal(
  { requestId, tenant }: Exchange,
  status: number,
  type: 'idempotency_error' | 'invalid_request_error',
  message: string,
  code?: string,
): Answer {
  const fields = { type, message, ...(code !== undefined && { code }) };
  return errorAnswer(status, fields, requestId, tenant.clock.now(), {
    'stripe-version': tenant.account.settings.api_version,
  });
}
