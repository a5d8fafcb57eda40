import type { ExpressionBuilder, RawBuilder, Selectable } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { DisputeMovementsTable } from '../records/dispute-schema';
import type { Schema } from '../records/schema';

/** What the provider kept when a dispute moved money. */
export type DisputeMovementOfOrderRow = Pick<Selectable<DisputeMovementsTable>, 'fee' | 'settlement_currency'>;

/** Within a statement that selects orders: what their disputes moved, in no order. */
export function disputeMovementsOfOrder(
  eb: ExpressionBuilder<Schema, 'orders'>,
): RawBuilder<DisputeMovementOfOrderRow[]> {
  return jsonArrayFrom(
    eb
      .selectFrom('dispute_movements')
      .innerJoin('disputes', 'disputes.dispute_id', 'dispute_movements.dispute_id')
      .select(['fee', 'settlement_currency'])
      .whereRef('disputes.order_id', '=', 'orders.order_id'),
  );
}
