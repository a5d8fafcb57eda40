import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { control, CONTROL } from '../control/control';
import type { FaultRule } from '../faults/fault';
import { jsonText } from '../stripe/json';
import { answerUi, isUi } from '../ui/ui';
import { FormError, parseForm } from '../wire/form';
import { errorAnswer, jsonAnswer } from './answer';
import type { Answer } from './answer';
import { answerChallengePage, CHALLENGES } from './answer-challenge';
import { answerCheckoutPage, CHECKOUT } from './answer-checkout';
import { apiKeyOf } from './api-key';
import { BodyTooLarge, header, readIncoming } from './incoming';
import type { Incoming } from './incoming';
import { logLine } from './log-line';
import { formAsJson } from './params-json';
import type { Ending, LoggedRequest } from './request-log';
import { answerStripe, readForm } from './stripe-exchange';
import type { Exchange, Exchanged } from './stripe-exchange';
import type { Tenant } from './tenant';
import type { Tenants } from './tenants';

/** Where `stripe listen` begins: the sessions are the shell's, not the account's. */
const CLI_SESSIONS = '/v1/stripecli/sessions';

export type Log = (line: string) => void;
/** For whoever waits until it listens: needs no key and stands in no log. */
const HEALTH = `${CONTROL}health`;

/** Everything the server hears, from the socket to the socket. */
export function listener(tenants: Tenants, log: Log): RequestListener {
  return (request, response) => {
    serve(request, response, tenants, log).catch((error: unknown) => {
      log(`emulator error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      fail(response, error);
    });
  };
}

async function serve(request: IncomingMessage, response: ServerResponse, tenants: Tenants, log: Log): Promise<void> {
  const started = performance.now();
  const incoming = await readOrRefuse(request, response, log);
  if (incoming === undefined) return;
  if (incoming.path.startsWith(CHALLENGES)) {
    sendAndLog(request, response, answerChallengePage(incoming, tenants.all()), log);
    return;
  }
  // With an API key it is the control API.
  if (incoming.path.startsWith(CHECKOUT) && header(incoming, 'authorization') === undefined) {
    sendAndLog(request, response, answerCheckoutPage(incoming, tenants.all()), log);
    return;
  }
  if (incoming.path === HEALTH) {
    send(response, jsonAnswer(200, JSON.stringify({ status: 'ok' })));
    return;
  }
  if (isUi(incoming.path)) {
    send(response, await answerUi(incoming, tenants));
    return;
  }
  const check = apiKeyOf(header(incoming, 'authorization'));
  if (check.kind === 'refused') {
    const answer = errorAnswer(401, check.fields, 'req_unauthenticated', Date.now() / 1000);
    sendAndLog(request, response, answer, log);
    return;
  }
  if (incoming.path.startsWith(CONTROL) && !check.publishable) {
    const { status, body } = await control(tenants, check.key, incoming);
    sendAndLog(request, response, jsonAnswer(status, JSON.stringify(body)), log);
    return;
  }
  if (incoming.path === CLI_SESSIONS && incoming.method === 'POST' && !check.publishable) {
    const session = tenants.named(check.key).listeners.openSession(header(incoming, 'host') ?? '127.0.0.1');
    sendAndLog(request, response, jsonAnswer(200, jsonText(session)), log);
    return;
  }
  await serveStripe(tenants.named(check.key), check.publishable, incoming, response, log, started);
}

/** For requests that reach no account, and so are in no account's log. */
function sendAndLog(request: IncomingMessage, response: ServerResponse, answer: Answer, log: Log): void {
  send(response, answer);
  const { method = '', url = '' } = request;
  log(`${method.padEnd(6)} ${url} ${String(answer.status)}`);
}

async function readOrRefuse(
  request: IncomingMessage,
  response: ServerResponse,
  log: Log,
): Promise<Incoming | undefined> {
  try {
    return await readIncoming(request);
  } catch (error) {
    if (error instanceof BodyTooLarge) {
      const fields = { type: 'invalid_request_error' as const, message: 'The request body is too large.' };
      const answer = errorAnswer(413, fields, 'req_too_large', Date.now() / 1000, { connection: 'close' });
      sendAndLog(request, response, answer, log);
    } else {
      // The caller went away in the middle of its request.
      response.destroy();
    }
    return undefined;
  }
}

async function serveStripe(
  tenant: Tenant,
  publishable: boolean,
  incoming: Incoming,
  response: ServerResponse,
  log: Log,
  started: number,
): Promise<void> {
  const requestId = tenant.requestIds.next('req');
  const form = formOrError(incoming);
  const idempotencyKey = header(incoming, 'idempotency-key') ?? null;
  if (form instanceof FormError) {
    const exchange: Exchange = {
      tenant,
      publishable,
      incoming,
      requestId,
      form: NO_FORM,
      fault: undefined,
      idempotencyKey,
    };
    const fields = { type: 'invalid_request_error' as const, message: form.message };
    const answer = errorAnswer(400, fields, requestId, tenant.clock.now());
    await finish(exchange, { answer, replayed: false, release: () => undefined }, response, log, started);
    return;
  }
  const fault = tenant.faults.hit(incoming.method, incoming.path, idempotencyKey);
  const exchange: Exchange = { tenant, publishable, incoming, requestId, form, fault, idempotencyKey };
  await finish(exchange, await answerStripe(exchange), response, log, started);
}

const NO_FORM = parseForm('');

/** An answer leaves at the account's own time, as everything in it happened. */
function dated(answer: Answer | undefined, now: number): Answer | undefined {
  if (answer === undefined) return undefined;
  return { ...answer, headers: { date: new Date(now * 1000).toUTCString(), ...answer.headers } };
}

async function finish(
  exchange: Exchange,
  exchanged: Exchanged,
  response: ServerResponse,
  log: Log,
  started: number,
): Promise<void> {
  const { fault, tenant } = exchange;
  const entry = entryOf(exchange, exchanged, started);
  tenant.requests.add(entry);
  if (fault?.effect.kind === 'hold') await holdBack(tenant, fault, entry, response, log);
  if (fault?.effect.kind === 'webhooks_first') await tenant.tellFirst();
  leave(response, dated(exchanged.answer, tenant.clock.now()), entry);
  exchanged.release();
  entry.durationMs = sinceStart(started);
  log(logLine(entry));
}

function formOrError(incoming: Incoming): ReturnType<typeof readForm> | FormError {
  try {
    return readForm(incoming);
  } catch (error) {
    if (error instanceof FormError) return error;
    throw error;
  }
}

function entryOf(exchange: Exchange, { answer, replayed }: Exchanged, started: number): LoggedRequest {
  const { fault, form, idempotencyKey, incoming, requestId, tenant } = exchange;
  return {
    id: requestId,
    at: Math.floor(tenant.clock.now()),
    method: incoming.method,
    path: incoming.path,
    idempotencyKey,
    params: formAsJson(form.tree),
    status: answer?.status ?? null,
    response: answer?.text ?? null,
    replayed,
    fault: fault?.id ?? null,
    faultKind: fault?.effect.kind ?? null,
    ending: endingFor(fault),
    durationMs: sinceStart(started),
  };
}

function sinceStart(started: number): number {
  return Number((performance.now() - started).toFixed(1));
}

function endingFor(fault: FaultRule | undefined): Ending {
  switch (fault?.effect.kind) {
    case 'commit_then_drop':
    case 'drop_before_commit':
      return 'dropped';
    case 'commit_then_reset':
    case 'reset_before_commit':
      return 'reset';
    case 'hold':
      return 'held';
    case 'truncate':
      return 'truncated';
    case 'invalid_json':
      return 'invalid_json';
    case 'delay':
    case 'error':
    case 'lock_timeout':
    case 'rate_limit':
    case 'webhooks_first':
    case undefined:
      return 'sent';
  }
}

/** The work is done and can be read; only this answer waits, until the fault is deleted or the caller goes away. */
async function holdBack(
  tenant: Tenant,
  fault: FaultRule,
  entry: LoggedRequest,
  response: ServerResponse,
  log: Log,
): Promise<void> {
  log(`${logLine(entry)}, answer waits`);
  const gone = new Promise<void>((resolve) => response.once('close', resolve));
  await Promise.race([tenant.faults.held(fault), gone]);
  entry.ending = 'sent';
}

function leave(response: ServerResponse, answer: Answer | undefined, entry: LoggedRequest): void {
  if (response.destroyed || response.socket === null) {
    entry.ending = 'lost';
    return;
  }
  if (entry.ending === 'reset') response.socket.resetAndDestroy();
  else if (answer === undefined || entry.ending === 'dropped') response.destroy();
  else if (entry.ending === 'truncated') truncate(response, answer);
  else if (entry.ending === 'invalid_json') send(response, { ...answer, text: '<html>Bad gateway</html>' });
  else send(response, answer);
}

function send(response: ServerResponse, { status, text, headers }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

function truncate(response: ServerResponse, { status, text, headers }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) });
  response.write(text.slice(0, Math.floor(text.length / 2)), () => response.destroy());
}

/** A bug of the emulator's own: as Stripe would say it. */
function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const cause = error instanceof Error ? error.message : String(error);
  const message = `The emulator has a bug; its log says more: ${cause}`;
  send(response, jsonAnswer(500, JSON.stringify({ error: { message, type: 'api_error' } })));
}
