import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FaultRule, Faults } from '../faults/fault';
import { jsonAnswer } from './answer';
import type { Answer } from './answer';
import type { Exchanged } from './exchange';
import { BodyTooLarge, readIncoming } from './incoming';
import type { Incoming } from './incoming';
import { logLine } from './log-line';
import type { Ending, LoggedRequest, RequestLog } from './request-log';

/** Takes one line for each request, which is only written where somebody reads it. */
export type Log = (line: () => string) => void;

/** The log of an emulator whose lines go there, or nowhere. */
export function logTo(print: ((line: string) => void) | undefined): Log {
  if (print === undefined) return () => undefined;
  return (line) => {
    print(line());
  };
}

/** The request as it came; undefined when it was too large, which `tooLarge` says, or its caller went away. */
export async function readOrRefuse(
  request: IncomingMessage,
  response: ServerResponse,
  tooLarge: () => Answer,
  log: Log,
): Promise<Incoming | undefined> {
  try {
    return await readIncoming(request);
  } catch (error) {
    if (error instanceof BodyTooLarge) sendAndLog(request, response, tooLarge(), log);
    // The caller went away in the middle of its request.
    else response.destroy();
    return undefined;
  }
}

/** What a request was, for the log. */
export type Asked = Pick<LoggedRequest, 'id' | 'method' | 'path' | 'idempotencyKey' | 'params'> & {
  readonly fault: FaultRule | undefined;
  /** Real milliseconds, of `performance.now()`. */
  readonly started: number;
};

/** The account that was asked. */
export interface Host {
  readonly clock: { now(): number };
  readonly faults: Faults;
  readonly requests: RequestLog;
  /** Resolves when the endpoints have been told of all that happened until now, or do not answer. */
  readonly time: { tellFirst(): Promise<void> };
}

/** Logs the request, and lets its answer leave as its fault wants it. */
export async function finish(
  host: Host,
  asked: Asked,
  exchanged: Exchanged,
  response: ServerResponse,
  log: Log,
): Promise<void> {
  const { fault, started } = asked;
  const entry = entryOf(host, asked, exchanged);
  host.requests.add(entry);
  if (fault?.effect.kind === 'hold') await holdBack(host, fault, entry, response, log);
  if (fault?.effect.kind === 'webhooks_first') await host.time.tellFirst();
  leave(response, dated(exchanged.answer, host.clock.now()), entry);
  exchanged.release();
  entry.durationMs = sinceStart(started);
  log(() => logLine(entry));
}

/** An answer leaves at the account's own time, as everything in it happened. */
function dated(answer: Answer | undefined, now: number): Answer | undefined {
  if (answer === undefined) return undefined;
  return { ...answer, headers: { date: dateOf(Math.floor(now)), ...answer.headers } };
}

/** Written once a second; answers come in thousands. */
let written = { second: Number.NaN, text: '' };

function dateOf(second: number): string {
  if (written.second !== second) written = { second, text: new Date(second * 1000).toUTCString() };
  return written.text;
}

function entryOf(host: Host, asked: Asked, { answer, replayed }: Exchanged): LoggedRequest {
  const { fault, id, idempotencyKey, method, params, path, started } = asked;
  return {
    id,
    at: Math.floor(host.clock.now()),
    method,
    path,
    idempotencyKey,
    params,
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
  return Math.round((performance.now() - started) * 10) / 10;
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
  { faults }: Host,
  fault: FaultRule,
  entry: LoggedRequest,
  response: ServerResponse,
  log: Log,
): Promise<void> {
  log(() => `${logLine(entry)}, answer waits`);
  const gone = new Promise<void>((resolve) => response.once('close', resolve));
  await Promise.race([faults.held(fault), gone]);
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

/** Sends an answer as it is. */
export function send(response: ServerResponse, { status, text, headers }: Answer): void {
  const bytes = Buffer.byteLength(text);
  response.writeHead(status, { ...headers, 'content-length': bytes });
  // ASCII, as most answers are, is the same in both encodings, and Node writes latin1 faster.
  response.end(text, bytes === text.length ? 'latin1' : 'utf8');
}

/** For requests that reach no account, and so are in no account's log. */
export function sendAndLog(request: IncomingMessage, response: ServerResponse, answer: Answer, log: Log): void {
  send(response, answer);
  const { method = '', url = '' } = request;
  log(() => `${method.padEnd(6)} ${url} ${String(answer.status)}`);
}

function truncate(response: ServerResponse, { status, text, headers }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) });
  response.write(text.slice(0, Math.floor(text.length / 2)), () => response.destroy());
}

/** A bug of the emulator's own, told to its log and to the caller. */
export function failWith(response: ServerResponse, error: unknown, log: Log): void {
  log(() => `emulator error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const cause = error instanceof Error ? error.message : String(error);
  const message = `The emulator has a bug; its log says more: ${cause}`;
  send(response, jsonAnswer(500, JSON.stringify({ error: { message, type: 'api_error' } })));
}
