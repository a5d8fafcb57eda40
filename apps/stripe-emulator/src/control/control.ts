import type { Incoming } from '../http/incoming';
import type { Tenants } from '../http/tenants';
import { violations } from '../stripe/checks';
import type { JsonObject } from '../stripe/json';
import { changeAccount, renderAccount } from './account';
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
      return changeClock(tenant, Fields.parse(incoming.body));
    case 'GET account':
      return renderAccount(tenant);
    case 'POST account':
      return changeAccount(tenant, Fields.parse(incoming.body));
    case 'GET faults':
      return listFaults(tenant);
    case 'POST faults':
      return addFault(tenant, Fields.parse(incoming.body));
    case 'DELETE faults/{id}':
      return removeFault(tenant, id ?? '');
    case 'POST webhooks':
      return changeWebhooks(tenant, Fields.parse(incoming.body));
    case 'GET requests':
      return requests(tenants, key, new URLSearchParams(incoming.query));
    case 'GET checks':
      tenant.catchUp();
      return { violations: violations(tenant.account) };
    case 'POST reset':
      tenants.forget(key);
      return { reset: true };
    default:
      throw new ControlError(`No such control call: ${incoming.method} ${incoming.path}`, 404);
  }
}

function requests(tenants: Tenants, key: string, query: URLSearchParams): JsonObject {
  const since = query.get('since');
  if (since !== null && !/^(\d+(\.\d+)?|req_\w+)?$/.test(since)) {
    throw new ControlError('since must be unix seconds or the id of a request.');
  }
  return { requests: tenants.named(key).requests.select(query.get('path'), since) };
}
