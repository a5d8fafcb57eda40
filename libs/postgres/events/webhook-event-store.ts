import { addSeconds } from '../../domain/orders/deadline';
import type { ReceivedEvent } from '../../domain/provider/received-event';
import { growingPause } from '../../domain/provider/growing-pause';
import { compiledOnce, type Given } from '../database/compiled-once';
import type { Database } from '../database/database';
import { fitting } from '../database/fitting-text';
import { storableJson } from '../database/storable-json';
import {
  CLAIM_SECONDS,
  CLAIMED,
  claimedEventOf,
  FIRST_ATTEMPT_AFTER_SECONDS,
  type ClaimedEvent,
} from './claimed-event';
import { fittingEvent, fittingName } from './fitting-event';
import { endEvent, type Ended, type EndOutcome, type EventEnd } from './event-ending';
import { takeEvent, type Taken } from './take-event';

/** Every event is stored here before anything else happens with it, and stays until it has an outcome. */
export interface WebhookInbox {
  storeEvent(event: ReceivedEvent): Promise<'stored' | 'duplicate'>;
  /**
   * Stores an event together with what became of it, where that follows from what is recorded, in one statement.
   * @param claims whether the caller delivers it now, if it is not over
   */
  take(event: ReceivedEvent, end: EventEnd, claims: boolean): Promise<Taken>;
  /** Ends a claimed event, where its end follows from what is recorded; else nothing changes. In one statement. */
  end(event: ClaimedEvent, end: EventEnd): Promise<Ended>;
  /** Takes the event for delivery; undefined when it has an outcome, or when it is not its time. */
  claim(eventId: string): Promise<ClaimedEvent | undefined>;
  /** Takes events whose time has come, longest waiting first. */
  claimDue(atMost: number): Promise<ClaimedEvent[]>;
  /** @param why for people, where the outcome alone does not say it */
  finish(event: ClaimedEvent, outcome: 'signalled' | EndOutcome, why?: string): Promise<void>;
  /** Leaves the event for later, after pauses that grow. */
  defer(event: ClaimedEvent, reason: string): Promise<void>;
  /** Gives the event up: it stays as a dead letter, for a person. */
  bury(event: ClaimedEvent, reason: string): Promise<void>;
}

/** What the inbox is built over. */
export interface InboxStoreContext {
  readonly database: Database;
  readonly clock: () => Date;
}

const PAUSE_AT_MOST_SECONDS = 10 * 60;

/** The inbox in this database, which its owner closes. */
export function createInbox({ database, clock }: InboxStoreContext): WebhookInbox {
  const now = (): string => clock().toISOString();
  return {
    storeEvent: (event) => storeEvent(database, fittingEvent(event), now()),
    take: (event, end, claims) => takeEvent(database, fittingEvent(event), { end, claims, at: now() }),
    end: (event, end) => endEvent(database, event, { end, at: now() }),
    claim: (eventId) => claim(database, fittingName(eventId), now()),
    claimDue: (atMost) => claimDue(database, atMost, now()),
    finish: async ({ eventId }, outcome, why) => {
      await finish(database, { eventId, outcome, at: now(), why: why ?? null });
    },
    bury: ({ eventId }, reason) => bury(database, eventId, reason),
    defer: (event, reason) => defer(database, event, reason, now()),
  };
}

async function storeEvent(database: Database, event: ReceivedEvent, at: string): Promise<'stored' | 'duplicate'> {
  const { numInsertedOrUpdatedRows } = await database
    .insertInto('webhook_events')
    .values({
      event_id: event.eventId,
      type: event.type,
      api_version: event.apiVersion,
      livemode: event.livemode,
      event_created_at: event.createdAt,
      payload: storableJson(event.payload),
      about: event.about,
      payment_intent_id: event.paymentIntentId,
      charge_id: event.chargeId,
      balance_transaction_id: event.balanceTransactionId,
      setup_intent_id: event.setupIntentId ?? null,
      amount_received: event.amountReceived ?? null,
      order_id: event.orderId,
      refund_id: event.refundId,
      stripe_refund_id: event.stripeRefundId,
      dispute_id: event.disputeId,
      account: event.account ?? null,
      deployment: event.deployment ?? null,
      intended_at: event.intendedAt ?? null,
      received_at: at,
      next_attempt_at: addSeconds(at, FIRST_ATTEMPT_AFTER_SECONDS),
    })
    .onConflict((conflict) => conflict.column('event_id').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n ? 'stored' : 'duplicate';
}

async function claim(database: Database, eventId: string, at: string): Promise<ClaimedEvent | undefined> {
  const row = await database
    .updateTable('webhook_events')
    .set((eb) => ({ attempts: eb('attempts', '+', 1), next_attempt_at: addSeconds(at, CLAIM_SECONDS) }))
    .where('event_id', '=', eventId)
    .where('outcome', 'is', null)
    .where((eb) => eb.or([eb('attempts', '=', 0), eb('next_attempt_at', '<=', at)]))
    .returning(CLAIMED)
    .executeTakeFirst();
  return row === undefined ? undefined : claimedEventOf(row);
}

/** The rows are locked only while they are claimed, not while they are delivered. */
async function claimDue(database: Database, atMost: number, at: string): Promise<ClaimedEvent[]> {
  const rows = await database
    .updateTable('webhook_events')
    .set((eb) => ({ attempts: eb('attempts', '+', 1), next_attempt_at: addSeconds(at, CLAIM_SECONDS) }))
    .where('event_id', 'in', (eb) =>
      eb
        .selectFrom('webhook_events')
        .select('event_id')
        .where('outcome', 'is', null)
        .where('next_attempt_at', '<=', at)
        .orderBy('next_attempt_at')
        .limit(atMost)
        .forUpdate()
        .skipLocked(),
    )
    .returning(CLAIMED)
    .execute();
  return rows.map(claimedEventOf).sort((left, right) => left.receivedAt.localeCompare(right.receivedAt));
}

async function defer(
  database: Database,
  { eventId, attempts }: ClaimedEvent,
  reason: string,
  at: string,
): Promise<void> {
  const pause = growingPause(FIRST_ATTEMPT_AFTER_SECONDS, attempts, PAUSE_AT_MOST_SECONDS);
  await database
    .updateTable('webhook_events')
    .set({ next_attempt_at: addSeconds(at, pause), last_error: fitting(reason, 2000) })
    .where('event_id', '=', eventId)
    .where('outcome', 'is', null)
    .execute();
}

interface End {
  readonly eventId: string;
  readonly outcome: 'signalled' | EndOutcome;
  readonly at: string;
  readonly why: string | null;
}

const finish = compiledOnce((database, given: Given<End>) =>
  database
    .updateTable('webhook_events')
    .set({
      outcome: given('outcome'),
      delivered_at: given('at'),
      last_error: given('why'),
      next_attempt_at: null,
    })
    .where('event_id', '=', given('eventId'))
    .where('outcome', 'is', null)
    .compile(),
);

async function bury(database: Database, eventId: string, reason: string): Promise<void> {
  await database
    .updateTable('webhook_events')
    .set({ outcome: 'dead_letter', dead_letter_reason: fitting(reason, 2000), next_attempt_at: null })
    .where('event_id', '=', eventId)
    .where('outcome', 'is', null)
    .execute();
}
