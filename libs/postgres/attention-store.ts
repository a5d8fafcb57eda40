import type { AttentionCode } from '../domain/payment';
import { fitting } from './fitting-text';
import type { OrderChange } from './order-change';
import { appendTimeline } from './timeline-store';

/** Calls for a person. At most one call of a kind is open for an order: a second one changes nothing. */
export async function raiseAttention(change: OrderChange, code: AttentionCode, message: string): Promise<void> {
  const { transaction, orderId, at } = change;
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('attentions')
    .values({ order_id: orderId, code, message: fitting(message, 2000), since: at })
    .onConflict((conflict) => conflict.columns(['order_id', 'code']).where('closed_at', 'is', null).doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows !== 1n) return;
  await appendTimeline(change, { kind: 'attention_raised', amount: null, about: {}, message: `${code}: ${message}` });
}
