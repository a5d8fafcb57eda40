import { sql } from 'kysely';
import type { JournalMovement } from '../../domain/accounting/journal';
import type { LedgerEntry } from '../../domain/ledger/ledger';
import type { Database } from '../database/database';
import type { TimeSpan } from './month-reader';

const MOVEMENTS_AT_ONCE = 1_000;

/**
 * Movements of the ledger that are counted in a time, in the order in which they were written, one page after the
 * other. One that was recorded after its month was closed is counted in the next.
 */
export async function* readJournal(
  database: Database,
  { from, to }: TimeSpan,
): AsyncGenerator<readonly JournalMovement[], void> {
  for (let after = 0; ;) {
    const { rows } = await sql<Row>`
      select transaction_id, kind, order_id, booked_at, (
          select json_agg(json_build_object('account', account, 'side', side, 'amount',
            json_build_object('amount', amount, 'currency', currency)) order by entry_id)
          from ledger_entries entry where entry.transaction_id = movement.transaction_id
        ) as entries
      from dated_ledger_transactions movement
      where transaction_id > ${after} and booked_at >= ${from} and booked_at < ${to}
      order by transaction_id limit ${MOVEMENTS_AT_ONCE}`.execute(database);
    if (rows.length > 0) yield rows.map(movementOf);
    if (rows.length < MOVEMENTS_AT_ONCE) return;
    after = rows.at(-1)?.transaction_id ?? after;
  }
}

interface Row {
  readonly transaction_id: number;
  readonly kind: string;
  readonly order_id: string | null;
  readonly booked_at: string;
  readonly entries: readonly LedgerEntry[];
}

function movementOf({ transaction_id, kind, order_id, booked_at, entries }: Row): JournalMovement {
  return { transactionId: transaction_id.toString(), kind, orderId: order_id, occurredAt: booked_at, entries };
}
