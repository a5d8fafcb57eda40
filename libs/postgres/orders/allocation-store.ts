import type { UnitRun } from '../../domain/orders/order';
import type { UnitSpan } from '../../domain/orders/shipment-price';
import type { Transaction } from '../database/database';

/**
 * What each unit of an order is worth, as it was split once and for all; in no order. `connect` is 0 without Connect.
 */
export async function readAllocation(transaction: Transaction, orderId: string): Promise<UnitRun[]> {
  const rows = await transaction.selectFrom('unit_allocations').selectAll().where('order_id', '=', orderId).execute();
  return rows.map(({ line_id: lineId, from_unit: fromUnit, units, goods, tax, discount, shipping, ...beside }) => ({
    ...{ lineId, fromUnit, units, goods, tax, discount, shipping, connect: beside.connect },
    ...(beside.credit > 0 && { credit: beside.credit }),
  }));
}

/** Units as a row names them. */
export function spanOf(row: {
  readonly line_id: string;
  readonly from_unit: number;
  readonly units: number;
}): UnitSpan {
  return { lineId: row.line_id, fromUnit: row.from_unit, units: row.units };
}
