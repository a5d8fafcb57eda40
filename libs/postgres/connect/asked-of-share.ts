import { sql } from 'kysely';
import type { ShareKind } from '../../domain/orders/connect-terms';
import type { Transaction } from '../database/database';

/** A share of a capture, or the transfer that gave it again after a dispute. */
export interface AskedShare {
  readonly capture_id: string;
  readonly kind: ShareKind;
  /** Null: the share itself. */
  readonly from_dispute_id: string | null;
  readonly from_piece: number | null;
}

/** What the provider was asked for of a share so far, in the order's currency and in the share's own. */
export async function askedOfShare(
  transaction: Transaction,
  { capture_id, kind, from_dispute_id, from_piece }: AskedShare,
): Promise<{ readonly amount: number; readonly returned: number }> {
  const { rows } = await sql<{ amount: number; returned: number }>`
    select coalesce(sum(amount), 0)::bigint as amount, coalesce(sum(returned), 0)::bigint as returned
    from (
      select amount, returned from connect_reversals
      where capture_id = ${capture_id} and kind = ${kind} and returned is not null
        and from_dispute_id is not distinct from ${from_dispute_id} and from_piece is not distinct from ${from_piece}
      union all
      select amount, moved from dispute_transfers
      where capture_id = ${capture_id} and ${kind} = 'transfer' and direction = 'taken_back' and moved is not null
        and from_dispute_id is not distinct from ${from_dispute_id} and from_piece is not distinct from ${from_piece}
    ) asked`.execute(transaction);
  return rows[0] ?? { amount: 0, returned: 0 };
}
