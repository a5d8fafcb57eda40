import { header } from '../http/incoming';
import type { Incoming } from '../http/incoming';
import type { Tenant } from '../http/tenant';
import type { Tenants } from '../http/tenants';
import type { JsonObject } from '../stripe/json';
import { changeAccount, renderAccount } from './account';
import { payCheckout } from './checkout';
import { changeClock } from './clock';
import { ControlError } from './control-error';
import { addFault, listFaults, removeFault } from './faults';
import { Fields } from './fields';
import { changeWebhooks } from './webhooks';

export const CONTROL = '/_emulator/';

export interface ControlAnswer {
  readonly status: number;
  readonly body: JsonObject;
}

/** The control API: outside `/v1`, JSON both ways, on the state of the caller's API key. */
export async function control(tenants: Tenants, key: string, incoming: Incoming): Promise<ControlAnswer> {
  try {
    return { status: 200, body: await dispatch(tenants, key, incoming) };
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    return { status: error.status, body: { error: { message: error.message } } };
  }
}

async function dispatch(tenants: Tenants, key: string, incoming: Incoming): Promise<JsonObject> {
  const tenant = tenants.named(key);
  const [part = '', id] = incoming.path.slice(CONTROL.length).split('/');
  switch (`${incoming.method} ${part}${id === undefined ? '' : '/{id}'}`) {
    case 'GET clock':
      return tenant.clock.state();
    case 'POST clock':
      return recordedClock(tenant, incoming.body);
    case 'GET account':
      return renderAccount(tenant);
    case 'POST account':
      return recorded(tenant, 'account', incoming.body, changeAccount);
    case 'GET faults':
      return listFaults(tenant);
    case 'POST faults':
      return addFault(tenant, Fields.parse(incoming.body));
    case 'DELETE faults/{id}':
      return removeFault(tenant, id ?? '');
    case 'POST webhooks':
      return recorded(tenant, 'webhooks', incoming.body, changeWebhooks);
    case 'GET requests':
      return requests(tenants, key, new URLSearchParams(incoming.query));
    case 'GET checks':
      return { violations: tenant.violations() };
    case 'POST checkout/{id}':
      return payCheckout(
        tenant,
        id ?? '',
        Fields.parse(incoming.body),
        `http://${header(incoming, 'host') ?? '127.0.0.1'}`,
      );
    case 'POST reset':
      tenants.forget(key);
      return { reset: true };
    default:
      throw new ControlError(`No such control call: ${incoming.method} ${incoming.path}`, 404);
  }
}

async function recordedClock(tenant: Tenant, body: string): Promise<JsonObject> {
  const answer = await changeClock(tenant, Fields.parse(body));
  tenant.record(() => ({ kind: 'clock', clock: tenant.clock.snapshot() }));
  return answer;
}

/** What is refused leaves no trace in the journal. */
function recorded(
  tenant: Tenant,
  call: 'account' | 'webhooks',
  body: string,
  change: (tenant: Tenant, fields: Fields) => JsonObject,
): JsonObject {
  const at = tenant.catchUp();
  const answer = change(tenant, Fields.parse(body));
  if (body.trim() !== '') tenant.record(() => ({ kind: 'control', at, call, body }));
  return answer;
}

function requests(tenants: Tenants, key: string, query: URLSearchParams): JsonObject {
  const since = query.get('since');
  if (since !== null && !/^(\d+(\.\d+)?|req_\w+)?$/.test(since)) {
    throw new ControlError('since must be unix seconds or the id of a request.');
  }
  return { requests: tenants.named(key).requests.select(query.get('path'), since) };
}
