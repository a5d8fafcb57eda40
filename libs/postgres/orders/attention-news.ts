import { addSeconds } from '../../domain/orders/deadline';
import type { Database } from '../database/database';

/** Which workflows are to be told of their order's alerts: a trigger notes each order of which one changes. */

/** An order of which alerts were opened or closed since its workflow was last told. */
export interface AttentionNews {
  readonly orderId: string;
  /** Of the latest of them: another one when another comes. */
  readonly change: number;
}

/** Longer than it takes to tell a workflow. What nobody told until then is anybody's again. */
const CLAIM_SECONDS = 30;

/**
 * Takes orders whose workflows are to be told, longest waiting first. Nobody else takes them for a while. Repeated,
 * it takes the next ones.
 */
export async function claimAttentionNews(database: Database, atMost: number, at: string): Promise<AttentionNews[]> {
  const rows = await database
    .updateTable('attention_news')
    .set({ next_attempt_at: addSeconds(at, CLAIM_SECONDS) })
    .where('order_id', 'in', (eb) =>
      eb
        .selectFrom('attention_news')
        .select('order_id')
        .where('next_attempt_at', '<=', at)
        .orderBy('next_attempt_at')
        .limit(atMost)
        .forUpdate()
        .skipLocked(),
    )
    .returning(['order_id', 'change'])
    .execute();
  return rows.map(({ order_id: orderId, change }) => ({ orderId, change }));
}

/** The workflow was told; what has changed meanwhile is still to be told. May be repeated. */
export async function forgetAttentionNews(database: Database, { orderId, change }: AttentionNews): Promise<void> {
  await database.deleteFrom('attention_news').where('order_id', '=', orderId).where('change', '=', change).execute();
}
