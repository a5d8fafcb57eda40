import { sql } from 'kysely';
import type { Database } from '../database/database';

/** What was asked of the provider when it said no. */
export type RefusedStep = 'authorize' | 'confirm' | 'increment' | 'capture' | 'refund';

/** How often the provider has said no in the same way. */
export interface ProviderErrors {
  readonly step: RefusedStep;
  /** In the provider's words, such as `card_declined`. */
  readonly code: string;
  readonly declineCode: string | null;
  readonly count: number;
  /** When it said so last, and of which order. */
  readonly lastAt: string;
  readonly orderId: string;
}

/** More ways to say no than a person reads. */
const ROWS_AT_MOST = 100;

/**
 * What the provider has refused since then, by what it said, the most frequent first. Each step is counted by what it
 * came to: one that was tried again and done is none.
 * @param since ISO 8601
 */
export async function readProviderErrors(database: Database, since: string): Promise<ProviderErrors[]> {
  const { rows } = await sql<ProviderErrors>`
    with refused (step, code, decline_code, order_id, at) as (
      select 'authorize', last_error_code, last_error_decline_code, order_id, updated_at
      from authorizations
      where last_error_code is not null and updated_at >= ${since} and not exists (
        select from confirmations
        where confirmations.authorization_id = authorizations.authorization_id and error_code is not null
      )
      union all
      select 'confirm', error_code, error_decline_code, order_id, updated_at
      from confirmations where error_code is not null and updated_at >= ${since}
      union all
      select 'increment', error_code, error_decline_code, order_id, updated_at
      from hold_increments where error_code is not null and updated_at >= ${since}
      union all
      select 'capture', error_code, error_decline_code, order_id, updated_at
      from captures where error_code is not null and updated_at >= ${since}
      union all
      select 'refund', error_code, null, order_id, updated_at
      from refund_parts where error_code is not null and updated_at >= ${since}
    )
    select step, code, decline_code as "declineCode", count(*)::int as count, max(at) as "lastAt",
      (array_agg(order_id order by at desc, order_id))[1] as "orderId"
    from refused
    group by step, code, decline_code
    order by count(*) desc, max(at) desc
    limit ${ROWS_AT_MOST}`.execute(database);
  return rows;
}
