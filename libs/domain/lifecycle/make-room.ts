import { mayIncrement, priceOfHold, spareAmount } from '../captures/decide-amount';
import { largestCharge } from '../money/charge-limits';
import { withExtra } from '../orders/amount-adjustment';
import { requesterOf, type Requester } from '../orders/requester';
import type { Decision } from '../payment/decision';
import type { LiveHold } from '../payment/hold';
import { statusOf, type Payment } from '../payment/payment';
import { closedRefusal, type Refusal } from '../payment/refusal';
import type { IncrementStep } from '../payment/steps';

/** What an open order grows by needs room in its hold (docs/decisions/0049). */

/** Why the hold is to be higher. */
export interface Growth extends Requester {
  readonly changeId: string;
  /** In words, for the line item at the provider. */
  readonly reason: string;
}

/** Minor units of the hold that came by increments and that no unit and no adjustment needs. */
export function roomOf(payment: Payment, hold: LiveHold): number {
  return Math.max(0, Math.min(hold.raised ?? 0, spareAmount(payment, hold)));
}

/** Decides to increment the hold by what is missing; undefined where that cannot be. */
export function decideIncrement(
  payment: Payment,
  hold: LiveHold,
  growth: Growth,
  missing: number,
): Decision | undefined {
  const { order, holdGeneration, captureInDoubt } = payment;
  const { orderId, currency } = order;
  if (captureInDoubt !== null) {
    const message = `a capture of order ${orderId} has an unknown outcome: repeat the shipment that it was for`;
    return refuse({ code: 'temporarily_unavailable', message });
  }
  const amountAfter = hold.amount + missing;
  if (!mayIncrement(payment, hold) || amountAfter > largestCharge(currency)) return undefined;
  const { changeId, reason } = growth;
  const described = priceOfHold(payment, hold);
  const step: IncrementStep = {
    orderId,
    currency,
    authorizationGeneration: holdGeneration,
    attempt: payment.raises + 1,
    paymentIntentId: hold.paymentIntentId,
    chargeId: hold.chargeId,
    shipmentId: changeId,
    purpose: 'lines',
    ...requesterOf(growth),
    reason,
    shipmentAtMost: roomOf(payment, hold),
    amountBefore: hold.amount,
    amountAfter,
    amountDetails: withExtra(described.amountDetails, { amount: amountAfter - described.amount, reason }),
    captureBefore: hold.captureBefore,
  };
  return { kind: 'do', step: { kind: 'raise', ...step } };
}

/** A change of what an order consists of, under the shop's own name. */
export interface NamedChange {
  readonly changeId: string;
  readonly contentHash: string;
}

/** The same change once more, or one that comes too early or too late; undefined when it can be made. */
export function whyNotNow(payment: Payment, { changeId, contentHash }: NamedChange): Decision | undefined {
  const { order, hold, lineChanges = [] } = payment;
  const known = lineChanges.find((change) => change.changeId === changeId);
  if (known !== undefined) {
    if (known.contentHash === contentHash) return { kind: 'repeat' };
    return refuse({
      code: 'line_change_conflict',
      message: `change ${changeId} was accepted before with other content`,
    });
  }
  switch (hold.state) {
    case 'captured':
    case 'released':
    case 'expired':
      return refuse(closedRefusal(order.orderId, statusOf(payment)));
    case 'none':
    case 'requires_payment_method':
    case 'requires_action':
    case 'processing':
    case 'renewal_due': {
      const message = `order ${order.orderId} cannot change now: its card is not authorized`;
      return refuse({ code: 'order_not_capturable', message, status: statusOf(payment) });
    }
    case 'held':
    case 'saved':
      return undefined;
  }
}

function refuse(refusal: Refusal): Decision {
  return { kind: 'refuse', refusal };
}
