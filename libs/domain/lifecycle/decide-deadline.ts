import { AT_ONCE, isDue } from '../orders/deadline';
import { decideChargeDeadline } from '../charges/decide-charge';
import type { Decision } from '../payment/decision';
import { decideFinalCapture, owesFinalCapture, retryFinalCaptureAt } from '../captures/decide-final-capture';
import { isHoldUnwanted, giveBackUnwanted, releaseFor } from '../holds/decide-release';
import { decideRenewal } from '../holds/decide-renewal';
import { warningDueAt, warningOf } from '../holds/decide-warning';
import type { CancelReason } from '../orders/order-status';
import { abandonedAt, type Payment } from '../payment/payment';
import type { LiveHold } from '../payment/hold';

/** The next instant at which the clock itself is an input; null when only commands and facts can move the order. */
export function deadlineOf(payment: Payment): string | null {
  const { hold, replacedHold } = payment;
  if (replacedHold === null) return deadlineOfNewest(payment);
  if (hold.state !== 'held') return replacedHold.releaseAt;
  return replacedHold.releaseAt < hold.releaseAt ? replacedHold.releaseAt : hold.releaseAt;
}

function deadlineOfNewest(payment: Payment): string | null {
  const { hold } = payment;
  switch (hold.state) {
    case 'held':
      return deadlineOfHold(payment, hold);
    case 'none':
    case 'requires_payment_method':
    case 'requires_action':
    case 'processing':
      return abandonedAt(payment);
    case 'saved':
      return hold.pending?.until ?? null;
    case 'captured':
    case 'released':
    case 'expired':
      return null;
    case 'renewal_due':
      return AT_ONCE;
  }
}

/** One instant at a time: what is owed, then the warning, then the end of the hold. */
function deadlineOfHold(payment: Payment, hold: LiveHold): string {
  if (isHoldUnwanted(payment)) return AT_ONCE;
  const retryAt = retryFinalCaptureAt(payment, hold);
  if (retryAt !== null) return retryAt;
  return owesFinalCapture(payment) ? AT_ONCE : (warningDueAt(payment, hold) ?? hold.releaseAt);
}

/**
 * Decides what is done once the instant of `deadlineOf` has come.
 * @param now by the workflow's clock: what is due by then is not warned of any more; absent: the end of the hold
 */
export function decideDeadline(payment: Payment, now?: string): Decision {
  const { hold, replacedHold } = payment;
  if (hold.state === 'saved') return decideChargeDeadline(payment, hold);
  const unwanted = giveBackUnwanted(payment);
  if (unwanted !== undefined) return unwanted;
  if (hold.state === 'held' && replacedHold === null) {
    const at = now ?? hold.releaseAt;
    const warns = deadlineOf(payment) === warningDueAt(payment, hold) && !isDue(hold.releaseAt, at);
    if (warns) return { kind: 'do', step: { kind: 'warn', ...warningOf(payment, hold) } };
    const capture = decideFinalCapture(payment, hold, at);
    if (capture !== undefined) return { kind: 'do', step: { kind: 'capture', ...capture } };
  }
  const release = (): Decision | undefined =>
    releaseFor(payment, { kind: 'deadline', reason: deadlineReason(payment) });
  return decideRenewal(payment) ?? release() ?? { kind: 'ignore' };
}

function deadlineReason({ hold, earlierHolds }: Payment): CancelReason {
  // The buyer did pay once: it is the hold that has run out.
  if (earlierHolds.length > 0) return 'deadline';
  switch (hold.state) {
    case 'requires_action':
      return 'authentication_timeout';
    case 'none':
    case 'requires_payment_method':
    case 'processing':
      return 'abandoned';
    case 'held':
    case 'renewal_due':
    case 'saved':
    case 'captured':
    case 'released':
    case 'expired':
      return 'deadline';
  }
}
