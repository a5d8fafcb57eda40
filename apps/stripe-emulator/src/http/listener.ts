import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { CONTROL, HEALTH } from '../../../../libs/emulation/control/control';
import { jsonAnswer } from '../../../../libs/emulation/http/answer';
import type { Answer } from '../../../../libs/emulation/http/answer';
import { plainly } from '../../../../libs/emulation/http/exchange';
import { header } from '../../../../libs/emulation/http/incoming';
import type { Incoming } from '../../../../libs/emulation/http/incoming';
import { failWith, finish, readOrRefuse, send, sendAndLog } from '../../../../libs/emulation/http/response';
import type { Log } from '../../../../libs/emulation/http/response';
import { jsonText } from '../../../../libs/emulation/objects/json';
import { control } from '../control/control';
import { answerUi, isUi } from '../ui/ui';
import { FormError } from '../wire/form';
import { answerChallengePage, CHALLENGES } from './answer-challenge';
import { answerCheckoutPage, CHECKOUT } from './answer-checkout';
import { apiKeyOf } from './api-key';
import { errorAnswer } from './error-answer';
import { formAsJson } from './params-json';
import { answerStripe, readForm } from './stripe-exchange';
import type { Tenant } from './tenant';
import type { Tenants } from './tenants';

/** Where `stripe listen` begins: the sessions are the shell's, not the account's. */
const CLI_SESSIONS = '/v1/stripecli/sessions';

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
  const incoming = await readOrRefuse(request, response, tooLarge, log);
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

function tooLarge(): Answer {
  const fields = { type: 'invalid_request_error' as const, message: 'The request body is too large.' };
  return errorAnswer(413, fields, 'req_too_large', Date.now() / 1000, { connection: 'close' });
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
  const { method, path } = incoming;
  const asked = { id: requestId, method, path, idempotencyKey, started };
  if (form instanceof FormError) {
    const fields = { type: 'invalid_request_error' as const, message: form.message };
    const answer = errorAnswer(400, fields, requestId, tenant.clock.now());
    await finish(tenant, { ...asked, params: {}, fault: undefined }, plainly(answer), response, log);
    return;
  }
  const fault = tenant.faults.hit(method, path, idempotencyKey);
  const exchanged = await answerStripe({ tenant, publishable, incoming, requestId, form, fault, idempotencyKey });
  await finish(tenant, { ...asked, params: formAsJson(form.tree), fault }, exchanged, response, log);
}

function formOrError(incoming: Incoming): ReturnType<typeof readForm> | FormError {
  try {
    return readForm(incoming);
  } catch (error) {
    if (error instanceof FormError) return error;
    throw error;
  }
}
