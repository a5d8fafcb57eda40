import type { BalanceMovement } from '../../domain/provider/balance-list';
import type { ListPlace } from '../../domain/provider/list-place';
import type { Database, Transaction } from '../database/database';
import { fitting } from '../database/fitting-text';
import { columnsOf, placeOf, standsAt } from '../database/list-place-columns';
import { lockMonths } from './months-lock';

/** How far the balance and the payouts were read, and when they are read next. */
export interface BalanceReading extends ListPlace {
  readonly payoutsReadUntil: string;
  /** By our clock: not before then. */
  readonly dueAt: string;
  /** What Stripe refuses; null: nothing. */
  readonly problem: string | null;
  /** By our clock: when all was last read to its end; null: never. */
  readonly completedAt: string | null;
}

/** Where the reading stands. There is always one: the migration begins it. */
export async function readBalanceReading(database: Database | Transaction): Promise<BalanceReading> {
  const row = await database.selectFrom('balance_reading').selectAll().executeTakeFirstOrThrow();
  const { payouts_read_until: payoutsReadUntil, due_at: dueAt, problem, completed_at: completedAt } = row;
  return { ...placeOf(row), payoutsReadUntil, dueAt, problem, completedAt };
}

/**
 * Goes on, once everything before the new place is stored. Nothing happens when another attempt has gone on from `from`
 * meanwhile: then its place counts.
 */
export async function moveBalanceReading(
  database: Database,
  from: ListPlace,
  to: ListPlace,
): Promise<'moved' | 'overtaken'> {
  const moving = database.updateTable('balance_reading').set(columnsOf(to)).where(standsAt(from));
  const { numUpdatedRows } = await moving.executeTakeFirst();
  return numUpdatedRows === 1n ? 'moved' : 'overtaken';
}

/** Payouts are read until then, by the provider's clock. May be repeated. */
export async function movePayoutReading(database: Database, payoutsReadUntil: string): Promise<void> {
  await database.updateTable('balance_reading').set({ payouts_read_until: payoutsReadUntil }).execute();
}

/** All was read to its end. @param dueAt not before then again */
export async function completeBalanceReading(database: Database, completedAt: string, dueAt: string): Promise<void> {
  await database
    .updateTable('balance_reading')
    .set({ completed_at: completedAt, due_at: dueAt, problem: null })
    .execute();
}

/** Nobody asks before that instant. May be repeated. @param problem what Stripe refuses; null: nothing */
export async function putOffBalanceReading(database: Database, dueAt: string, problem: string | null): Promise<void> {
  const told = problem === null ? null : fitting(problem, 2000);
  await database.updateTable('balance_reading').set({ due_at: dueAt, problem: told }).execute();
}

/** Stores movements that are not there yet. May be repeated. @returns how many were new */
export async function saveMovements(transaction: Transaction, movements: readonly BalanceMovement[]): Promise<number> {
  if (movements.length === 0) return 0;
  const at = await lockMonths(transaction, 'record');
  const inserted = await transaction
    .insertInto('balance_transactions')
    .values(
      movements.map((movement) => ({
        balance_transaction_id: movement.balanceTransactionId,
        type: movement.type,
        reporting_category: movement.reportingCategory,
        gross: movement.gross.amount,
        fee: movement.fee.amount,
        net: movement.net.amount,
        currency: movement.gross.currency,
        exchange_rate: movement.exchangeRate,
        source: movement.source,
        description: movement.description,
        created_at: movement.createdAt,
        available_on: movement.availableOn,
        recorded_at: at,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning('balance_transaction_id')
    .execute();
  return inserted.length;
}
