import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { control, CONTROL, HEALTH } from '../../../../libs/emulation/control/control';
import { jsonAnswer } from '../../../../libs/emulation/http/answer';
import type { Answer } from '../../../../libs/emulation/http/answer';
import { header } from '../../../../libs/emulation/http/incoming';
import type { Incoming } from '../../../../libs/emulation/http/incoming';
import { failWith, finish, readOrRefuse, send, sendAndLog } from '../../../../libs/emulation/http/response';
import type { Log } from '../../../../libs/emulation/http/response';
import { isJsonObject } from '../../../../libs/emulation/objects/json';
import type { JsonObject } from '../../../../libs/emulation/objects/json';
import { CALLS } from '../control/calls';
import { apiKeyOf } from './api-key';
import { answerChallengePage, CHALLENGES } from './challenge-page';
import { answerWooshPay } from './exchange';
import type { Tenant } from './tenant';
import type { Tenants } from './tenants';

/** Everything the server hears, from the socket to the socket. */
export function listener(tenants: Tenants, log: Log): RequestListener {
  return (request, response) => {
    serve(request, response, tenants, log).catch((error: unknown) => {
      failWith(response, error, log);
    });
  };
}

async function serve(request: IncomingMessage, response: ServerResponse, tenants: Tenants, log: Log): Promise<void> {
  const started = performance.now();
  const incoming = await readOrRefuse(request, response, () => plainError(413, 'The request body is too large.'), log);
  if (incoming === undefined) return;
  if (incoming.path.startsWith(CHALLENGES)) {
    sendAndLog(request, response, answerChallengePage(incoming, tenants.all()), log);
    return;
  }
  if (incoming.path === HEALTH) {
    send(response, jsonAnswer(200, JSON.stringify({ status: 'ok' })));
    return;
  }
  const check = apiKeyOf(header(incoming, 'authorization'));
  if (check.kind === 'refused') {
    sendAndLog(request, response, plainError(401, check.message), log);
    return;
  }
  if (incoming.path.startsWith(CONTROL) && !check.publishable) {
    const { body, status } = await control(tenants, CALLS, check.key, incoming);
    sendAndLog(request, response, jsonAnswer(status, JSON.stringify(body)), log);
    return;
  }
  await serveApi(tenants.named(check.key), check.publishable, incoming, response, log, started);
}

/** Before the account is known, its way of placing errors is not either. */
function plainError(status: number, message: string): Answer {
  return jsonAnswer(status, JSON.stringify({ error: { type: 'invalid_request_error', message } }));
}

async function serveApi(
  tenant: Tenant,
  publishable: boolean,
  incoming: Incoming,
  response: ServerResponse,
  log: Log,
  started: number,
): Promise<void> {
  const { body, method, path, query } = incoming;
  const idempotencyKey = header(incoming, 'idempotency-key') ?? null;
  const id = tenant.requestIds.next('req');
  const origin = `http://${header(incoming, 'host') ?? '127.0.0.1'}`;
  const fault = tenant.faults.hit(method, path, idempotencyKey);
  const request = { id, method, path, query, body, publishable, origin };
  const exchanged = await answerWooshPay({ tenant, request, fault, idempotencyKey });
  const asked = { id, method, path, idempotencyKey, params: paramsIn(incoming), fault, started };
  await finish(tenant, asked, exchanged, response, log);
}

/** For people and assertions. */
function paramsIn({ body, query }: Incoming): JsonObject {
  if (body === '') return Object.fromEntries(new URLSearchParams(query));
  try {
    const value: unknown = JSON.parse(body);
    return isJsonObject(value) ? value : { body };
  } catch {
    return { body };
  }
}
