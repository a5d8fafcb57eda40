import {
  capabilitiesOfProvider,
  type PaymentProvider,
  type ProviderCapabilities,
} from '../../domain/capabilities/payment-provider';
import { compiledOnce } from '../database/compiled-once';
import type { Database, Transaction } from '../database/database';
import { inTransaction } from '../database/transaction';
import { writeAppended, type AppendedRows } from './appended-rows';
import { lockAndRead, type OrderAttention, type OrderStanding } from './order-standing';

/** Who did something: the shop by a request, Holdfast by its clock, or the provider. */
export type Actor = 'shop' | 'holdfast' | PaymentProvider;

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

/** One run of a workflow, as Temporal names it: continued, or started again, it is another one. */
export interface WorkflowRun {
  readonly workflowId: string;
  readonly runId: string;
}

/** What a change comes from. */
export interface ChangeSource {
  readonly orderId: string;
  /** ISO 8601. */
  readonly at: string;
  readonly origin: Origin;
  /** The run of a workflow that does it; absent: none does. */
  readonly run?: WorkflowRun;
  /** Told of every call for a person that was ever made for the order, as an outcome of it is recorded. */
  readonly sawAttentions?: (attentions: readonly OrderAttention[]) => void;
}

/** One change of one order: the stores write only with this in hand. */
export interface OrderChange extends ChangeSource {
  readonly transaction: Transaction;
  /** Whom the order is paid through, as its row says. */
  readonly provider: ProviderCapabilities;
  /** Written at the end of the change: nothing of it can be read before. */
  readonly appended: AppendedRows;
  /** How the order stands; absent where only an intent is written down, which changes no status. */
  readonly standing?: OrderStanding;
}

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
    const provider = await lockOrder(transaction, source.orderId);
    return changeIn(transaction, source, provider, work);
  });
}

/** A change within a transaction whose owner makes sure that nobody else changes the order. */
export async function changeIn<Result>(
  transaction: Transaction,
  source: ChangeSource,
  provider: PaymentProvider,
  work: (change: OrderChange) => Promise<Result>,
): Promise<Result> {
  const appended: AppendedRows = { timeline: [], movements: [] };
  const result = await work({ ...source, transaction, provider: capabilitiesOfProvider(provider), appended });
  await writeAppended(transaction, source, appended);
  return result;
}

/**
 * As `recordIntent`, for what came of it: afterwards the order's status is derived anew, in the same transaction. The
 * only way in which a status changes.
 * @throws OrderNotRecorded
 */
export async function recordOutcome<Result>(
  database: Database,
  source: ChangeSource,
  work: (change: OrderChange) => Promise<Result>,
): Promise<Result> {
  return inTransaction(database, async (transaction) => {
    const { result, standing } = await outcomeIn(transaction, source, work);
    const attentions = standing.attentions();
    if (attentions !== undefined) source.sawAttentions?.(attentions);
    return result;
  });
}

async function outcomeIn<Result>(
  transaction: Transaction,
  source: ChangeSource,
  work: (change: OrderChange) => Promise<Result>,
): Promise<{ readonly result: Result; readonly standing: OrderStanding }> {
  const standing = await lockAndRead(transaction, source.orderId);
  if (standing === undefined) throw new OrderNotRecorded(source.orderId);
  const appended: AppendedRows = { timeline: [], movements: [] };
  const { provider } = standing;
  const result = await work({ ...source, transaction, provider, appended, standing });
  await writeAppended(transaction, source, appended, standing.columns());
  return { result, standing };
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
    await inTransaction(database, async (transaction) => {
      await outcomeIn(transaction, source, work);
      throw done;
    });
  } catch (error) {
    if (error !== done) throw error;
  }
}

const lockedOrder = compiledOnce<{ orderId: string }, { payment_provider: PaymentProvider }>((database, given) =>
  database
    .selectFrom('orders')
    .select('payment_provider')
    .where('order_id', '=', given('orderId'))
    .forNoKeyUpdate()
    .$castTo<{ payment_provider: PaymentProvider }>()
    .compile(),
);

async function lockOrder(transaction: Transaction, orderId: string): Promise<PaymentProvider> {
  const [row] = (await lockedOrder(transaction, { orderId })).rows;
  if (row === undefined) throw new OrderNotRecorded(orderId);
  return row.payment_provider;
}
