import type { AttentionCode } from '../domain/payment';
import { fitting } from './fitting-text';
import type { OrderChange } from './order-change';
import { appendTimeline } from './timeline-store';

/** Tells the person that it is over; changes nothing where no call of the kind is open. */
export async function closeAttention(change: OrderChange, code: AttentionCode, why: string): Promise<void> {
  const { transaction, orderId, at } = change;
  const { numUpdatedRows } = await transaction
    .updateTable('attentions')
    .set({ closed_at: at, closed_by: 'holdfast', close_reason: fitting(why, 2000) })
    .where('order_id', '=', orderId)
    .where('code', '=', code)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return;
  await appendTimeline(change, { kind: 'attention_closed', amount: null, about: {}, message: `${code}: ${why}` });
}

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
