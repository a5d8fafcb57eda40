import type { OrderLine, UnitRun } from '../../domain/orders/order';
import { shippingOfRuns } from '../../domain/payment/changed-lines';
import type { DoneLineChange } from '../../domain/payment/line-steps';
import type { Transaction } from '../database/database';
import type { LineChangesTable } from '../records/order-schema';
import type { OrderChange } from './order-change';
import { allocationRows, lineRows } from './order-store';

/** A change of an order's lines that was made; undefined when there is none of this name. */
export async function findLineChange(
  transaction: Transaction,
  orderId: string,
  changeId: string,
): Promise<DoneLineChange | undefined> {
  const row = await transaction
    .selectFrom('line_changes')
    .select(['content_hash', 'amount'])
    .where('order_id', '=', orderId)
    .where('change_id', '=', changeId)
    .executeTakeFirst();
  return row && { changeId, contentHash: row.content_hash, amount: row.amount };
}

/** Writes down that a change was made. Once: a second time breaks the table's key. */
export async function saveLineChange(
  { transaction, orderId, at }: OrderChange,
  change: DoneLineChange & Pick<LineChangesTable, 'kind'> & { readonly requestId: string },
): Promise<void> {
  const { changeId, contentHash, amount, kind, requestId } = change;
  await transaction
    .insertInto('line_changes')
    .values({
      ...{ order_id: orderId, change_id: changeId, content_hash: contentHash, kind, amount },
      ...{ request_id: requestId, created_at: at },
    })
    .execute();
}

/**
 * Puts lines behind those that the order has, with what their units are worth. Once for a change: `findLineChange`
 * says whether it was made.
 */
export async function insertLines(
  change: OrderChange,
  lines: readonly OrderLine[],
  allocation: readonly UnitRun[],
): Promise<void> {
  const { transaction, orderId } = change;
  const { last } = await transaction
    .selectFrom('order_lines')
    .select((eb) => eb.fn.max('position').as('last'))
    .where('order_id', '=', orderId)
    .executeTakeFirstOrThrow();
  const behind = lineRows({ orderId, lines }).map((row) => ({ ...row, position: row.position + last + 1 }));
  await transaction.insertInto('order_lines').values(behind).execute();
  await insertUnits(change, allocation);
}

/** New units behind those that their lines have. Once: a second time breaks the table's key. */
export async function insertUnits(
  { transaction, orderId }: OrderChange,
  allocation: readonly UnitRun[],
): Promise<void> {
  await transaction.insertInto('unit_allocations').values(allocationRows({ orderId, allocation })).execute();
}

/**
 * The lines have these units too, with their tax, discounts and shipping. Once for a change: repeated, it would add
 * them twice.
 */
export async function growLines({ transaction, orderId }: OrderChange, added: readonly UnitRun[]): Promise<void> {
  for (const { lineId, units, tax, discount } of added) {
    await transaction
      .updateTable('order_lines')
      .set((eb) => ({
        quantity: eb('quantity', '+', units),
        tax_amount: eb('tax_amount', '+', tax * units),
        discount_amount: eb('discount_amount', '+', discount * units),
      }))
      .where('order_id', '=', orderId)
      .where('line_id', '=', lineId)
      .execute();
  }
  await transaction
    .updateTable('orders')
    .set((eb) => ({ shipping_amount: eb('shipping_amount', '+', shippingOfRuns(added)) }))
    .where('order_id', '=', orderId)
    .execute();
}

/** The order is worth more from now on. Once for a change: repeated, it would add twice. */
export async function growOrder({ transaction, orderId, at }: OrderChange, amount: number): Promise<void> {
  await transaction
    .updateTable('orders')
    .set((eb) => ({ total: eb('total', '+', amount), updated_at: at }))
    .where('order_id', '=', orderId)
    .execute();
}

/** A line whose open units cost less, and what all of its units are worth then. */
export interface RewrittenLine {
  readonly lineId: string;
  readonly unitPrice: number;
  readonly taxLess: number;
  readonly runs: readonly UnitRun[];
}

/** Writes a line as it is from now on. Once for a change: repeated, it would take the tax off twice. */
export async function rewriteLine(
  { transaction, orderId }: OrderChange,
  { lineId, unitPrice, taxLess, runs }: RewrittenLine,
): Promise<void> {
  await transaction
    .updateTable('order_lines')
    .set((eb) => ({ unit_price: unitPrice, tax_amount: eb('tax_amount', '-', taxLess) }))
    .where('order_id', '=', orderId)
    .where('line_id', '=', lineId)
    .execute();
  await transaction
    .deleteFrom('unit_allocations')
    .where('order_id', '=', orderId)
    .where('line_id', '=', lineId)
    .execute();
  await transaction
    .insertInto('unit_allocations')
    .values(allocationRows({ orderId, allocation: runs }))
    .execute();
}
