import { countingIndex, isFinalStatus, orderStatus } from '../../domain/orders/order-status';
import type { Database, Transaction } from '../database/database';
import { inTransaction } from '../database/transaction';

/** Who did something: the shop by a request, Holdfast by its clock, or the provider. */
export type Actor = 'shop' | 'holdfast' | 'stripe';

/** Every movement has who and which request (invariant I9). */
export interface Origin {
  readonly actor: Actor;
  readonly requestId: string | null;
  /** Of a request of the shop: the name of its API key, and whom it named; absent: none. */
  readonly keyName?: string;
  readonly person?: string;
  /** The event that made us look. */
  readonly eventId: string | null;
}

/** One change of one order: the stores write only with this in hand. */
export interface OrderChange {
  readonly transaction: Transaction;
  readonly orderId: string;
  readonly at: string;
  readonly origin: Origin;
}

/** Which order changes, when, and by whom; nothing of its transaction. */
export type ChangeSource = Pick<OrderChange, 'orderId' | 'at' | 'origin'>;

/** The order was never accepted, as far as the database knows. */
export class OrderNotRecorded extends Error {
  override readonly name = 'OrderNotRecorded';

  constructor(orderId: string) {
    super(`order ${orderId} is not recorded`);
  }
}

/**
 * Writes down what is intended, in one transaction. The order's row is locked first, so that two workers with the same
 * step in hand, or a late one that was thought dead, come one after the other.
 * @throws OrderNotRecorded
 */
export async function recordIntent<Result>(
  database: Database,
  source: ChangeSource,
  work: (change: OrderChange) => Promise<Result>,
): Promise<Result> {
  return inTransaction(database, async (transaction) => {
    await lockOrder(transaction, source.orderId);
    return work({ transaction, ...source });
  });
}

/**
 * As `recordIntent`, for what came of it: afterwards the order's status is derived anew from its rows, in the same
 * transaction. The only way in which a status changes.
 * @throws OrderNotRecorded
 */
export async function recordOutcome<Result>(
  database: Database,
  source: ChangeSource,
  work: (change: OrderChange) => Promise<Result>,
): Promise<Result> {
  return recordIntent(database, source, async (change) => {
    const result = await work(change);
    await deriveStatus(change);
    return result;
  });
}

/**
 * As `recordOutcome`, and takes all of it back: finds out whether it could be written down, without a trace.
 * @throws OrderNotRecorded, and whatever recording it would throw
 */
export async function rehearseOutcome(
  database: Database,
  source: ChangeSource,
  work: (change: OrderChange) => Promise<unknown>,
): Promise<void> {
  const done = new Error('The rehearsal is over: nothing of it is kept');
  try {
    await recordIntent(database, source, async (change) => {
      await work(change);
      await deriveStatus(change);
      throw done;
    });
  } catch (error) {
    if (error !== done) throw error;
  }
}

async function lockOrder(transaction: Transaction, orderId: string): Promise<void> {
  const order = await transaction
    .selectFrom('orders')
    .select('order_id')
    .where('order_id', '=', orderId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (order === undefined) throw new OrderNotRecorded(orderId);
}

async function deriveStatus({ transaction, orderId, at }: OrderChange): Promise<void> {
  const authorizations = await transaction
    .selectFrom('authorizations')
    .select(['state', 'end_reason', 'release_at'])
    .where('order_id', '=', orderId)
    .orderBy('generation')
    .execute();
  const captures = await transaction
    .selectFrom('captures')
    .select('state')
    .distinct()
    .where('order_id', '=', orderId)
    .execute();
  const states = authorizations.map(({ state }) => state);
  const status = orderStatus(
    states,
    captures.map(({ state }) => state),
  );
  const authorization = authorizations[countingIndex(states)];
  await transaction
    .updateTable('orders')
    .set({
      status,
      cancel_reason: status === 'canceled' ? (authorization?.end_reason ?? 'abandoned') : null,
      release_at: authorization?.state === 'held' && !isFinalStatus(status) ? authorization.release_at : null,
      updated_at: at,
    })
    .where('order_id', '=', orderId)
    .execute();
}
