import { AT_ONCE } from './deadline';
import type { Decision } from './decision';
import { releaseFor } from './decide-release';
import { decideRenewal } from './decide-renewal';
import { givenUpAt } from './given-up-at';
import type { CancelReason } from './order-status';
import type { Payment } from './payment';

/** The next instant at which the clock itself is an input; null when only commands and facts can move the order. */
export function deadlineOf(payment: Payment): string | null {
  const { hold, replacedHold } = payment;
  if (replacedHold === null) return deadlineOfHold(payment);
  if (hold.state !== 'held') return replacedHold.releaseAt;
  return replacedHold.releaseAt < hold.releaseAt ? replacedHold.releaseAt : hold.releaseAt;
}

function deadlineOfHold(payment: Payment): string | null {
  const { hold } = payment;
  switch (hold.state) {
    case 'held':
      return hold.releaseAt;
    case 'none':
    case 'requires_payment_method':
    case 'requires_action':
    case 'processing':
      return givenUpAt(payment);
    case 'saved':
    case 'captured':
    case 'released':
    case 'expired':
      return null;
    case 'renewal_due':
      return AT_ONCE;
  }
}

/** Decides what is done once the instant of `deadlineOf` has come. */
export function decideDeadline(payment: Payment): Decision {
  const give = (): Decision | undefined => releaseFor(payment, { kind: 'deadline', reason: deadlineReason(payment) });
  return decideRenewal(payment) ?? give() ?? { kind: 'ignore' };
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
