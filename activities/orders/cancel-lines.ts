import { money } from '../../libs/domain/money/money';
import type { CancelLinesStep } from '../../libs/domain/payment/steps';
import type { LinesCanceled } from '../../libs/domain/payment/facts';
import { closeAttention } from '../../libs/postgres/orders/attention-store';
import { findCancellation, saveCancellation } from '../../libs/postgres/orders/cancellation-store';
import { recordOutcome } from '../../libs/postgres/orders/order-change';
import { byShop } from '../steps/change-source';
import type { StepContext } from '../steps/step-context';
import { recordCancellationDone } from './record-cancellation';

/** Writes down that units were given up while others stay open: no call, so intent and outcome are one transaction. */
export async function cancelOpenLines(context: StepContext, step: CancelLinesStep): Promise<LinesCanceled> {
  const { orderId, cancellation, spans, amount, currency } = step;
  const { cancellationId, contentHash } = cancellation;
  return recordOutcome(context.database, byShop(context, orderId, cancellation), async (change) => {
    const known = await findCancellation(change.transaction, orderId, cancellationId);
    if (known !== undefined) return { kind: 'lines_canceled', cancellation: known };
    await saveCancellation(change, cancellation, spans);
    await recordCancellationDone(change, cancellation, money(amount, currency));
    if (step.rest !== undefined) await closeAttention(change, 'hold_expiring', 'nothing is open any more');
    return { kind: 'lines_canceled', cancellation: { cancellationId, contentHash, released: amount } };
  });
}
