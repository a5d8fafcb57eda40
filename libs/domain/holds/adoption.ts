import { formatMoney, reportedMoney } from '../money/money';
import type { AcceptedOrder } from '../orders/order';
import type { FieldProblem } from '../orders/order-acceptance';
import type { AdoptablePayment } from '../provider/adoption-gateway';

/**
 * Whether an order can have a payment that the shop made itself (docs/decisions/0045). What does not fit is told with
 * both sides of it, and nothing is written down.
 * @param payment undefined: the provider knows none of this id
 * @returns undefined when it can
 */
export function whyNotAdoptable(
  order: Pick<AcceptedOrder, 'orderId' | 'currency' | 'total'>,
  payment: AdoptablePayment | undefined,
): FieldProblem | undefined {
  const message = payment === undefined ? UNKNOWN : reasonOf(order, payment);
  return message === undefined ? undefined : { path: 'payment.paymentIntent', message };
}

const UNKNOWN = 'is unknown: it belongs to another account, mode or provider';

function reasonOf(
  { orderId, currency, total }: Pick<AcceptedOrder, 'orderId' | 'currency' | 'total'>,
  { hold, capturedBy, currency: theirs, isCard, owner }: AdoptablePayment,
): string | undefined {
  if (owner.kind === 'another_deployment') return 'belongs to another Holdfast on this account';
  if (owner.kind === 'order' && owner.orderId !== orderId) return `belongs to order ${owner.orderId ?? 'unknown'}`;
  if (capturedBy === 'provider')
    return 'has capture_method automatic: only a payment with manual capture can be adopted';
  if (!isCard) return 'is no card payment';
  if (theirs !== currency) return `is in ${theirs}, and the order in ${currency}`;
  if (hold.amount < total) {
    const held = formatMoney(reportedMoney(hold.amount, currency));
    return `is for ${held}, and the order's total is ${formatMoney({ amount: total, currency })}`;
  }
  return whyOver(hold.status);
}

function whyOver(status: AdoptablePayment['hold']['status']): string | undefined {
  switch (status) {
    case 'canceled':
      return 'is canceled';
    case 'succeeded':
      return 'is captured to its end: nothing of it can be captured any more';
    case 'unknown':
      return 'is in a state that Holdfast does not know';
    case 'requires_payment_method':
    case 'requires_confirmation':
    case 'requires_action':
    case 'processing':
    case 'requires_capture':
      return undefined;
  }
}
