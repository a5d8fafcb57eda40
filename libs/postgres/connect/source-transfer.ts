import { sql, type AliasedRawBuilder } from 'kysely';

/**
 * What a reversal takes from: the share of its capture, or the transfer that gave that share again after a dispute.
 * Amounts are null while it is not known that the provider has moved it.
 */
export interface SourceTransfer {
  /** Minor units of the order's currency. */
  readonly asked: number;
  /** The transfer or application fee; null while it is not recorded. */
  readonly share_id: string | null;
  /** Minor units of its own currency. */
  readonly share_amount: number | null;
  readonly share_currency: string | null;
}

/** The columns, in a statement that joins `connect_shares`, and `dispute_transfers` as `origin`. */
export function sourceTransfer(
  table: 'connect_reversals' | 'dispute_transfers',
): [
  AliasedRawBuilder<number, 'asked'>,
  AliasedRawBuilder<string | null, 'share_id'>,
  AliasedRawBuilder<number | null, 'share_amount'>,
  AliasedRawBuilder<string | null, 'share_currency'>,
] {
  const isGivenAgain = sql`${sql.ref(`${table}.from_piece`)} is not null`;
  const isSent = sql`${isGivenAgain} and origin.stripe_id is not null`;
  return [
    sql<number>`case when ${isGivenAgain} then origin.amount else connect_shares.asked end`.as('asked'),
    sql<string | null>`case when ${isGivenAgain} then origin.stripe_id else connect_shares.stripe_id end`.as(
      'share_id',
    ),
    sql<
      number | null
    >`case when ${isSent} then origin.moved when ${isGivenAgain} then null else connect_shares.amount end`.as(
      'share_amount',
    ),
    sql<string | null>`case when ${isSent} then origin.currency when ${isGivenAgain} then null
      else connect_shares.currency end`.as('share_currency'),
  ];
}
