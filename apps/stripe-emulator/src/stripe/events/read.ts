import { invalidRequest, noSuch, noSuchInParams } from '../error';
import { createdFilter, pageOf } from '../list';
import type { Context, Operation } from '../request';
import type { Params } from '../../wire/params';
import { renderEvent } from './event';
import type { StripeEvent } from './event';

/** Documented. */
const TYPES_AT_MOST = 20;

/** Documented: events can be read for 30 days. */
const KEPT_SECONDS = 30 * 24 * 60 * 60;

export const retrieveEvent: Operation = (context, _params, id) => {
  const event = findEvent(context, id);
  return () => renderEvent(event);
};

export function findEvent(context: Context, id: string): StripeEvent {
  const event = context.account.events.get(id);
  if (event === undefined || !isKept(context, event)) throw noSuch('event', id, 'id');
  return event;
}

export const listEvents: Operation = (context, params) => {
  for (const param of ['starting_after', 'ending_before']) requireKept(context, params.text(param), param);
  const typed = typeFilter(params);
  const created = createdFilter(params);
  const delivered = params.flag('delivery_success');
  const page = pageOf(
    {
      oldestFirst: context.account.events.oldestFirst(),
      matches: (event) =>
        isKept(context, event) &&
        typed(event.type) &&
        created(event) &&
        (delivered === undefined || delivered === (event.pending.size === 0)),
      render: (event) => renderEvent(event),
      url: '/v1/events',
      name: 'event',
    },
    params,
  );
  return () => page;
};

/** What is gone after 30 days is no place in the list either (recorded: "aged out of our retention policy"). */
function requireKept(context: Context, id: string | undefined, param: string): void {
  const event = id === undefined ? undefined : context.account.events.get(id);
  if (event === undefined || isKept(context, event)) return;
  throw noSuchInParams('event', event.id, param);
}

function isKept({ now }: Context, event: StripeEvent): boolean {
  return event.created > now - KEPT_SECONDS;
}

/** `type` may end in a wildcard (`charge.*`); `types` are names. */
function typeFilter(params: Params): (type: string) => boolean {
  const type = params.text('type');
  const types = params.texts('types');
  if (type !== undefined && types !== undefined) {
    throw invalidRequest('You may pass only one of these parameters: type, types.', 'type');
  }
  if (types !== undefined && types.length > TYPES_AT_MOST) {
    throw invalidRequest(`You may pass at most ${String(TYPES_AT_MOST)} types.`, 'types');
  }
  if (types !== undefined) return (candidate) => types.includes(candidate);
  if (type === undefined) return () => true;
  if (!type.endsWith('*')) return (candidate) => candidate === type;
  const start = type.slice(0, -1);
  return (candidate) => candidate.startsWith(start);
}
