import { sql, type Selectable } from 'kysely';
import { addSeconds } from '../../domain/orders/deadline';
import type { Database, Transaction } from '../database/database';
import { fitting } from '../database/fitting-text';
import { inTransaction } from '../database/transaction';
import type { EventDeliveriesTable } from '../records/feed-schema';
import { lockFeed } from './feed-lock';

/** Where a delivery stands. */
export type DeliveryState = EventDeliveriesTable['state'];

/** An event on its way to one endpoint. */
export interface DeliveryRecord {
  readonly endpoint: string;
  readonly position: number;
  readonly orderId: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly firstAttemptAt: string | null;
  readonly lastAttemptAt: string | null;
  readonly nextAttemptAt: string | null;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
  readonly endedAt: string | null;
}

/** A delivery that is begun. */
export interface ClaimedDelivery extends Pick<DeliveryRecord, 'endpoint' | 'position' | 'orderId'> {
  /** This attempt counts. */
  readonly attempts: number;
  readonly firstAttemptAt: string;
}

/** Longer than an attempt may take. A claimed delivery whose sender died is anybody's again after this. */
const CLAIM_SECONDS = 30;

/**
 * Takes deliveries to an endpoint whose time has come, longest waiting first. Nobody else takes them for a while.
 * Repeated, it takes the next ones.
 */
export async function claimDeliveries(
  database: Database,
  endpoint: string,
  atMost: number,
  at: string,
): Promise<ClaimedDelivery[]> {
  const rows = await database
    .updateTable('event_deliveries')
    .set((eb) => ({
      attempts: eb('attempts', '+', 1),
      first_attempt_at: eb.fn.coalesce('first_attempt_at', eb.val(at)),
      last_attempt_at: at,
      next_attempt_at: addSeconds(at, CLAIM_SECONDS),
    }))
    .where('endpoint', '=', endpoint)
    .where('position', 'in', (eb) =>
      eb
        .selectFrom('event_deliveries')
        .select('position')
        .where('endpoint', '=', endpoint)
        .where('state', '=', 'due')
        .where('next_attempt_at', '<=', at)
        .orderBy('next_attempt_at')
        .orderBy('position')
        .limit(atMost)
        .forUpdate()
        .skipLocked(),
    )
    .returning(['endpoint', 'position', 'order_id', 'attempts', 'first_attempt_at'])
    .execute();
  return rows
    .map((row) => ({
      endpoint: row.endpoint,
      position: row.position,
      orderId: row.order_id,
      attempts: row.attempts,
      firstAttemptAt: row.first_attempt_at ?? at,
    }))
    .sort((one, other) => one.position - other.position);
}

/** What became of an attempt. */
export type DeliveryOutcome =
  | { readonly kind: 'delivered'; readonly httpStatus: number }
  | { readonly kind: 'later'; readonly httpStatus: number | null; readonly error: string; readonly seconds: number }
  | { readonly kind: 'given_up'; readonly httpStatus: number | null; readonly error: string };

/**
 * Writes down what became of an attempt; the next event of the order has its turn once this one is over. Of an attempt
 * that another has overtaken only a success counts. May be repeated.
 */
export async function settleDelivery(
  database: Database,
  claimed: ClaimedDelivery,
  outcome: DeliveryOutcome,
  at: string,
): Promise<void> {
  await inTransaction(database, async (transaction) => {
    await lockFeed(transaction, 'settle');
    const { endpoint, position, attempts } = claimed;
    let change = transaction
      .updateTable('event_deliveries')
      .set(columnsOf(outcome, at))
      .where('endpoint', '=', endpoint)
      .where('position', '=', position)
      .where('state', 'in', outcome.kind === 'delivered' ? ['due', 'failed'] : ['due']);
    if (outcome.kind !== 'delivered') change = change.where('attempts', '=', attempts);
    await change.execute();
    if (outcome.kind !== 'later') await sendNext(transaction, claimed, at);
  });
}

type Columns = Partial<Selectable<EventDeliveriesTable>>;

function columnsOf(outcome: DeliveryOutcome, at: string): Columns {
  const last_status = outcome.httpStatus;
  switch (outcome.kind) {
    case 'delivered':
      return { state: 'delivered', ended_at: at, next_attempt_at: null, last_status, last_error: null };
    case 'later':
      return { next_attempt_at: addSeconds(at, outcome.seconds), last_status, last_error: textOf(outcome) };
    case 'given_up':
      return { state: 'failed', ended_at: at, next_attempt_at: null, last_status, last_error: textOf(outcome) };
  }
}

function textOf({ error }: { readonly error: string }): string {
  return fitting(error, 2000);
}

/** The first of an order's events that wait, once none before it is under way. */
async function sendNext(transaction: Transaction, { endpoint, orderId }: ClaimedDelivery, at: string): Promise<void> {
  await sql`
    update event_deliveries set state = 'due', next_attempt_at = ${at}
    where endpoint = ${endpoint} and position = (
      select first.position from event_deliveries first
      where first.endpoint = ${endpoint} and first.order_id = ${orderId} and first.state in ('waiting', 'due')
      order by first.position limit 1
    ) and state = 'waiting'`.execute(transaction);
}

/**
 * Sends an event to an endpoint again that it has taken, or that was given up; and one that is still tried at once.
 * Events of the order that come after it and are not sent yet wait for it.
 * @returns the delivery as it is then; undefined when the endpoint was never told of the event
 */
export async function redeliver(
  database: Database,
  { endpoint, position }: Pick<DeliveryRecord, 'endpoint' | 'position'>,
  at: string,
): Promise<DeliveryRecord | undefined> {
  return inTransaction(database, async (transaction) => {
    await lockFeed(transaction, 'settle');
    await transaction
      .updateTable('event_deliveries')
      .set({ state: 'due', attempts: 0, first_attempt_at: null, next_attempt_at: at, ended_at: null })
      .where('endpoint', '=', endpoint)
      .where('position', '=', position)
      .where('state', '!=', 'waiting')
      .execute();
    const row = await transaction
      .selectFrom('event_deliveries')
      .selectAll()
      .where('endpoint', '=', endpoint)
      .where('position', '=', position)
      .executeTakeFirst();
    return row === undefined ? undefined : recordOf(row);
  });
}

/** Which deliveries are listed; null: all. */
export interface DeliveryFilter {
  readonly endpoint: string | null;
  readonly state: DeliveryState | null;
  readonly orderId: string | null;
  /** Where the page before ended; null: from the newest on. */
  readonly behind: Pick<DeliveryRecord, 'position' | 'endpoint'> | null;
  readonly limit: number;
}

/** Deliveries, those of the newest events first. */
export async function listDeliveries(database: Database, filter: DeliveryFilter): Promise<DeliveryRecord[]> {
  const { endpoint, state, orderId, behind, limit } = filter;
  let query = database.selectFrom('event_deliveries').selectAll();
  if (endpoint !== null) query = query.where('endpoint', '=', endpoint);
  if (state !== null) query = query.where('state', '=', state);
  if (orderId !== null) query = query.where('order_id', '=', orderId);
  if (behind !== null) {
    query = query.where((eb) => {
      const sameEvent = eb.and([eb('position', '=', behind.position), eb('endpoint', '>', behind.endpoint)]);
      return eb.or([eb('position', '<', behind.position), sameEvent]);
    });
  }
  const rows = await query.orderBy('position', 'desc').orderBy('endpoint').limit(limit).execute();
  return rows.map(recordOf);
}

function recordOf(row: Selectable<EventDeliveriesTable>): DeliveryRecord {
  return {
    endpoint: row.endpoint,
    position: row.position,
    orderId: row.order_id,
    state: row.state,
    attempts: row.attempts,
    firstAttemptAt: row.first_attempt_at,
    lastAttemptAt: row.last_attempt_at,
    nextAttemptAt: row.next_attempt_at,
    lastStatus: row.last_status,
    lastError: row.last_error,
    endedAt: row.ended_at,
  };
}
