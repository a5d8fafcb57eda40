import type { RefundStatus } from '../../domain/refunds/refund';
import type { Database } from '../database/database';
import { plannedForItsValues } from '../database/prepared-statements';
import type { RefundRecord } from '../records/order-record';
import { pageOf, readCursorWithin, rowsOfPage, type Page, type AskedPage } from './page-cursor';
import { assembleRefund, selectRefundRows } from './refund-reader';

/** Which refunds are listed; absent: whichever. */
export interface RefundFilter extends AskedPage {
  readonly orderId?: string | undefined;
  readonly status?: RefundStatus | undefined;
  readonly createdAfter?: string | undefined;
  readonly createdBefore?: string | undefined;
}

/** A page of the refunds of all orders, whatever their status, newest first. @throws InvalidCursor */
export async function listRefunds(database: Database, filter: RefundFilter): Promise<Page<RefundRecord>> {
  const { orderId, status, createdAfter, createdBefore, cursor } = filter;
  let query = selectRefundRows(database).modifyFront(plannedForItsValues);
  if (orderId !== undefined) query = query.where('refunds.order_id', '=', orderId);
  if (status !== undefined) query = query.where('refunds.status', '=', status);
  if (createdAfter !== undefined) query = query.where('refunds.created_at', '>=', createdAfter);
  if (createdBefore !== undefined) query = query.where('refunds.created_at', '<', createdBefore);
  if (cursor !== null) {
    const place = readCursorWithin(cursor);
    query = query.where((eb) =>
      eb(eb.refTuple('refunds.created_at', 'refunds.order_id', 'refund_id'), '<', eb.tuple(...place)),
    );
  }
  const rows = await query
    .orderBy('refunds.created_at', 'desc')
    .orderBy('refunds.order_id', 'desc')
    .orderBy('refund_id', 'desc')
    .limit(rowsOfPage(filter))
    .execute();
  return pageOf(rows, filter, assembleRefund, (row) => [row.created_at, row.order_id, row.refund_id]);
}
