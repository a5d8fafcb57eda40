import type { Selectable } from 'kysely';
import type { Transaction } from '../database/database';
import type { DisputeMovementsTable } from '../records/dispute-schema';

/** What the provider kept when a dispute moved money, with the order that it is about. */
export interface DisputeMovementOfOrderRow extends Pick<
  Selectable<DisputeMovementsTable>,
  'fee' | 'settlement_currency'
> {
  readonly order_id: string;
}

/** Of the disputes of these orders; in no order. */
export async function loadDisputeMovements(
  transaction: Transaction,
  orderIds: readonly string[],
): Promise<DisputeMovementOfOrderRow[]> {
  return transaction
    .selectFrom('dispute_movements')
    .innerJoin('disputes', 'disputes.dispute_id', 'dispute_movements.dispute_id')
    .select(['disputes.order_id', 'fee', 'settlement_currency'])
    .where('disputes.order_id', 'in', orderIds)
    .execute();
}
