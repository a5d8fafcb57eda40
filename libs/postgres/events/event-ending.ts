import { sql, type RawBuilder } from 'kysely';
import { compiledOnce, type Given } from '../database/compiled-once';
import type { Database } from '../database/database';
import type { ClaimedEvent } from './claimed-event';
import { eventFactsOf, type EventFacts } from './event-facts';
import { lookedUp, withEventFacts, type EventNames, type FactColumns, type LookedUp } from './facts-statement';
import { situationOf } from './situation';

/** What an event can come to without anybody being told of it. */
export type EndOutcome = 'not_needed' | 'not_ours' | 'order_closed';

/** What ends an event before anybody is told of it. */
export type EventEnd =
  /** It does so by itself, whatever is recorded. */
  | { readonly by: 'itself'; readonly outcome: EndOutcome; readonly why: string }
  /** In these situations, by their names, unless it goes by our name and was not asked for here. */
  | { readonly by: 'situation'; readonly outcomes: Readonly<Record<string, EndOutcome>> };

/** What became of an event that was claimed. */
export type Ended =
  | { readonly kind: 'over'; readonly event: ClaimedEvent; readonly outcome: EndOutcome }
  /** It is to be delivered, by what is recorded. */
  | { readonly kind: 'open'; readonly facts: EventFacts };

/** An event and what ends it, as a statement takes them. */
export interface EndingValues extends LookedUp {
  readonly at: string;
  readonly outcome: EndOutcome | null;
  readonly why: string | null;
  readonly outcomes: string;
}

/** The facts, and the outcome that follows from them; null where somebody must be told. */
export interface EndingColumns extends FactColumns {
  readonly outcome: EndOutcome | null;
}

/** The beginning of a statement: `with … facts as (…), ending as (…)`, one row each. */
export function withEnding<Values extends EndingValues>(given: Given<Values>): RawBuilder<unknown> {
  return sql`${withEventFacts(given)},
ending as (
  select coalesce(${given('outcome')}::text, case
    when facts.whose = 'ours' and not facts.is_asked_for_here then null
    else ${given('outcomes')}::jsonb ->> ${situationOf(given('amountReceived'))}
  end) as outcome
  from facts cross join received
)`;
}

/** An event and what ends it, for `withEnding`. */
export function endingValues(event: EventNames, end: EventEnd, at: string): EndingValues {
  const names = { ...lookedUp(event, at), at };
  switch (end.by) {
    case 'itself':
      return { ...names, outcome: end.outcome, why: end.why, outcomes: '{}' };
    case 'situation':
      return { ...names, outcome: null, why: null, outcomes: JSON.stringify(end.outcomes) };
  }
}

const end = compiledOnce((database, given: Given<EndingValues & { readonly eventId: string }>) =>
  sql<EndingColumns>`${withEnding(given)},
ended as (
  update webhook_events
  set outcome = ending.outcome, delivered_at = ${given('at')}, last_error = ${given('why')}, next_attempt_at = null
  from ending
  where event_id = ${given('eventId')} and webhook_events.outcome is null and ending.outcome is not null
)
select facts.*, ending.outcome from facts cross join ending`.compile(database),
);

/** Ends a claimed event, where one of `end` applies; else nothing changes. */
export async function endEvent(
  database: Database,
  event: ClaimedEvent,
  { end: ending, at }: { readonly end: EventEnd; readonly at: string },
): Promise<Ended> {
  const { rows } = await end(database, { ...endingValues(event, ending, at), eventId: event.eventId });
  const [row] = rows;
  if (row === undefined) throw new Error('This database belongs to no deployment yet: run `npm run migrate` first.');
  if (row.outcome === null) return { kind: 'open', facts: eventFactsOf(row) };
  return { kind: 'over', event: ofItsOrder(event, row), outcome: row.outcome };
}

/**
 * Most events name only Stripe's ids, and whoever reads the log wants to know which order it was. What another Holdfast
 * calls its order may be the name of one of ours.
 */
export function ofItsOrder(event: ClaimedEvent, { subject_order_id: orderId, whose }: FactColumns): ClaimedEvent {
  return { ...event, orderId: orderId ?? (whose === 'foreign' ? null : event.orderId) };
}
