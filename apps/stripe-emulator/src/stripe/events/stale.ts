import type { Account } from '../account';
import { accountOf } from '../connected-accounts/objects-of-seller';
import { objectNamed } from '../expand';
import { isJsonObject, parseJsonObject } from '../../../../../libs/emulation/objects/json';
import type { StripeEvent } from './event';

/**
 * Events of one step of the account that do not show their object as it was when the step ended. Only the last event
 * about an object can: the ones before it show the object on its way.
 */
export function staleEvents(account: Account, events: readonly StripeEvent[], now: number): string[] {
  const last = new Map<string, StripeEvent>();
  for (const event of events) last.set(objectIdIn(event), event);
  return [...last].flatMap(([id, event]) => {
    if (isShownBefore(event, id, events)) return [];
    const object = objectNamed(accountOf(account, event.account) ?? account, now, id);
    if (object === undefined || event.data.text.startsWith(JSON.stringify(object), OBJECT_AT)) return [];
    return [`${event.id}: ${event.type} does not show ${id} as it was when it happened`];
  });
}

/**
 * What is deleted shows itself as it last was; a dispute that comes with the payment, and a refund that fails, change the
 * charge after the charge's own event, with no further one (recorded; for refunds assumed).
 */
function isShownBefore(event: StripeEvent, id: string, events: readonly StripeEvent[]): boolean {
  if (event.type.endsWith('.deleted')) return true;
  const later = events.slice(events.indexOf(event) + 1);
  return later.some(
    ({ type, data }) =>
      (type.startsWith('charge.dispute.') || type === 'refund.failed') && data.text.includes(`"${id}"`),
  );
}

/** Where the object begins in what an event shows. */
const OBJECT_AT = '{"object":'.length;

/** Objects are rendered with their id first. */
function objectIdIn({ data: { text } }: StripeEvent): string {
  const quick = /^\{"object":\{"id":"(\w+)"/.exec(text)?.[1];
  if (quick !== undefined) return quick;
  const { object } = parseJsonObject(text);
  const id = isJsonObject(object) ? object['id'] : undefined;
  return typeof id === 'string' ? id : '';
}
