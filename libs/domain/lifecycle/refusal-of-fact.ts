import { freeAmount } from '../captures/capture-step';
import { formatMoney } from '../money/money';
import type { Decision } from '../payment/decision';
import type { CaptureRefused, ConfirmRefused, Fact, IncrementRefused } from '../payment/facts';
import { statusOf, type Payment } from '../payment/payment';
import type { Refusal } from '../payment/refusal';
import { whyRefused, type PaymentError } from '../provider/payment-intent-reading';

/** What a step found out, as a refusal of the command that it was for. */

/** Why the command that a step was for is not carried out; undefined when it is. */
export function refusalOf(payment: Payment, decision: Decision, fact: Fact | undefined): Refusal | undefined {
  if (decision.kind === 'refuse') return decision.refusal;
  if (fact?.kind === 'capture_refused') return refusalOfCapture(payment, decision, fact);
  if (fact?.kind === 'raise_refused') return refusalOfIncrement(payment, decision, fact);
  if (fact?.kind === 'confirm_refused') return refusalOfConfirm(payment, fact);
  if (fact?.kind === 'reopening_refused') return fact.refusal;
  if (fact?.kind === 'renewal_refused') return declined(fact.error);
  if (fact?.kind === 'step_failed') return { code: 'temporarily_unavailable', message: fact.message };
  return undefined;
}

function refusalOfConfirm({ order }: Payment, { reason, error }: ConfirmRefused): Refusal {
  switch (reason) {
    case 'payment_method_refused':
      return declined(error);
    case 'key_spent':
      return keepsFailing(order.orderId, error);
  }
}

/** The shipment may still ship for what its units are worth. */
function refusalOfIncrement(payment: Payment, decision: Decision, { reason, error }: IncrementRefused): Refusal {
  const { orderId, currency } = payment.order;
  const raise = decision.kind === 'do' && decision.step.kind === 'raise' ? decision.step : undefined;
  switch (reason) {
    case 'declined':
    case 'not_possible': {
      const maximumAmount = raise?.shipmentAtMost ?? 0;
      const why = error.declineCode ?? error.code;
      const most = formatMoney({ amount: maximumAmount, currency });
      if (raise?.purpose === 'lines') {
        const no = `the hold cannot be incremented (${why}), and has room for ${most}: place an order for the lines`;
        return { code: 'amount_exceeds_hold', message: no, maximumAmount };
      }
      const message = `the hold cannot be incremented (${why}); at most ${most} can be captured for the shipment`;
      return { code: 'amount_exceeds_hold', message, maximumAmount };
    }
    case 'hold_gone':
      return { code: 'hold_lost', message: `the hold of order ${orderId} is gone: ${error.message}` };
    case 'key_spent':
      return keepsFailing(orderId, error);
  }
}

function keepsFailing(orderId: string, error: PaymentError): Refusal {
  return {
    code: 'temporarily_unavailable',
    message: `the payment provider keeps failing on order ${orderId}: ${error.message}`,
  };
}

/**
 * The network dropped the hold, and the order's policy is to hold what is open anew: the same request may then succeed.
 */
function heldAnew(orderId: string): Refusal {
  const message = `the hold of order ${orderId} is gone, and its card is being re-authorized: repeat the request`;
  return { code: 'temporarily_unavailable', message };
}

function refusalOfCapture(
  payment: Payment,
  decision: Decision,
  { reason, error, shipmentId }: CaptureRefused,
): Refusal {
  const { orderId } = payment.order;
  switch (reason) {
    case 'hold_gone':
      if (payment.hold.state === 'renewal_due') return heldAnew(orderId);
      return { code: 'hold_lost', message: `the hold of order ${orderId} is gone: ${error.message}` };
    case 'amount_too_large':
      return { code: 'amount_exceeds_hold', message: error.message, maximumAmount: freeAmount(payment) };
    case 'amount_too_small':
      return tooSmall(decision);
    case 'declined':
      return {
        code: 'order_not_capturable',
        message: `shipment ${shipmentId} was not paid (${whyRefused(error)}): ${error.message}`,
        status: statusOf(payment),
      };
    case 'key_spent':
      return keepsFailing(orderId, error);
  }
}

function tooSmall(decision: Decision): Refusal {
  const step = decision.kind === 'do' ? decision.step : undefined;
  const isAmount = step !== undefined && 'shipment' in step && step.shipment.amount !== undefined;
  const least = 'less than the smallest amount that can be captured';
  return isAmount
    ? { code: 'amount_too_small', message: `is ${least}`, path: 'amount' }
    : { code: 'amount_too_small', message: `are worth ${least}: ship more units with them`, path: 'lines' };
}

/** The buyer's payment method was not taken. */
export function declined(error: PaymentError | null): Refusal {
  const message = error?.message ?? 'The payment could not be completed.';
  return { code: 'payment_declined', message, declineCode: error?.declineCode ?? null };
}
