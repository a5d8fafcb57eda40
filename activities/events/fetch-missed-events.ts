import type { Logger } from 'pino';
import { addSeconds, isDue } from '../../libs/domain/orders/deadline';
import { afterPage } from '../../libs/domain/provider/list-place';
import { ProviderMisuse, ProviderUnavailable } from '../../libs/domain/provider/payment-gateway';
import type { Database } from '../../libs/postgres/database/database';
import {
  moveSearch,
  putOffSearch,
  readMissedEventsSearch,
  refuseSearch,
  switchSearchOff,
  unknownEvents,
  type MissedEventsSearch,
} from '../../libs/postgres/events/missed-events-store';
import type { EventList, EventPage } from '../../libs/stripe/events/event-list';
import type { ReceivedEvent } from '../../libs/domain/provider/received-event';
import type { EventDelivery, EventTaken } from './event-delivery';

/** What the search for missed events needs. */
export interface MissedEventsContext {
  /** Undefined: nothing is paid through a provider that lists its events. */
  readonly events: EventList | undefined;
  readonly database: Database;
  readonly delivery: EventDelivery;
  /** False: nothing is asked of Stripe, and the place is kept. */
  readonly fetched: boolean;
  /** What is younger is a webhook on its way. */
  readonly afterSeconds: number;
  readonly clock: () => Date;
  readonly log: Logger;
  /** Told how many were stored. */
  readonly onMissed?: (events: number) => void;
}

/** How many events one page brought, and whether another page waits. */
export interface FetchReport {
  readonly stored: number;
  readonly more: boolean;
}

/** Stripe's list can show an event a while after others of the same second: so much is read again each time. */
const OVERLAP_SECONDS = 60;

/** Stripe is away, asks us to slow down, or refused us once, which may be a hiccup: there is no hurry. */
const PAUSE_SECONDS = 60;
/** Refused twice in a row: somebody must mend our key. */
const PAUSE_WHEN_REFUSED_SECONDS = 10 * 60;

const NOTHING: FetchReport = { stored: 0, more: false };

type Page = Extract<EventPage, { kind: 'page' }>;

/**
 * One page, newest first. The place moves only after everything on the page is stored: an attempt that dies is
 * repeated.
 */
export async function fetchMissedEvents(context: MissedEventsContext): Promise<FetchReport> {
  const { database, clock } = context;
  const { events } = context;
  if (!context.fetched || events === undefined) {
    await switchSearchOff(database);
    return NOTHING;
  }
  const search = await readMissedEventsSearch(database);
  if (!isDue(search.dueAt, clock().toISOString())) return NOTHING;
  const page = await askForPage(context, events, search);
  if (page === undefined) return NOTHING;
  if (page.kind === 'place_gone') return beginAgain(context, search);

  const until = search.reading?.until ?? addSeconds(page.at ?? clock().toISOString(), -context.afterSeconds);
  const missed = await takeMissing(context, page, until);
  const moved = await moveSearch(database, search, afterPage(search, until, page.next));
  const stored = missed.filter(({ outcome }) => outcome === 'stored').map(({ event }) => event);
  tell(context, search, page, stored);
  await deliver(context, missed);
  return { stored: stored.length, more: moved === 'moved' && page.next !== null };
}

/** @returns undefined when Stripe does not answer now; it is asked again later */
async function askForPage(
  context: MissedEventsContext,
  events: EventList,
  search: MissedEventsSearch,
): Promise<EventPage | undefined> {
  const since = addSeconds(search.readUntil, -OVERLAP_SECONDS);
  try {
    return await events.listEvents({ since, after: search.reading?.after ?? null });
  } catch (error) {
    const { database, clock, log } = context;
    const now = clock().toISOString();
    if (error instanceof ProviderMisuse) {
      const isFirst = search.state !== 'refused';
      const pause = isFirst ? PAUSE_SECONDS : PAUSE_WHEN_REFUSED_SECONDS;
      await refuseSearch(database, error.message, addSeconds(now, pause));
      // Once: it is asked again every ten minutes, and the metric says that it is refused.
      if (isFirst) log.error({ reason: error.message }, REFUSED);
      return undefined;
    }
    if (!(error instanceof ProviderUnavailable)) throw error;
    await putOffSearch(database, addSeconds(now, PAUSE_SECONDS));
    log.warn({ status: error.details.status }, 'Stripe did not list its events: Holdfast asks again in a minute');
    return undefined;
  }
}

const REFUSED =
  'Stripe refuses to list events, so events that no webhook brings go unnoticed. Does the key have the permission to read ' +
  'Events? FETCH_MISSED_EVENTS=off stops the search';

/** The page before ended with an event that is gone after 30 days: what is left since is read by time. */
async function beginAgain({ database, log }: MissedEventsContext, search: MissedEventsSearch): Promise<FetchReport> {
  log.warn(
    { readUntil: search.readUntil },
    "the last event read has left Stripe's list: the list is read again from its newest event",
  );
  const moved = await moveSearch(database, search, { readUntil: search.readUntil, reading: null });
  return { stored: 0, more: moved === 'moved' };
}

/** As many as a webhook would begin at once; the sweep delivers the rest. */
const DELIVERED_AT_ONCE = 20;

interface MissedEvent extends EventTaken {
  readonly event: ReceivedEvent;
}

/** What means nothing to us, and what a webhook brought, is not stored. */
async function takeMissing(
  { database, delivery }: MissedEventsContext,
  page: Page,
  until: string,
): Promise<MissedEvent[]> {
  const telling = page.events.filter(({ about, createdAt }) => about !== 'nothing' && isDue(createdAt, until));
  const unknown = await unknownEvents(
    database,
    telling.map(({ eventId }) => eventId),
  );
  const missing = telling.filter(({ eventId }) => unknown.has(eventId));
  return Promise.all(
    missing.map(async (event, at) => ({ event, ...(await delivery.take(event, at < DELIVERED_AT_ONCE)) })),
  );
}

function tell(context: MissedEventsContext, search: MissedEventsSearch, page: Page, stored: ReceivedEvent[]): void {
  const { log, onMissed } = context;
  if (search.state === 'refused') log.info('Stripe lists its events again');
  if (page.unreadable > 0) log.warn({ entries: page.unreadable }, "entries of Stripe's list of events cannot be read");
  if (stored.length === 0) return;
  onMissed?.(stored.length);
  const [newest, oldest] = [stored[0], stored.at(-1)];
  log.warn(
    { events: stored.length, newest: newest?.createdAt, oldest: oldest?.createdAt, types: typesIn(stored) },
    'events that no webhook brought were fetched: is the webhook endpoint at Stripe enabled, and does it reach the API?',
  );
}

function typesIn(events: readonly ReceivedEvent[]): string[] {
  return [...new Set(events.map(({ type }) => type))];
}

/** Whoever stores an event delivers it; what fails is delivered by the sweep. */
async function deliver({ log }: MissedEventsContext, missed: readonly MissedEvent[]): Promise<void> {
  const begun = missed.flatMap((event) => event.deliver?.() ?? []);
  const failed = (await Promise.allSettled(begun)).filter(({ status }) => status === 'rejected').length;
  if (failed > 0) log.warn({ events: failed }, 'events could not be delivered now; the sweep will deliver them');
}
