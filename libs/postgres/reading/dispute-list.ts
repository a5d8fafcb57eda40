import type { DisputeStatus } from '../../domain/disputes/dispute';
import type { Database } from '../database/database';
import { plannedForItsValues } from '../database/prepared-statements';
import { assembleDispute, selectDisputeRows } from '../disputes/dispute-reader';
import type { DisputeRecord } from '../records/dispute-record';
import { pageOf, readCursor, rowsOfPage, type Page, type AskedPage } from './page-cursor';

/** Which disputes are listed; absent: whichever. */
export interface DisputeFilter extends AskedPage {
  readonly orderId?: string | undefined;
  readonly status?: DisputeStatus | undefined;
  /** Whether the bank still decides. */
  readonly open?: boolean | undefined;
  readonly evidenceDueBefore?: string | undefined;
}

/** A page of the disputes of all orders, those opened last first. @throws InvalidCursor */
export async function listAllDisputes(database: Database, filter: DisputeFilter): Promise<Page<DisputeRecord>> {
  const { orderId, status, open, evidenceDueBefore, cursor } = filter;
  let query = selectDisputeRows(database).modifyFront(plannedForItsValues);
  if (orderId !== undefined) query = query.where('order_id', '=', orderId);
  if (status !== undefined) query = query.where('status', '=', status);
  if (open !== undefined) query = query.where('ended_at', open ? 'is' : 'is not', null);
  if (evidenceDueBefore !== undefined) query = query.where('evidence_due_by', '<', evidenceDueBefore);
  if (cursor !== null) {
    const place = readCursor(cursor);
    query = query.where((eb) => eb(eb.refTuple('disputed_at', 'dispute_id'), '<', eb.tuple(...place)));
  }
  const rows = await query
    .orderBy('disputed_at', 'desc')
    .orderBy('dispute_id', 'desc')
    .limit(rowsOfPage(filter))
    .execute();
  return pageOf(rows, filter, assembleDispute, (row) => [row.disputed_at, row.dispute_id]);
}
