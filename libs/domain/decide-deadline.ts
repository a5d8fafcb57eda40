import { AT_ONCE, awaitedUntil, isDue } from './deadline';
import { decideChargeDeadline } from './decide-charge';
import type { Decision } from './decision';
import { decideFinalCapture, owesFinalCapture, retryFinalCaptureAt } from './decide-final-capture';
import { releaseFor } from './decide-release';
import { warningDueAt, warningOf } from './decide-warning';
import type { CancelReason } from './order-status';
import type { LiveHold, Payment } from './payment';

/** The next instant at which the clock itself is an input; null when only commands and facts can move the order. */
export function deadlineOf(payment: Payment): string | null {
  const { hold, order } = payment;
  switch (hold.state) {
    case 'held':
      return deadlineOfHold(payment, hold);
    case 'none':
    case 'requires_payment_method':
    case 'requires_action':
    case 'processing':
      return awaitedUntil(order);
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
  const retryAt = retryFinalCaptureAt(payment, hold);
  if (retryAt !== null) return retryAt;
  return owesFinalCapture(payment) ? AT_ONCE : (warningDueAt(payment, hold) ?? hold.releaseAt);
}

/**
 * Decides what is done once the instant of `deadlineOf` has come.
 * @param now by the workflow's clock: what is due by then is not warned of any more; absent: the end of the hold
 */
export function decideDeadline(payment: Payment, now?: string): Decision {
  const { hold } = payment;
  if (hold.state === 'saved') return decideChargeDeadline(payment, hold);
  if (hold.state === 'held') {
    const at = now ?? hold.releaseAt;
    const warns = deadlineOf(payment) === warningDueAt(payment, hold) && !isDue(hold.releaseAt, at);
    if (warns) return { kind: 'do', step: { kind: 'warn', ...warningOf(payment, hold) } };
    const capture = decideFinalCapture(payment, hold, at);
    if (capture !== undefined) return { kind: 'do', step: { kind: 'capture', ...capture } };
  }
  return releaseFor(payment, { kind: 'deadline', reason: deadlineReason(payment) }) ?? { kind: 'ignore' };
}

function deadlineReason({ hold }: Payment): CancelReason {
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
