import type { DeadlineChange } from '../orders/inputs';
import type { OrderPolicy } from '../orders/order';
import { withoutAttention } from '../payment/attention';
import type { Decision } from '../payment/decision';
import type { DeadlineChanged } from '../payment/facts';
import { statusOf, type Payment } from '../payment/payment';
import { closedRefusal } from '../payment/refusal';

/**
 * Decides whether an open order gets another deadline policy. When Holdfast then acts on a live hold is counted from
 * the moment of the change, so that it never acts at once.
 */
export function decideDeadlineChange(payment: Payment, change: DeadlineChange): Decision {
  const { order, hold, holdGeneration } = payment;
  if ('released' in hold) return { kind: 'refuse', refusal: closedRefusal(order.orderId, statusOf(payment)) };
  const { onDeadline = order.policy.onDeadline, marginSeconds = order.policy.marginSeconds } = change;
  const moves = marginSeconds !== order.policy.marginSeconds;
  if (!moves && onDeadline === order.policy.onDeadline) return { kind: 'repeat' };
  const message = whyNotPossible(payment, onDeadline);
  if (message !== undefined) return { kind: 'refuse', refusal: { code: 'invalid_field', message, path: 'onDeadline' } };
  const { orderId } = order;
  const step = { orderId, authorizationGeneration: holdGeneration, holds: hold.state === 'held', moves, change };
  return { kind: 'do', step: { kind: 'change_deadline', ...step, onDeadline, marginSeconds } };
}

/** What Holdfast will do must be possible when it promises it. */
function whyNotPossible({ order, hold }: Payment, onDeadline: OrderPolicy['onDeadline']): string | undefined {
  const { fulfilment } = order.policy;
  switch (onDeadline) {
    case 'release':
      return undefined;
    case 'capture_remaining':
    case 'reauthorize':
      break;
  }
  if (fulfilment !== 'shipments') {
    return `"${onDeadline}" has no effect with fulfilment "${fulfilment}", which places no hold that could expire`;
  }
  if (onDeadline !== 'reauthorize') return undefined;
  const keptCard = hold.state === 'held' ? (hold.card ?? null) !== null : order.payment.saveForLater;
  return keptCard ? undefined : 'cannot be "reauthorize": the card was not saved to be used again without the buyer';
}

/** The payment under the policy that counts from now on; what was warned of is warned of anew. */
export function deadlineChanged(payment: Payment, { onDeadline, marginSeconds, times }: DeadlineChanged): Payment {
  const { order, hold } = payment;
  const policy = { ...order.policy, onDeadline, marginSeconds };
  const changed = { ...payment, order: { ...order, policy } };
  if (times === null || hold.state !== 'held') return changed;
  return withoutAttention({ ...changed, hold: { ...hold, ...times }, warnedGeneration: 0 }, 'hold_expiring');
}
