import type { AttentionCode } from '../../domain/payment/payment';
import type { Database } from '../database/database';
import { plannedForItsValues } from '../database/prepared-statements';
import { pageOf, readCursor, rowsOfPage, type Page, type AskedPage } from './page-cursor';

/** An alert of an order, open or closed. */
export interface ListedAttention {
  readonly orderId: string;
  readonly code: AttentionCode;
  readonly message: string;
  readonly since: string;
  /** Null while it is open, as who closed it and why. */
  readonly closedAt: string | null;
  readonly closedBy: string | null;
  readonly closeReason: string | null;
}

/** Which alerts are listed; absent: whichever. */
export interface AttentionFilter extends AskedPage {
  readonly orderId?: string | undefined;
  readonly code?: AttentionCode | undefined;
  readonly open?: boolean | undefined;
}

/** A page of the alerts of all orders, those opened last first. @throws InvalidCursor */
export async function listAttentions(database: Database, filter: AttentionFilter): Promise<Page<ListedAttention>> {
  const { orderId, code, open, cursor } = filter;
  let query = database.selectFrom('attentions').modifyFront(plannedForItsValues).selectAll();
  if (orderId !== undefined) query = query.where('order_id', '=', orderId);
  if (code !== undefined) query = query.where('code', '=', code);
  if (open !== undefined) query = query.where('closed_at', open ? 'is' : 'is not', null);
  if (cursor !== null) {
    const [since, id] = readCursor(cursor);
    query = query.where((eb) => eb(eb.refTuple('since', 'attention_id'), '<', eb.tuple(since, Number(id))));
  }
  const rows = await query.orderBy('since', 'desc').orderBy('attention_id', 'desc').limit(rowsOfPage(filter)).execute();
  return pageOf(
    rows,
    filter,
    ({ order_id: orderId, code: what, message, since, ...end }) => ({
      ...{ orderId, code: what, message, since },
      ...{ closedAt: end.closed_at, closedBy: end.closed_by, closeReason: end.close_reason },
    }),
    (row) => [row.since, row.attention_id.toString()],
  );
}
