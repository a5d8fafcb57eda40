import type { Incoming } from '../http/incoming';
import type { RequestLog } from '../http/request-log';
import type { Faults } from '../faults/fault';
import type { ControlEntry, PlainEntry } from '../journal/entry';
import type { JsonObject } from '../objects/json';
import { changeClock } from './clock';
import type { Timed } from './clock';
import { ControlError } from './control-error';
import { addFault, listFaults, removeFault } from './faults';
import { Fields } from './fields';

/** Where the control API begins: outside the emulated API. */
export const CONTROL = '/_emulator/';

/** For whoever waits until it listens: needs no key and stands in no log. */
export const HEALTH = `${CONTROL}health`;

/** A JSON answer of the control API. */
export interface ControlAnswer {
  readonly status: number;
  readonly body: JsonObject;
}

/** An account, as far as the control API goes. */
export interface Controlled extends Timed {
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly record: (entry: () => PlainEntry) => void;
  catchUp(): number;
  /** The laws of the state that are broken. */
  violations(): string[];
}

/** What an emulator's control API has of its own. */
export interface OwnCalls<T> {
  readonly account: (tenant: T) => JsonObject;
  readonly change: Readonly<Record<ControlEntry['call'], (tenant: T, fields: Fields) => JsonObject>>;
  /** See `addFault`. */
  readonly rateLimitReasons: readonly string[];
  /** A call such as `POST checkout` with the id in its address; undefined: there is none. */
  readonly other: (tenant: T, call: string, id: string, incoming: Incoming) => JsonObject | undefined;
}

/** Who is asked. */
interface Directory<T> {
  named(key: string): T;
  forget(key: string): void;
}

/** The control API: JSON both ways, on the state of the caller's API key. */
export async function control<T extends Controlled>(
  tenants: Directory<T>,
  own: OwnCalls<T>,
  key: string,
  incoming: Incoming,
): Promise<ControlAnswer> {
  try {
    return { status: 200, body: await dispatch(tenants, own, key, incoming) };
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    return { status: error.status, body: { error: { message: error.message } } };
  }
}

async function dispatch<T extends Controlled>(
  tenants: Directory<T>,
  own: OwnCalls<T>,
  key: string,
  incoming: Incoming,
): Promise<JsonObject> {
  const tenant = tenants.named(key);
  const [part = '', id] = incoming.path.slice(CONTROL.length).split('/');
  switch (`${incoming.method} ${part}${id === undefined ? '' : '/{id}'}`) {
    case 'GET clock':
      return tenant.clock.state();
    case 'POST clock':
      return recordedClock(tenant, incoming.body);
    case 'GET account':
      return own.account(tenant);
    case 'POST account':
      return recorded(tenant, 'account', incoming.body, own.change.account);
    case 'GET faults':
      return listFaults(tenant.faults);
    case 'POST faults':
      return addFault(tenant.faults, Fields.parse(incoming.body), own.rateLimitReasons);
    case 'DELETE faults/{id}':
      return removeFault(tenant.faults, id ?? '');
    case 'POST webhooks':
      return recorded(tenant, 'webhooks', incoming.body, own.change.webhooks);
    case 'GET requests':
      return requests(tenant.requests, new URLSearchParams(incoming.query));
    case 'GET checks':
      return { violations: tenant.violations() };
    case 'POST reset':
      tenants.forget(key);
      return { reset: true };
    default: {
      const answer = own.other(tenant, `${incoming.method} ${part}`, id ?? '', incoming);
      if (answer !== undefined) return answer;
      throw new ControlError(`No such control call: ${incoming.method} ${incoming.path}`, 404);
    }
  }
}

async function recordedClock(tenant: Controlled, body: string): Promise<JsonObject> {
  const answer = await changeClock(tenant, Fields.parse(body));
  tenant.record(() => ({ kind: 'clock', clock: tenant.clock.snapshot() }));
  return answer;
}

/** What is refused leaves no trace in the journal. */
function recorded<T extends Controlled>(
  tenant: T,
  call: ControlEntry['call'],
  body: string,
  change: (tenant: T, fields: Fields) => JsonObject,
): JsonObject {
  const at = tenant.catchUp();
  const answer = change(tenant, Fields.parse(body));
  if (body.trim() !== '') tenant.record(() => ({ kind: 'control', at, call, body }));
  return answer;
}

function requests(log: RequestLog, query: URLSearchParams): JsonObject {
  const since = query.get('since');
  if (since !== null && !/^(\d+(\.\d+)?|req_\w+)?$/.test(since)) {
    throw new ControlError('since must be unix seconds or the id of a request.');
  }
  return { requests: log.select(query.get('path'), since) };
}
