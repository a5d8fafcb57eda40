import { sql } from 'kysely';
import type { Money } from '../../domain/money/money';
import type { Database } from '../database/database';

/** What Stripe's balance is beside the movements that were read of it. Minor units. */
export interface BalanceCheck {
  readonly currency: string;
  readonly atStripe: number;
  /** What Stripe says less what the movements come to. */
  readonly difference: number;
  /** Since when they differ by this; null while they do not. */
  readonly differsSince: string | null;
  readonly checkedAt: string;
}

/**
 * Compares the balances that Stripe says with the movements that were read. What was in a balance before the first
 * movement is taken from the first comparison, which needs a moment in which nothing moves. May be repeated.
 * @param isQuiet whether the reading just before brought nothing new
 */
export async function checkBalances(
  database: Database,
  balances: readonly Money[],
  { at, isQuiet }: { readonly at: string; readonly isQuiet: boolean },
): Promise<void> {
  await sql`
    insert into balance_checks as known (currency, carried, at_stripe, difference, differs_since, checked_at)
    select said.currency, said.amount - coalesce(moved.net, 0), said.amount, 0, null::timestamptz, ${at}::timestamptz
    from unnest(${balances.map(({ currency }) => currency)}::text[], ${balances.map(({ amount }) => amount)}::bigint[])
        as said (currency, amount)
      left join lateral (
        select sum(net)::bigint as net from balance_transactions where balance_transactions.currency = said.currency
      ) moved on true
    where ${isQuiet} or exists (select from balance_checks there where there.currency = said.currency)
    on conflict (currency) do update set
      at_stripe = excluded.at_stripe,
      -- What the new row would carry less what is carried is what differs.
      difference = excluded.carried - known.carried,
      differs_since = case
        when excluded.carried = known.carried then null
        when excluded.carried - known.carried = known.difference then known.differs_since
        else excluded.checked_at
      end,
      checked_at = excluded.checked_at`.execute(database);
}

/** The latest comparison of each balance. */
export async function readBalanceChecks(database: Database): Promise<BalanceCheck[]> {
  const rows = await database.selectFrom('balance_checks').selectAll().orderBy('currency').execute();
  return rows.map((row) => ({
    currency: row.currency,
    atStripe: row.at_stripe,
    difference: row.difference,
    differsSince: row.differs_since,
    checkedAt: row.checked_at,
  }));
}
