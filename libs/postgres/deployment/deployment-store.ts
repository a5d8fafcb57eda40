import { DeploymentConflict, type Deployment, type DeploymentGuard } from '../../domain/provider/deployment';
import { secondsBetween } from '../../domain/orders/deadline';
import { closeAttention } from '../orders/attention-store';
import { changeIn } from '../orders/order-change';
import type { Database, Transaction } from '../database/database';
import { fitting } from '../database/fitting-text';
import { inTransaction } from '../database/transaction';

/** Another database was noticed that goes by our name. */
export interface NoticedConflict {
  /** ISO 8601. */
  readonly since: string;
  /** In words for people. */
  readonly seen: string;
  readonly orderId: string | null;
}

/** Whose database this is, and whether another one uses the same name. */
export interface DeploymentState extends Deployment {
  /** ISO 8601. */
  readonly epochBeganAt: string;
  /** Null while nothing is wrong. */
  readonly conflict: NoticedConflict | null;
}

/**
 * Writes down who this database is, the first time. May be repeated under the same name.
 * @param at ISO 8601
 * @throws Error when the database is another deployment's
 */
export async function nameDeployment(database: Database, name: string, at: string): Promise<void> {
  await database
    .insertInto('deployment')
    .values({ name, epoch_began_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await requireDeployment(database, name);
}

/**
 * Before a process serves anybody.
 * @throws Error when the database has no name yet, or is another deployment's
 */
export async function requireDeployment(database: Database, name: string): Promise<void> {
  requireName(await readDeployment(database), name);
}

function requireName(found: Deployment, name: string): void {
  if (found.name === name) return;
  throw new Error(
    `HOLDFAST_DEPLOYMENT is "${name}", but this database is that of "${found.name}": its orders are known to Stripe as ` +
      `${found.name}'s. Set HOLDFAST_DEPLOYMENT=${found.name}, or DATABASE_URL to the database of ${name}. A new ` +
      'deployment begins with an empty database.',
  );
}

/** @throws Error when the database has no name yet */
export async function readDeployment(database: Database | Transaction): Promise<DeploymentState> {
  const found = await database
    .selectFrom('deployment')
    .leftJoin('deployment_conflicts', (join) => join.on('deployment_conflicts.ended_at', 'is', null))
    .select(['name', 'epoch', 'epoch_began_at', 'since', 'seen', 'order_id'])
    .executeTakeFirst();
  if (found === undefined) throw new Error('This database belongs to no deployment yet: run `npm run migrate` first.');
  const { name, epoch, epoch_began_at: epochBeganAt, since, seen, order_id: orderId } = found;
  const conflict = since === null || seen === null ? null : { since, seen, orderId };
  return { name, epoch, epochBeganAt, conflict };
}

/**
 * Who acts, as it was read no longer than a second before each request: what one process noticed stops all of them.
 * A new name is taken only long after that, so that no request leaves under the old one.
 * @param name that this process was started with
 */
export function createDeploymentGuard(database: Database, name: string): DeploymentGuard {
  const read = async (): Promise<DeploymentState> => {
    const found = await readLately(database);
    requireName(found, name);
    return found;
  };
  return {
    toAct: async () => {
      const { conflict, ...deployment } = await read();
      if (conflict !== null) throw new DeploymentConflict(conflict.since);
      return deployment;
    },
    toRead: read,
  };
}

/** Much less than `ARRIVED_AFTER_SECONDS`. */
const READ_AGAIN_AFTER_MS = 1_000;

/** What was read of each database, and when. */
const lately = new WeakMap<Database, { readonly readAt: number; readonly state: Promise<DeploymentState> }>();

function readLately(database: Database): Promise<DeploymentState> {
  const known = lately.get(database);
  const now = performance.now();
  if (known !== undefined && now - known.readAt < READ_AGAIN_AFTER_MS) return known.state;
  const state = readDeployment(database);
  lately.set(database, { readAt: now, state });
  // What failed is asked again by the next one.
  state.catch(() => lately.delete(database));
  return state;
}

/**
 * Writes down that another database goes by our name. From now on no money is moved, until `beginEpoch`. May be
 * repeated.
 * @returns false when that was known before
 */
export async function noticeConflict(database: Database, { since, seen, orderId }: NoticedConflict): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await database
    .insertInto('deployment_conflicts')
    .values({ since, seen: fitting(seen, 2000), order_id: orderId === null ? null : fitting(orderId, 500) })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  lately.delete(database);
  return numInsertedOrUpdatedRows === 1n;
}

/** What was on its way to Stripe when the conflict was noticed has arrived after this. */
const ARRIVED_AFTER_SECONDS = 30;

/**
 * A person said that this database lives: from now on it asks under other names than the one that shared its own.
 * Repeated, it changes nothing.
 * @param at ISO 8601
 * @returns the state now; nothing changes without an open conflict
 * @throws Error when what was asked before may still be on its way
 */
export async function beginEpoch(database: Database, at: string): Promise<DeploymentState> {
  lately.delete(database);
  return inTransaction(database, async (transaction) => {
    await transaction.selectFrom('deployment').select('name').forUpdate().executeTakeFirstOrThrow();
    const { conflict } = await readDeployment(transaction);
    if (conflict === null) return readDeployment(transaction);
    const wait = ARRIVED_AFTER_SECONDS - secondsBetween(conflict.since, at);
    if (wait > 0) {
      throw new Error(`Earlier requests may still be under way. Try again in ${Math.ceil(wait).toString()} s.`);
    }
    await transaction.updateTable('deployment_conflicts').set({ ended_at: at }).where('ended_at', 'is', null).execute();
    await transaction
      .updateTable('deployment')
      .set((eb) => ({ epoch: eb('epoch', '+', 1), epoch_began_at: at }))
      .execute();
    await closeAttentionsOf(transaction, at);
    return readDeployment(transaction);
  });
}

async function closeAttentionsOf(transaction: Transaction, at: string): Promise<void> {
  const code = 'deployment_conflict';
  const open = await transaction
    .selectFrom('attentions')
    .innerJoin('orders', 'orders.order_id', 'attentions.order_id')
    .select(['orders.order_id', 'payment_provider'])
    .where('code', '=', code)
    .where('closed_at', 'is', null)
    .execute();
  const origin = { actor: 'holdfast', requestId: null, eventId: null } as const;
  for (const { order_id: orderId, payment_provider: provider } of open) {
    await changeIn(transaction, { orderId, at, origin }, provider, (change) =>
      closeAttention(change, code, 'an operator said that this database lives on'),
    );
  }
}
