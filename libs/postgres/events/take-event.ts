import { sql } from 'kysely';
import { addSeconds } from '../../domain/orders/deadline';
import type { ReceivedEvent } from '../../domain/provider/received-event';
import { compiledOnce } from '../database/compiled-once';
import type { Database } from '../database/database';
import { storableJson } from '../database/storable-json';
import { FIRST_ATTEMPT_AFTER_SECONDS, type ClaimedEvent } from './claimed-event';
import {
  endingValues,
  ofItsOrder,
  withEnding,
  type EndingColumns,
  type EndingValues,
  type EndOutcome,
  type EventEnd,
} from './event-ending';
import { eventFactsOf, type EventFacts } from './event-facts';

/** What was done with an event that came. */
export type Taken =
  | { readonly kind: 'over'; readonly event: ClaimedEvent; readonly outcome: EndOutcome }
  /** Stored as if a first attempt had come to nothing: the caller delivers it now, by what is recorded. */
  | { readonly kind: 'claimed'; readonly event: ClaimedEvent; readonly facts: EventFacts }
  /** Stored: the sweep delivers it. */
  | { readonly kind: 'left' }
  /** It came before. `isOver`: and had its outcome. */
  | { readonly kind: 'duplicate'; readonly isOver: boolean };

/** An event as the statement takes it, absent as null. */
interface TakenValues extends EndingValues {
  readonly eventId: string;
  readonly type: string;
  readonly apiVersion: string | null;
  readonly livemode: boolean;
  readonly createdAt: string;
  readonly payload: string;
  readonly about: ReceivedEvent['about'];
  readonly disputeId: string | null;
  readonly account: string | null;
  readonly deployment: string | null;
  readonly intendedAtAsWritten: string | null;
  readonly attempts: number;
  readonly nextAttemptAt: string;
}

interface TakenRow extends EndingColumns {
  readonly is_stored: boolean;
  readonly was_over: boolean | null;
}

const take = compiledOnce<TakenValues, TakenRow>((database, given) =>
  sql<TakenRow>`${withEnding(given)},
stored as (
  insert into webhook_events (event_id, type, api_version, livemode, event_created_at, payload, about,
    payment_intent_id, charge_id, balance_transaction_id, setup_intent_id, amount_received, order_id, refund_id,
    stripe_refund_id, dispute_id, account, deployment, intended_at, received_at,
    outcome, delivered_at, last_error, attempts, next_attempt_at)
  select ${given('eventId')}, ${given('type')}, ${given('apiVersion')}, ${given('livemode')}::boolean,
    ${given('createdAt')}::timestamptz, ${given('payload')}::jsonb, ${given('about')},
    event.payment_intent_id, event.charge_id, event.balance_transaction_id, event.setup_intent_id,
    ${given('amountReceived')}::bigint, event.order_id, event.refund_id, event.stripe_refund_id,
    ${given('disputeId')}, ${given('account')}, ${given('deployment')}, ${given('intendedAtAsWritten')},
    ${given('at')}::timestamptz,
    ending.outcome,
    case when ending.outcome is not null then ${given('at')}::timestamptz end,
    case when ending.outcome is not null then ${given('why')} end,
    case when ending.outcome is not null then 1 else ${given('attempts')}::integer end,
    case when ending.outcome is null then ${given('nextAttemptAt')}::timestamptz end
  from event cross join ending
  on conflict (event_id) do nothing
  returning event_id
)
select facts.*, ending.outcome, exists (select from stored) as is_stored,
  (select known.outcome is not null from webhook_events known where known.event_id = ${given('eventId')}) as was_over
from facts cross join ending`.compile(database),
);

/**
 * Stores an event that fits its columns, with its outcome where one of `end` applies. An event that came before stays
 * as it is.
 */
export async function takeEvent(
  database: Database,
  event: ReceivedEvent,
  { end, claims, at }: { readonly end: EventEnd; readonly claims: boolean; readonly at: string },
): Promise<Taken> {
  const { rows } = await take(database, {
    ...endingValues(event, end, at),
    eventId: event.eventId,
    type: event.type,
    apiVersion: event.apiVersion,
    livemode: event.livemode,
    createdAt: event.createdAt,
    payload: storableJson(event.payload),
    about: event.about,
    disputeId: event.disputeId,
    account: event.account ?? null,
    deployment: event.deployment ?? null,
    intendedAtAsWritten: event.intendedAt ?? null,
    attempts: claims ? 1 : 0,
    nextAttemptAt: addSeconds(at, FIRST_ATTEMPT_AFTER_SECONDS),
  });
  if (rows[0] === undefined)
    throw new Error('This database belongs to no deployment yet: run `npm run migrate` first.');
  return takenAs(rows[0], { ...event, receivedAt: at, attempts: 1 }, claims);
}

function takenAs(row: TakenRow, event: ClaimedEvent, claims: boolean): Taken {
  if (!row.is_stored) return { kind: 'duplicate', isOver: row.was_over === true };
  if (row.outcome !== null) return { kind: 'over', event: ofItsOrder(event, row), outcome: row.outcome };
  return claims ? { kind: 'claimed', event, facts: eventFactsOf(row) } : { kind: 'left' };
}
