import type { Account } from '../account';
import type { JsonObject } from '../json';
import type { Context } from '../request';
import { seconds } from '../request';
import { listensTo } from '../webhook-endpoints/webhook-endpoint';
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
  const listening = account.webhookEndpoints.oldestFirst().filter((endpoint) => listensTo(endpoint, type));
  const event: StripeEvent = {
    id: account.ids.next('evt'),
    created: seconds(context),
    type,
    data: JSON.stringify({
      object,
      ...(previousAttributes !== undefined && { previous_attributes: previousAttributes }),
    }),
    requestId: cause.requestId,
    idempotencyKey: cause.idempotencyKey,
    about,
    pending: new Set(listening.map(({ id }) => id)),
  };
  account.events.add(event);
  account.outbox.push(event);
}

/** The webhook was taken by that endpoint. */
export function markDelivered(account: Account, eventId: string, endpointId: string): void {
  account.events.get(eventId)?.pending.delete(endpointId);
}
