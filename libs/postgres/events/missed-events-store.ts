import type { ListPlace } from '../../domain/provider/list-place';
import type { Database } from '../database/database';
import { fitting } from '../database/fitting-text';
import { columnsOf, placeOf, standsAt } from '../database/list-place-columns';

/** How far Stripe's list of events was read, and when it is read next. */
export interface MissedEventsSearch extends ListPlace {
  readonly state: 'on' | 'refused' | 'off';
  /** By our clock: not before then. */
  readonly dueAt: string;
}

/** Where the search stands. There is always one: the migration begins it. */
export async function readMissedEventsSearch(database: Database): Promise<MissedEventsSearch> {
  const row = await database.selectFrom('missed_events_search').selectAll().executeTakeFirstOrThrow();
  return { ...placeOf(row), state: row.state, dueAt: row.due_at };
}

/** Which of these are not in the inbox. */
export async function unknownEvents(database: Database, eventIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (eventIds.length === 0) return new Set();
  const known = await database
    .selectFrom('webhook_events')
    .select('event_id')
    .where('event_id', 'in', [...eventIds])
    .execute();
  const found = new Set(known.map(({ event_id }) => event_id));
  return new Set(eventIds.filter((eventId) => !found.has(eventId)));
}

/**
 * Goes on, once everything before the new place is stored. Nothing happens when another attempt has gone on from `from`
 * meanwhile: then its place counts.
 */
export async function moveSearch(database: Database, from: ListPlace, to: ListPlace): Promise<'moved' | 'overtaken'> {
  const moving = database.updateTable('missed_events_search').set({ ...columnsOf(to), state: 'on' });
  const { numUpdatedRows } = await moving.where(standsAt(from)).executeTakeFirst();
  return numUpdatedRows === 1n ? 'moved' : 'overtaken';
}

/** Nobody asks before that instant. May be repeated. */
export async function putOffSearch(database: Database, dueAt: string): Promise<void> {
  await database.updateTable('missed_events_search').set({ due_at: dueAt }).execute();
}

/** The provider will not tell us of events: somebody must mend that, and it is asked again then. */
export async function refuseSearch(database: Database, problem: string, dueAt: string): Promise<void> {
  await database
    .updateTable('missed_events_search')
    .set({ state: 'refused', problem: fitting(problem, 2000), due_at: dueAt })
    .execute();
}

/** Where it began to be off, it goes on once it is on again. */
export async function switchSearchOff(database: Database): Promise<void> {
  await database
    .updateTable('missed_events_search')
    .set({ state: 'off', problem: null })
    .where('state', '!=', 'off')
    .execute();
}
