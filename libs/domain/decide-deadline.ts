import { awaitedUntil } from './deadline';
import { decideChargeDeadline } from './decide-charge';
import type { Decision } from './decision';
import { releaseFor } from './decide-release';
import type { CancelReason } from './order-status';
import type { Payment } from './payment';

/** The next instant at which the clock itself is an input; null when only commands and facts can move the order. */
export function deadlineOf({ hold, order }: Payment): string | null {
  switch (hold.state) {
    case 'held':
      return hold.releaseAt;
    case 'none':
    case 'requires_payment_method':
    case 'requires_action':
    case 'processing':
      return awaitedUntil(order.acceptedAt, order.policy.authenticationSeconds);
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

/** An instant that has always come. */
const AT_ONCE = new Date(0).toISOString();

/** Decides what is done once the instant of `deadlineOf` has come. */
export function decideDeadline(payment: Payment): Decision {
  if (payment.hold.state === 'saved') return decideChargeDeadline(payment, payment.hold);
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
