import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import type { Context } from '../requests/request';
import { shown } from '../show';
import { listensTo } from '../webhook-endpoints/webhook-endpoint';
import { NAMED_TYPES } from './event';
import type { EventType } from './event';

const NAMED: ReadonlySet<EventType> = new Set(NAMED_TYPES);

/** Records that something happened to the object, which is shown as it is now. */
export function emit({ account, now }: Context, type: EventType, about: string, object: JsonObject): void {
  if (!NAMED.has(type) && account.settings.event_types === 'named') return;
  const listening = account.webhookEndpoints.oldestFirst().filter((endpoint) => listensTo(endpoint, type));
  const event = {
    id: account.ids.next('evt'),
    created: now,
    type,
    data: JSON.stringify(shown(account, object)),
    about,
    pending: new Set(listening.map(({ id }) => id)),
  };
  account.events.add(event);
  account.outbox.push(event);
}
