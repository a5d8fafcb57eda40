import { API_VERSION } from '../../wire/api-table';
import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import type { Context } from '../request';
import { seconds } from '../request';
import { versionNamed } from '../versions/api-version';
import { showAs } from '../versions/translate';
import { listensTo } from '../webhook-endpoints/webhook-endpoint';
import { EventData } from './event-data';
import type { EventType, StripeEvent } from './event';

/** Records that something happened. The object is shown as it is now. */
export function emit(
  context: Context,
  type: EventType,
  about: string,
  object: JsonObject,
  previousAttributes?: JsonObject,
): void {
  const { account, cause } = context;
  // What stands for the PaymentIntent of a charge without one is told to nobody.
  if (type.startsWith('payment_intent.') && account.hiddenIntents.get(about) !== undefined) return;
  const home = account.platform ?? account;
  const isConnected = home !== account;
  const listening = home.webhookEndpoints
    .oldestFirst()
    .filter((endpoint) => endpoint.connect === isConnected && listensTo(endpoint, type));
  const data = previousAttributes === undefined ? { object } : { object, previous_attributes: previousAttributes };
  const apiVersion = account.settings.api_version;
  const event: StripeEvent = {
    id: account.ids.next('evt'),
    created: seconds(context),
    type,
    account: isConnected ? account.id : null,
    apiVersion,
    data: new EventData(data),
    older: asOlderSay(context, data, [apiVersion, ...listening.map((endpoint) => endpoint.apiVersion)]),
    requestId: cause.requestId,
    idempotencyKey: cause.idempotencyKey,
    about,
    pending: listening.length === 0 ? NOBODY : new Set(listening.map(({ id }) => id)),
  };
  account.events.add(event);
  home.outbox.push(event);
}

/** Of most events: one map and one set for all, because many are kept. Endpoints are only ever taken out of the set. */
const NOTHING: ReadonlyMap<string, string> = new Map();
const NOBODY = new Set<string>();

/** The news in each of these versions that would tell it otherwise than the newest. */
function asOlderSay(
  { account, now }: Context,
  data: JsonObject,
  named: readonly (string | null)[],
): ReadonlyMap<string, string> {
  if (named.every((text) => text === null || text === API_VERSION)) return NOTHING;
  const said = new Map<string, string>();
  for (const text of named) {
    const version = text === null ? undefined : versionNamed(text);
    if (text === null || version === undefined || version.lacks.length === 0 || said.has(text)) continue;
    const copy = structuredClone(data);
    showAs(version, copy, { account, now });
    said.set(text, JSON.stringify(copy));
  }
  return said;
}
