import type { Selectable } from 'kysely';
import { addSeconds } from '../../domain/orders/deadline';
import type { ReceivedEvent } from '../../domain/provider/received-event';
import { growingPause } from '../../domain/orders/growing-pause';
import type { Database } from '../database/database';
import type { WebhookEventsTable } from '../records/event-schema';
import { fitting } from '../database/fitting-text';
import { storableJson } from '../database/storable-json';

/** A stored event that is being delivered. */
export interface ClaimedEvent extends Omit<ReceivedEvent, 'apiVersion' | 'createdAt' | 'payload'> {
  readonly receivedAt: string;
  /** This attempt counts. */
  readonly attempts: number;
}

/** Every event is stored here before anything else happens with it, and stays until it has an outcome. */
export interface WebhookInbox {
  storeEvent(event: ReceivedEvent): Promise<'stored' | 'duplicate'>;
  /** Takes the event for delivery; undefined when it has an outcome, or when it is not its time. */
  claim(eventId: string): Promise<ClaimedEvent | undefined>;
  /** Takes events whose time has come, longest waiting first. */
  claimDue(atMost: number): Promise<ClaimedEvent[]>;
  /** @param why for people, where the outcome alone does not say it */
  finish(
    event: ClaimedEvent,
    outcome: 'signalled' | 'not_needed' | 'not_ours' | 'order_closed',
    why?: string,
  ): Promise<void>;
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

/** Whoever stores an event delivers it at once; the sweep must not race that. */
const FIRST_ATTEMPT_AFTER_SECONDS = 5;
const PAUSE_AT_MOST_SECONDS = 10 * 60;
/**
 * A claimed event whose deliverer died is anybody's again after this: longer than a delivery takes (a few reads, and a
 * signal of ten seconds at most), and no longer, because a buyer may be waiting for the page after authentication.
 */
const CLAIM_SECONDS = 30;

/** The inbox in this database, which its owner closes. */
export function createInbox({ database, clock }: InboxStoreContext): WebhookInbox {
  const now = (): string => clock().toISOString();
  return {
    storeEvent: (event) => storeEvent(database, event, now()),
    claim: (eventId) => claim(database, nameOf(eventId), now()),
    claimDue: (atMost) => claimDue(database, atMost, now()),
    finish: async ({ eventId }, outcome, why) => {
      await close(database, eventId, { outcome, delivered_at: now(), last_error: why ?? null });
    },
    bury: async ({ eventId }, reason) => {
      await close(database, eventId, { outcome: 'dead_letter', dead_letter_reason: fitting(reason, 2000) });
    },
    defer: (event, reason) => defer(database, event, reason, now()),
  };
}

async function storeEvent(database: Database, event: ReceivedEvent, at: string): Promise<'stored' | 'duplicate'> {
  const { numInsertedOrUpdatedRows } = await database
    .insertInto('webhook_events')
    .values({
      event_id: nameOf(event.eventId),
      type: nameOf(event.type),
      api_version: optionalName(event.apiVersion, VERSION_AT_MOST),
      livemode: event.livemode,
      event_created_at: event.createdAt,
      payload: storableJson(event.payload),
      about: event.about,
      payment_intent_id: optionalName(event.paymentIntentId),
      charge_id: optionalName(event.chargeId),
      balance_transaction_id: optionalName(event.balanceTransactionId),
      setup_intent_id: optionalName(event.setupIntentId),
      amount_received: event.amountReceived ?? null,
      order_id: optionalName(event.orderId, METADATA_AT_MOST),
      refund_id: optionalName(event.refundId, METADATA_AT_MOST),
      stripe_refund_id: optionalName(event.stripeRefundId),
      dispute_id: optionalName(event.disputeId),
      account: optionalName(event.account),
      deployment: optionalName(event.deployment, METADATA_AT_MOST),
      intended_at: optionalName(event.intendedAt, METADATA_AT_MOST),
      received_at: at,
      next_attempt_at: addSeconds(at, FIRST_ATTEMPT_AFTER_SECONDS),
    })
    .onConflict((conflict) => conflict.column('event_id').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n ? 'stored' : 'duplicate';
}

/** As the columns take them. */
const NAME_AT_MOST = 255;
const VERSION_AT_MOST = 64;
const METADATA_AT_MOST = 500;

/**
 * An event must be stored whatever its sender managed to sign, or it would come again for days. What the column cannot
 * hold was no name of Stripe's or of ours: changed, it names nothing, as before.
 */
function nameOf(text: string): string {
  return fitting(text, NAME_AT_MOST);
}

function optionalName(text: string | null | undefined, lengthAtMost = NAME_AT_MOST): string | null {
  return text === null || text === undefined ? null : fitting(text, lengthAtMost);
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

const CLAIMED = [
  'event_id',
  'type',
  'about',
  'payment_intent_id',
  'charge_id',
  'balance_transaction_id',
  'setup_intent_id',
  'amount_received',
  'order_id',
  'refund_id',
  'stripe_refund_id',
  'livemode',
  'dispute_id',
  'account',
  'deployment',
  'intended_at',
  'received_at',
  'attempts',
] as const;

function claimedEventOf(row: Pick<Selectable<WebhookEventsTable>, (typeof CLAIMED)[number]>): ClaimedEvent {
  return {
    eventId: row.event_id,
    type: row.type,
    about: row.about,
    paymentIntentId: row.payment_intent_id,
    chargeId: row.charge_id,
    balanceTransactionId: row.balance_transaction_id,
    setupIntentId: row.setup_intent_id,
    amountReceived: row.amount_received,
    orderId: row.order_id,
    refundId: row.refund_id,
    stripeRefundId: row.stripe_refund_id,
    livemode: row.livemode,
    disputeId: row.dispute_id,
    account: row.account,
    deployment: row.deployment,
    intendedAt: row.intended_at,
    receivedAt: row.received_at,
    attempts: row.attempts,
  };
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

type Outcome = Partial<
  Pick<Selectable<WebhookEventsTable>, 'outcome' | 'delivered_at' | 'last_error' | 'dead_letter_reason'>
>;

async function close(database: Database, eventId: string, outcome: Outcome): Promise<void> {
  await database
    .updateTable('webhook_events')
    .set({ ...outcome, next_attempt_at: null })
    .where('event_id', '=', eventId)
    .where('outcome', 'is', null)
    .execute();
}
