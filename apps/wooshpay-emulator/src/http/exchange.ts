import type { FaultRule } from '../../../../libs/emulation/faults/fault';
import { jsonAnswer } from '../../../../libs/emulation/http/answer';
import type { Answer } from '../../../../libs/emulation/http/answer';
import { carryOut, plainly } from '../../../../libs/emulation/http/exchange';
import type { Done, Exchanged } from '../../../../libs/emulation/http/exchange';
import { renderError } from '../wooshpay/requests/error';
import type { ErrorFields } from '../wooshpay/requests/error';
import type { WooshPayRequest } from '../wooshpay/requests/request';
import { fingerprintOf } from './fingerprint';
import { lockedObject } from './locked-object';
import type { Tenant } from './tenant';

/** One request to `/v1` on its way through keys, locks and faults. */
export interface Exchange {
  readonly tenant: Tenant;
  readonly request: WooshPayRequest;
  readonly fault: FaultRule | undefined;
  readonly idempotencyKey: string | null;
}

/** Assumed: as long as Stripe's may be. */
const LONGEST_KEY = 255;

export async function answerWooshPay(exchange: Exchange): Promise<Exchanged> {
  const { fault, idempotencyKey, request, tenant } = exchange;
  const kind = fault?.effect.kind;
  if (kind === 'drop_before_commit' || kind === 'reset_before_commit') return plainly(undefined);
  if (kind === 'rate_limit') return plainly(rateLimited(exchange));
  if (kind === 'lock_timeout') return plainly(locked(exchange));
  if (idempotencyKey !== null && idempotencyKey.length > LONGEST_KEY) return plainly(longKey(exchange));
  const isKept = idempotencyKey !== null && request.method === 'POST';
  return carryOut({
    requestId: request.id,
    at: () => tenant.clock.now(),
    keys: tenant.idempotency,
    locks: tenant.locks,
    once: isKept ? { key: idempotencyKey, fingerprint: fingerprintOf(request) } : null,
    object: lockedObject(tenant.account, request),
    fault,
    work: () => executed(exchange),
    record: tenant.record,
    says: {
      otherRequest: () => otherRequest(exchange),
      inProgress: () => inProgress(exchange),
      locked: () => locked(exchange),
      again: ({ status, text }) => jsonAnswer(status, text, headersOf(request)),
    },
  });
}

function executed({ fault, idempotencyKey, request, tenant }: Exchange): Done {
  if (fault?.effect.kind === 'error') {
    const { code, message, status, stored, type } = fault.effect;
    const error = { type, ...(code !== null && { code }), message };
    const body = tenant.account.settings.error_place === 'top' ? error : { error };
    return { answer: jsonAnswer(status, JSON.stringify(body), headersOf(request)), keep: stored };
  }
  const { response, text } = tenant.execute(request, request.method === 'POST' ? idempotencyKey : null);
  return { answer: jsonAnswer(response.status, text, headersOf(request)), keep: response.executed };
}

function headersOf({ id }: WooshPayRequest): Record<string, string> {
  return { 'request-id': id };
}

/** The error object as an answer of its own. */
function refusal(
  { request, tenant }: Pick<Exchange, 'request' | 'tenant'>,
  status: number,
  fields: ErrorFields,
): Answer {
  return jsonAnswer(status, JSON.stringify(renderError(fields, tenant.account.settings)), headersOf(request));
}

function rateLimited(exchange: Exchange): Answer {
  const message = 'Too many requests hit the API too quickly.';
  return refusal(exchange, 429, { type: 'api_error', code: 'rate_limit', message });
}

/** Documented: 409, "conflicts with another request". */
function locked(exchange: Exchange): Answer {
  const message = 'The request conflicts with another request on the same object.';
  return refusal(exchange, 409, { type: 'invalid_request_error', code: 'request_conflict', message });
}

function inProgress(exchange: Exchange): Answer {
  const message = 'A request with this Idempotency-Key is still going on.';
  return refusal(exchange, 409, { type: 'idempotency_error', code: 'idempotency_key_in_use', message });
}

function otherRequest(exchange: Exchange): Answer {
  const message = 'This Idempotency-Key was used with another request.';
  return refusal(exchange, 400, { type: 'idempotency_error', code: 'idempotency_key_reused', message });
}

function longKey(exchange: Exchange): Answer {
  const message = `An Idempotency-Key has at most ${String(LONGEST_KEY)} characters.`;
  return refusal(exchange, 400, { type: 'invalid_request_error', code: 'parameter_invalid', message });
}
