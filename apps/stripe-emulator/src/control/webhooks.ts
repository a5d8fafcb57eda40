import type { Tenant } from '../http/tenant';
import type { JsonObject } from '../stripe/json';
import { listensTo } from '../stripe/webhook-endpoints/webhook-endpoint';
import type { WebhookMode } from '../webhooks/mode';
import { ControlError } from './control-error';
import type { Fields } from './fields';

const MODES = ['normal', 'hold', 'drop', 'duplicate', 'shuffle', 'delay'] as const;
const MOST_COPIES = 100;

/** Answers with the mode and with how many deliveries were started by this call. */
export function changeWebhooks(tenant: Tenant, fields: Fields): JsonObject {
  fields.allow('mode', 'times', 'seed', 'seconds', 'release', 'redeliver');
  const mode = readMode(fields);
  const eventId = fields.text('redeliver');
  const event = eventId === undefined ? undefined : tenant.account.events.get(eventId);
  if (eventId !== undefined && event === undefined) throw new ControlError(`No such event: ${eventId}`, 404);
  tenant.catchUp();
  // Released before the mode changes: held events leave in the order of the mode they were held in.
  const released = fields.flag('release') === true ? tenant.webhooks.release() : 0;
  if (mode !== undefined) tenant.webhooks.mode = mode;
  const listening = tenant.account.webhookEndpoints.oldestFirst();
  const redelivered =
    event === undefined
      ? 0
      : tenant.webhooks.redeliver(
          event,
          listening.filter((endpoint) => !endpoint.connect && listensTo(endpoint, event.type)),
        );
  const { mode: current, heldCount } = tenant.webhooks;
  const { kind, ...settings } = current;
  return { mode: kind, ...settings, held: heldCount, released, redelivered };
}

function readMode(fields: Fields): WebhookMode | undefined {
  const kind = fields.choice('mode', MODES);
  switch (kind) {
    case 'duplicate':
      return { kind, times: fields.number('times', { least: 2, most: MOST_COPIES, whole: true }) ?? 2 };
    case 'shuffle':
      return { kind, seed: fields.number('seed', { whole: true }) ?? 1 };
    case 'delay':
      return { kind, seconds: fields.required('seconds', fields.number('seconds')) };
    case 'normal':
    case 'hold':
    case 'drop':
      return { kind };
    case undefined:
      return undefined;
  }
}
