import { sql } from 'kysely';
import type { PayoutReading } from '../../domain/provider/balance-list';
import type { LedgerTransaction } from '../../domain/ledger/ledger';
import type { Database } from '../database/database';
import { inTransaction } from '../database/transaction';
import { writeAppended } from '../orders/appended-rows';
import type { PayoutsTable } from '../records/accounting-schema';

/** Writes down payouts as Stripe shows them now; what was known of them is written over. May be repeated. */
export async function savePayouts(database: Database, payouts: readonly PayoutReading[], at: string): Promise<void> {
  if (payouts.length === 0) return;
  await database
    .insertInto('payouts')
    .values(
      payouts.map((payout) => ({
        payout_id: payout.payoutId,
        amount: payout.amount.amount,
        currency: payout.amount.currency,
        status: payout.status,
        automatic: payout.automatic,
        arrival_on: payout.arrivalOn,
        balance_transaction_id: payout.balanceTransactionId,
        failure_balance_transaction_id: payout.failureBalanceTransactionId,
        failure_code: payout.failureCode,
        created_at: payout.createdAt,
        read_at: at,
      })),
    )
    .onConflict((conflict) =>
      conflict.column('payout_id').doUpdateSet((eb) => ({
        status: eb.ref('excluded.status'),
        arrival_on: eb.ref('excluded.arrival_on'),
        balance_transaction_id: eb.ref('excluded.balance_transaction_id'),
        failure_balance_transaction_id: eb.ref('excluded.failure_balance_transaction_id'),
        failure_code: eb.ref('excluded.failure_code'),
        read_at: eb.ref('excluded.read_at'),
      })),
    )
    .execute();
}

/** Payouts that Stripe is to be asked for again, those that were asked longest ago first. */
export async function payoutsToRead(database: Database, atMost: number): Promise<string[]> {
  const rows = await database
    .selectFrom('payouts')
    .select('payout_id')
    .where((eb) =>
      eb.or([
        eb('status', 'in', ['pending', 'in_transit']),
        // It came back after it had arrived: the movement of the balance says so before the payout was read again.
        eb.exists(
          eb
            .selectFrom('balance_transactions')
            .select('balance_transaction_id')
            .whereRef('source', '=', 'payouts.payout_id')
            .where('type', 'in', ['payout_failure', 'payout_cancel'])
            .where('payouts.failure_balance_transaction_id', 'is', null),
        ),
        eb.and([eb('automatic', '=', true), eb('reconciled_at', 'is', null), eb('status', '=', 'paid')]),
      ]),
    )
    .orderBy('read_at')
    .limit(atMost)
    .execute();
  return rows.map(({ payout_id }) => payout_id);
}

/** Which of these are automatic and nobody has read yet what they paid out. */
export async function unreconciled(database: Database, payoutIds: readonly string[]): Promise<string[]> {
  if (payoutIds.length === 0) return [];
  const rows = await database
    .selectFrom('payouts')
    .select('payout_id')
    .where('payout_id', 'in', [...payoutIds])
    .where('automatic', '=', true)
    .where('reconciled_at', 'is', null)
    .execute();
  return rows.map(({ payout_id }) => payout_id);
}

/**
 * Writes down what an automatic payout paid out: all of it, for from then on it counts as known. May be repeated.
 * @param balanceTransactionIds of movements that are stored
 */
export async function savePaidOut(
  database: Database,
  payoutId: string,
  balanceTransactionIds: readonly string[],
  at: string,
): Promise<void> {
  await inTransaction(database, async (transaction) => {
    await sql`
      update balance_transactions set payout_id = ${payoutId}
      where balance_transaction_id = any(${balanceTransactionIds}::text[])`.execute(transaction);
    await transaction.updateTable('payouts').set({ reconciled_at: at }).where('payout_id', '=', payoutId).execute();
  });
}

/** A payout with what the balance shows of it, and what of it is booked. */
export interface PayoutToBook extends PayoutsTable {
  readonly fee: number | null;
  readonly moved_at: string | null;
  readonly returned_at: string | null;
  readonly arrival_booked: boolean;
}

/** Payouts of which something is not booked yet that can be. */
export async function payoutsToBook(database: Database, atMost: number): Promise<readonly PayoutToBook[]> {
  const { rows } = await sql<PayoutToBook>`
    select payouts.*, moved.fee, moved.created_at as moved_at, returned.created_at as returned_at,
      arrival.transaction_id is not null as arrival_booked
    from payouts
      join balance_transactions moved on moved.balance_transaction_id = payouts.balance_transaction_id
      left join balance_transactions returned
        on returned.balance_transaction_id = payouts.failure_balance_transaction_id
      left join ledger_transactions left_us on left_us.source_key = 'payout/' || payouts.payout_id
      left join ledger_transactions arrival on arrival.source_key = 'payout-arrival/' || payouts.payout_id
      left join ledger_transactions came_back on came_back.source_key = 'payout-return/' || payouts.payout_id
    where left_us.transaction_id is null
      or (status = 'paid' and arrival.transaction_id is null)
      or (returned.balance_transaction_id is not null and came_back.transaction_id is null)
    order by payouts.created_at
    limit ${atMost}`.execute(database);
  return rows;
}

/** Posts movements that are of no order, each once. */
export async function postPayouts(
  database: Database,
  movements: readonly LedgerTransaction[],
  at: string,
): Promise<void> {
  if (movements.length === 0) return;
  const origin = { actor: 'stripe', requestId: null };
  await inTransaction(database, (transaction) =>
    writeAppended(transaction, { orderId: null, at, origin }, { timeline: [], movements: [...movements] }),
  );
}
