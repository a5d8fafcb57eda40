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
      select transaction_id, kind, order_id, counted_at, (
          select json_agg(json_build_object('account', account, 'side', side, 'amount',
            json_build_object('amount', amount, 'currency', currency)) order by entry_id)
          from ledger_entries entry where entry.transaction_id = movement.transaction_id
        ) as entries
      from ledger_transactions movement
        cross join lateral (select coalesce(occurred_at, created_at) as moved_at) happened
        left join closed_months closed on moved_at >= begins_at and moved_at < ends_at and movement.created_at > closed_at
        cross join lateral (
          select case when closed.month is null then moved_at else greatest(movement.created_at, ends_at) end counted_at
        ) counted
      where transaction_id > ${after} and counted_at >= ${from} and counted_at < ${to}
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
  readonly counted_at: string;
  readonly entries: readonly LedgerEntry[];
}

function movementOf({ transaction_id, kind, order_id, counted_at, entries }: Row): JournalMovement {
  return { transactionId: transaction_id.toString(), kind, orderId: order_id, occurredAt: counted_at, entries };
}
