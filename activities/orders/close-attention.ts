import type { AttentionClosed, AttentionClosing } from '../../libs/domain/payment/attention';
import { closeAttention } from '../../libs/postgres/orders/attention-store';
import { recordOutcome } from '../../libs/postgres/orders/order-change';
import { byShop } from '../steps/change-source';
import type { StepContext } from '../steps/step-context';

/** Writes down that a person has solved what an alert is about. May be repeated: the first to close it counts. */
export async function closeByPerson(context: StepContext, closing: AttentionClosing): Promise<AttentionClosed> {
  const { orderId, code, by, reason } = closing;
  return recordOutcome(context.database, byShop(context, orderId, closing), async (change) => {
    const closed = await closeAttention(change, code, reason, by);
    return { kind: closed === 'closed' ? 'attention_closed' : 'attention_not_open' };
  });
}
