import { setTimeout as pause } from 'node:timers/promises';
import type { Database, Transaction } from './database';
import { isOutdated } from './prepared-statements';

const ATTEMPTS_AT_MOST = 5;

/** PostgreSQL undid these itself and asks to begin again: serialization_failure, deadlock_detected. */
const BEGIN_AGAIN: ReadonlySet<unknown> = new Set(['40001', '40P01']);

/**
 * Runs `work` in one transaction: all of it happens or nothing. Begins again, a few times, when PostgreSQL had to
 * choose a victim, or a migration came in between; so `work` must do nothing but talk to the database.
 * @throws whatever the work throws, once nothing of it is kept
 */
export async function inTransaction<Result>(
  database: Database,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await database.transaction().execute(work);
    } catch (error) {
      if (attempt === ATTEMPTS_AT_MOST || !isBeginAgain(error)) throw error;
      // At random, so that two that met once do not meet again.
      await pause(Math.random() * 20 * 2 ** attempt);
    }
  }
}

/** One snapshot for all of `read`: an outcome recorded meanwhile is seen as a whole or not at all. */
export function inSnapshot<Result>(
  database: Database,
  read: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  return database.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read);
}

function isBeginAgain(error: unknown): boolean {
  return isOutdated(error) || (error instanceof Error && 'code' in error && BEGIN_AGAIN.has(error.code));
}
