import { setTimeout as pause } from 'node:timers/promises';
import type { FaultRule } from '../faults/fault';
import { API_VERSION } from '../wire/api-table';
import { FormError, parseForm } from '../wire/form';
import type { Form } from '../wire/form';
import { errorAnswer, jsonAnswer } from './answer';
import type { Answer } from './answer';
import { isKnownVersion } from './api-version';
import { faultAnswer } from './fault-answer';
import type { SavedResult } from './idempotency';
import { header } from './incoming';
import type { Incoming } from './incoming';
import type { Tenant } from './tenant';

/** One request to `/v1` on its way through versions, keys and faults. */
export interface Exchange {
  readonly tenant: Tenant;
  readonly incoming: Incoming;
  readonly requestId: string;
  readonly form: Form;
  readonly fault: FaultRule | undefined;
  readonly idempotencyKey: string | null;
}

export interface Exchanged {
  /** Undefined when the connection is to break with nothing done. */
  readonly answer: Answer | undefined;
  readonly replayed: boolean;
}

/** Documented. */
const MAX_KEY_LENGTH = 255;

export function readForm(incoming: Incoming): Form {
  if (incoming.method === 'GET') return parseForm(incoming.query);
  const type = header(incoming, 'content-type') ?? '';
  if (incoming.body !== '' && !type.startsWith('application/x-www-form-urlencoded')) {
    throw new FormError(
      'Invalid request (check that your POST content type is application/x-www-form-urlencoded). ' +
        'If you have questions, we can help at https://support.stripe.com/.',
    );
  }
  return parseForm(incoming.body);
}

export async function answerStripe(exchange: Exchange): Promise<Exchanged> {
  const { fault, idempotencyKey, incoming } = exchange;
  if (fault?.effect.kind === 'drop_before_commit') return { answer: undefined, replayed: false };
  const refused = refuseHeaders(exchange) ?? (fault === undefined ? undefined : faultAnswer(fault.effect, exchange));
  if (refused !== undefined) return { answer: refused, replayed: false };
  // Keys mean something on POST alone (documented).
  if (idempotencyKey === null || incoming.method !== 'POST') {
    await slowDown(fault);
    return { answer: executed(exchange).answer, replayed: false };
  }
  return onceForKey(exchange, idempotencyKey);
}

async function onceForKey(exchange: Exchange, key: string): Promise<Exchanged> {
  const { fault, form, incoming, tenant } = exchange;
  const begun = tenant.idempotency.begin(key, `${incoming.path}?${form.fingerprint}`, tenant.clock.now());
  switch (begun.kind) {
    case 'replay':
      return { answer: replayed(exchange, key, begun.result), replayed: true };
    case 'other_request':
      return { answer: otherRequest(exchange, key), replayed: false };
    case 'in_progress':
      return { answer: inProgress(exchange, key), replayed: false };
    case 'first':
      break;
  }
  await slowDown(fault);
  const { answer, keep } = executedOrForgotten(exchange, key);
  if (keep) tenant.idempotency.save(key, { status: answer.status, text: answer.text, requestId: exchange.requestId });
  else tenant.idempotency.forget(key);
  return { answer, replayed: false };
}

/** A bug of the emulator must not leave the key in progress for ever. */
function executedOrForgotten(exchange: Exchange, key: string): ReturnType<typeof executed> {
  try {
    return executed(exchange);
  } catch (error) {
    exchange.tenant.idempotency.forget(key);
    throw error;
  }
}

function executed(exchange: Exchange): { readonly answer: Answer; readonly keep: boolean } {
  const { fault, form, idempotencyKey, incoming, requestId, tenant } = exchange;
  const headers = headersOf(exchange, requestId);
  if (fault?.effect.kind === 'error') {
    const { status, type, code, message, stored } = fault.effect;
    const error = { ...(code !== null && { code }), message, type };
    return { answer: jsonAnswer(status, JSON.stringify({ error }), headers), keep: stored };
  }
  const response = tenant.execute({
    method: incoming.method,
    path: incoming.path,
    form: form.tree,
    id: requestId,
    idempotencyKey: incoming.method === 'POST' ? idempotencyKey : null,
    origin: `http://${header(incoming, 'host') ?? '127.0.0.1'}`,
  });
  return { answer: jsonAnswer(response.status, JSON.stringify(response.body), headers), keep: response.executed };
}

/** Real seconds, because the shop's own timeout counts those. */
async function slowDown(fault: FaultRule | undefined): Promise<void> {
  if (fault?.effect.kind === 'delay') await pause(fault.effect.seconds * 1000);
}

function headersOf({ idempotencyKey, incoming }: Exchange, originalRequest: string): Record<string, string> {
  return {
    'request-id': originalRequest,
    'stripe-version': header(incoming, 'stripe-version') ?? API_VERSION,
    ...(idempotencyKey !== null && { 'idempotency-key': idempotencyKey, 'original-request': originalRequest }),
  };
}

/** The same body again, under its own request id (recorded). */
function replayed(exchange: Exchange, key: string, result: SavedResult): Answer {
  return jsonAnswer(result.status, result.text, {
    ...headersOf(exchange, exchange.requestId),
    'idempotency-key': key,
    'original-request': result.requestId,
    'idempotent-replayed': 'true',
  });
}

/** 400 without code and param (recorded); the words are from memory. */
function otherRequest(exchange: Exchange, key: string): Answer {
  return refusal(
    exchange,
    400,
    'idempotency_error',
    'Keys for idempotent requests can only be used with the same parameters they were first used with. ' +
      `Try using a key other than '${key}' if you meant to execute a different request.`,
  );
}

function inProgress(exchange: Exchange, key: string): Answer {
  return refusal(
    exchange,
    409,
    'idempotency_error',
    'There is currently another in-progress request using this Idempotent Key (that probably means you submitted ' +
      `twice, and the other request is still going through): ${key}. Please try again later.`,
    'idempotency_key_in_use',
  );
}

function refuseHeaders(exchange: Exchange): Answer | undefined {
  const { idempotencyKey, incoming } = exchange;
  const version = header(incoming, 'stripe-version');
  if (version !== undefined && !isKnownVersion(version)) {
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
  return errorAnswer(status, fields, requestId, tenant.clock.now(), { 'stripe-version': API_VERSION });
}
