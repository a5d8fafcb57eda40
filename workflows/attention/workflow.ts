import type { AttentionClosed, AttentionClosing } from '../../libs/domain/payment/attention';
import { closeRecorded } from '../order-payment/solved-by-person';

/** Closes an alert of an order whose own workflow is over: whatever writes to an order does it through a workflow. */
export async function solveAttentionOfEnded(closing: AttentionClosing): Promise<AttentionClosed> {
  return closeRecorded(closing);
}
