import { FastifyAdapter } from '@nestjs/platform-fastify';
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { clientOf } from '../access/client';
import type { FieldProblem } from '../../../../libs/domain/orders/order-acceptance';
import { cardNumberFields, cardNumberParameters } from '../input/card-fields';
import { answerOf } from '../problems/problem-answer';
import type { ApiMetrics } from '../metrics/api-metrics';
import { Problem, withErrors } from '../problems/problem';
import type { KnownRoutes } from './known-routes';
import { orderIdForLog, type HttpRequest } from './request';
import { requestIdOf } from './request-id';

/** Orders of 200 lines with long names fit; Stripe's events are larger and come from one sender. */
const BODY_AT_MOST = 256 * 1024;
const WEBHOOK_BODY_AT_MOST = 1024 * 1024;

/** Longer than any URL of ours with its longest ids and cursor: what is longer is looked at by nothing. */
const URL_AT_MOST = 2048;

/** Where each provider sends its events: the paths whose body is kept byte for byte, for its signature. */
export const WEBHOOK_PATHS = { stripe: '/v1/webhooks/stripe', wooshpay: '/v1/webhooks/wooshpay' } as const;

/** Whether a provider sends its events there. */
export function isWebhookPath(path: string | undefined): boolean {
  return Object.values(WEBHOOK_PATHS).some((each) => each === path);
}

/** A request that trickles in is cut off: 256 KiB take no longer on any line that works. */
const RECEIVE_TIMEOUT_MS = 30_000;

/** API answers are for programs: no browser may keep, frame or run anything of them. */
const HEADERS: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

/** A reply to a request that never came to a route. */
interface UnroutedReply {
  readonly raw: ServerResponse;
  hijack(): unknown;
}

/**
 * Fastify with what every request goes through before and after its handler: ids, headers, limits, one log line, one
 * count.
 */
export function createEdge(log: Logger, routes: KnownRoutes, metrics: ApiMetrics): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_AT_MOST,
    requestTimeout: RECEIVE_TIMEOUT_MS,
    genReqId: ({ headers }: IncomingMessage) => requestIdOf(headers['x-request-id']),
    // While we stop, what still comes over open connections is answered, not turned away.
    return503OnClosing: false,
    // Ids that are too long are told so by their own check, which names the field.
    routerOptions: { maxParamLength: 4096 },
    frameworkErrors: (_error: Error, request: HttpRequest, reply: UnroutedReply) => {
      const { status, headers, body } = answerOf(new Problem('invalid_request', 'The URL cannot be read.'), request);
      reply.hijack();
      reply.raw.writeHead(status, { ...HEADERS, ...headers, 'X-Request-Id': request.id }).end(body);
    },
    clientErrorHandler: answerUnread,
  });
  const fastify = adapter.getInstance();

  fastify.addHook('onRoute', (route) => {
    routes.add(route.method, route.url);
    if (isWebhookPath(route.url)) route.bodyLimit = WEBHOOK_BODY_AT_MOST;
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.headers(HEADERS).header('X-Request-Id', request.id);
    if (request.url.length > URL_AT_MOST) throw new Problem('url_too_long', 'The URL has more than 2048 characters.');
    done();
  });
  // After all that is asked of who sends it: looking costs time.
  fastify.addHook('preParsing', (request, _reply, payload, done) => {
    const refused = cardNumberRefused('URL', cardNumberParameters(request.url));
    if (refused === null) done(null, payload);
    else done(refused);
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const { method, id: requestId, is404 } = request;
    const { statusCode: status } = reply;
    const route = is404 ? null : (request.routeOptions.url ?? null);
    metrics.requestAnswered({ method, route, status, ms: reply.elapsedTime });
    const client = clientOf(request);
    const line = {
      method,
      route,
      status,
      ms: Math.round(reply.elapsedTime),
      requestId,
      client,
      orderId: orderIdForLog(request),
    };
    log.info(line, 'request');
    done();
  });

  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    // A provider's signature is over the bytes as they came, so they are not touched before it is checked.
    if (isWebhookPath(request.routeOptions.url)) {
      done(null, body);
      return;
    }
    const json = body.toString('utf8');
    void parseJson(request, json, (error, parsed: unknown) => {
      done(error ?? cardNumberRefused('body', cardNumberFields(json, parsed)), parsed);
    });
  });
  return adapter;
}

/** Node gives up on what is longer, headers and all, before anybody of ours sees it. */
const HEAD_TOO_LARGE = 'HPE_HEADER_OVERFLOW';

/** A request whose head could not be read: there is no reply to it, only its connection, which ends here. */
function answerUnread({ code }: { readonly code?: string }, socket: Duplex): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const problem =
    code === HEAD_TOO_LARGE
      ? new Problem('url_too_long', 'The URL has more than 2048 characters, or the headers have more than 16 KiB.')
      : new Problem('invalid_request', 'The request is no HTTP that can be read, or did not arrive in time.');
  const id = requestIdOf(undefined);
  const { status, headers, body } = answerOf(problem, { id, url: '/' });
  const length = Buffer.byteLength(body).toString();
  const all = { ...HEADERS, ...headers, 'X-Request-Id': id, 'Content-Length': length, Connection: 'close' };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status.toString()} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`);
}

function cardNumberRefused(where: 'URL' | 'body', fields: readonly FieldProblem[]): Problem | null {
  if (fields.length === 0) return null;
  const detail =
    `The ${where} holds something that looks like a card number: see errors. Send card data to Stripe only: ` +
    'give Holdfast the id of a PaymentMethod instead.';
  return withErrors('card_number_refused', detail, fields);
}
