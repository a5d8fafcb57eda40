import type { ExpressionBuilder, RawBuilder, Selectable } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { OrderLinesTable, UnitAllocationsTable } from '../records/order-schema';
import type { Schema } from '../records/schema';

type OfOrder = ExpressionBuilder<Schema, 'orders'>;

/** In their order. */
export function acceptedLinesOfOrder(eb: OfOrder): RawBuilder<Selectable<OrderLinesTable>[]> {
  return jsonArrayFrom(
    eb
      .selectFrom('order_lines')
      .selectAll('order_lines')
      .whereRef('order_lines.order_id', '=', 'orders.order_id')
      .orderBy('position'),
  );
}

/** In the order of the lines and their units. */
export function allocationOfOrder(eb: OfOrder): RawBuilder<Selectable<UnitAllocationsTable>[]> {
  return jsonArrayFrom(
    eb
      .selectFrom('unit_allocations')
      .innerJoin('order_lines', (join) =>
        join
          .onRef('order_lines.order_id', '=', 'unit_allocations.order_id')
          .onRef('order_lines.line_id', '=', 'unit_allocations.line_id'),
      )
      .selectAll('unit_allocations')
      .whereRef('unit_allocations.order_id', '=', 'orders.order_id')
      .orderBy('order_lines.position')
      .orderBy('from_unit'),
  );
}
