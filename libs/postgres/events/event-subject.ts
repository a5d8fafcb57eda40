import { addSeconds } from '../../domain/orders/deadline';
import type { OrderStatus } from '../../domain/orders/order-status';
import type { AuthorizationState } from '../../domain/orders/transitions';
import type { Database } from '../database/database';
import type { ClaimedEvent } from './webhook-event-store';

/** What is recorded about the order that an event is about, as far as its delivery depends on it. */
export interface EventSubject {
  readonly orderId: string;
  readonly status: OrderStatus;
  /** Of the hold that the event names; null when the event names a hold that is not the order's. */
  readonly authorization: AuthorizationState | null;
  /** The provider was asked to confirm a payment method, and its answer is not recorded. */
  readonly confirmInFlight: boolean;
  /** The provider was asked for a capture, and its answer is not recorded. */
  readonly captureInFlight: boolean;
  readonly releaseInFlight: boolean;
  /** What our own captures of the hold added up to, before the first and after each: what the provider may report. */
  readonly receivedSums: readonly number[];
  /** The settlement that the event names is recorded. */
  readonly settlementRecorded: boolean;
}

type Names = Pick<ClaimedEvent, 'orderId' | 'paymentIntentId' | 'chargeId' | 'balanceTransactionId' | 'setupIntentId'>;

/** Finds the order by the event's metadata, else by its PaymentIntent or charge; undefined when there is none. */
export async function findEventSubject(
  database: Database,
  event: Names,
  now: string,
): Promise<EventSubject | undefined> {
  const order = (await findByMetadata(database, event)) ?? (await findHoldsOrder(database, event));
  if (order === undefined) return undefined;
  const authorization = await findHold(database, order.order_id, event);
  return {
    orderId: order.order_id,
    status: order.status,
    authorization: authorization?.state ?? null,
    receivedSums: authorization === undefined ? [0] : await receivedSumsOf(database, authorization.authorization_id),
    releaseInFlight: authorization?.state === 'held' && authorization.release_key !== null,
    confirmInFlight: await hasConfirmInFlight(database, order.order_id, now),
    captureInFlight: await hasCaptureInFlight(database, order.order_id, now),
    settlementRecorded: await isSettlementRecorded(database, event),
  };
}

interface Order {
  readonly order_id: string;
  readonly status: OrderStatus;
}

async function findByMetadata(database: Database, { orderId }: Names): Promise<Order | undefined> {
  if (orderId === null) return undefined;
  return database
    .selectFrom('orders')
    .select(['order_id', 'status'])
    .where('order_id', '=', orderId)
    .executeTakeFirst();
}

/** The order that a PaymentIntent, a charge or the setup of a card is of. */
export async function findHoldsOrder(
  database: Database,
  {
    paymentIntentId,
    chargeId,
    setupIntentId = null,
  }: Pick<Names, 'paymentIntentId' | 'chargeId'> & Partial<Pick<Names, 'setupIntentId'>>,
): Promise<Order | undefined> {
  if (paymentIntentId === null && chargeId === null && setupIntentId === null) return undefined;
  return database
    .selectFrom('authorizations')
    .innerJoin('orders', 'orders.order_id', 'authorizations.order_id')
    .select(['orders.order_id', 'orders.status'])
    .where((eb) =>
      eb.or([
        eb('payment_intent_id', '=', paymentIntentId),
        eb('charge_id', '=', chargeId),
        eb('setup_intent_id', '=', setupIntentId),
      ]),
    )
    .executeTakeFirst();
}

interface Hold {
  readonly authorization_id: string;
  readonly state: AuthorizationState;
  readonly payment_intent_id: string | null;
  readonly charge_id: string | null;
  readonly setup_intent_id: string | null;
  readonly release_key: string | null;
}

/** The newest that the event names, or may name: before our own call has answered we do not know its PaymentIntent. */
async function findHold(
  database: Database,
  orderId: string,
  { paymentIntentId, chargeId, setupIntentId = null }: Names,
): Promise<Hold | undefined> {
  const holds = await database
    .selectFrom('authorizations')
    .select(['authorization_id', 'state', 'payment_intent_id', 'charge_id', 'setup_intent_id', 'release_key'])
    .where('order_id', '=', orderId)
    .orderBy('generation', 'desc')
    .execute();
  const named = holds.find(
    (hold) =>
      (paymentIntentId !== null && hold.payment_intent_id === paymentIntentId) ||
      (chargeId !== null && hold.charge_id === chargeId) ||
      (setupIntentId !== null && hold.setup_intent_id === setupIntentId),
  );
  return named ?? holds.find(({ state }) => state === 'requested');
}

async function receivedSumsOf(database: Database, authorizationId: string): Promise<number[]> {
  const captures = await database
    .selectFrom('captures')
    .select('amount')
    .where('authorization_id', '=', authorizationId)
    .where('state', 'in', ['captured', 'settled'])
    .orderBy('captured_at')
    .execute();
  return captures.reduce((sums, { amount }) => [...sums, (sums.at(-1) ?? 0) + amount], [0]);
}

/**
 * Attempts follow each other within a minute or so: what was asked for longer ago failed by a mistake of ours and waits
 * for a person, and news of its hold must not wait with it.
 */
const IN_FLIGHT_SECONDS = 10 * 60;

/** The provider was asked for a capture a moment ago, and its answer is not recorded. */
export async function hasCaptureInFlight(database: Database, orderId: string, now: string): Promise<boolean> {
  const capture = await database
    .selectFrom('captures')
    .select('capture_id')
    .where('order_id', '=', orderId)
    .where('state', 'in', ['requested', 'unknown'])
    .where('key_last_used_at', '>', addSeconds(now, -IN_FLIGHT_SECONDS))
    .limit(1)
    .executeTakeFirst();
  return capture !== undefined;
}

async function hasConfirmInFlight(database: Database, orderId: string, now: string): Promise<boolean> {
  const confirmation = await database
    .selectFrom('confirmations')
    .select('confirmation_id')
    .where('order_id', '=', orderId)
    .where('state', '=', 'requested')
    .where('key_last_used_at', '>', addSeconds(now, -IN_FLIGHT_SECONDS))
    .limit(1)
    .executeTakeFirst();
  return confirmation !== undefined;
}

async function isSettlementRecorded(database: Database, { balanceTransactionId }: Names): Promise<boolean> {
  if (balanceTransactionId === null) return false;
  const capture = await database
    .selectFrom('captures')
    .select('capture_id')
    .where('balance_transaction_id', '=', balanceTransactionId)
    .executeTakeFirst();
  if (capture !== undefined) return true;
  // A transfer and an application fee have balance transactions of their own.
  const share = await database
    .selectFrom('connect_shares')
    .select('capture_id')
    .where('balance_transaction_id', '=', balanceTransactionId)
    .executeTakeFirst();
  return share !== undefined;
}
