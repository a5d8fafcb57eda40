import type { Decision } from '../payment/decision';
import { releaseFor } from './decide-release';
import { lastCallOf } from '../orders/deadline';
import { capturedOfGeneration, type Payment } from '../payment/payment';
import type { LiveHold, RenewalDue, ReplacedHold } from '../payment/hold';
import { nextHold, openWorth, whyNotRenewable, type Renewal } from '../payment/renewal';
import type { ReleaseStep } from '../payment/steps';

/**
 * Decides what is due about the order's holds beyond giving the last one back (docs/decisions/0015): what has not
 * shipped is held anew, and what a new hold replaced is given back. One step at a time, so that each is recorded before
 * the next.
 * @returns undefined when there is nothing to hold anew
 */
export function decideRenewal(payment: Payment): Decision | undefined {
  const { hold, replacedHold, order } = payment;
  if (replacedHold !== null) return releaseReplaced(payment, replacedHold);
  if (hold.state === 'renewal_due') return placeNext(payment, hold);
  if (hold.state !== 'held') return undefined;
  switch (order.policy.onDeadline) {
    case 'release':
    case 'capture_remaining':
      return undefined;
    case 'reauthorize':
      return renewLive(payment, hold);
  }
}

function renewLive(payment: Payment, hold: LiveHold): Decision | undefined {
  const price = openWorth(payment);
  if (hold.renewal === 'refused' || price.amount === 0) return undefined;
  const notRenewed = whyNotRenewable(payment, hold);
  const next = nextHold(payment, hold);
  if (next === undefined) {
    return releaseFor(payment, { kind: 'deadline', reason: 'deadline', ...(notRenewed && { notRenewed }) });
  }
  switch (payment.order.policy.reauthorization ?? 'before_release') {
    case 'before_release': {
      const lastCallAt = lastCallOf(hold.releaseAt, hold.captureBefore);
      const renewal = { card: next.card, price, lastCallAt };
      return authorizeAnew(payment, next.generation, renewal);
    }
    case 'after_release': {
      const release = releaseFor(payment, { kind: 'renewed', reason: 'deadline' });
      if (release?.kind !== 'do' || release.step.kind !== 'release') return release;
      return { kind: 'do', step: { ...release.step, next } };
    }
  }
}

/** The saved card is asked for what has not shipped; what was given up since the last hold ended is not held again. */
function placeNext(payment: Payment, { card, generation }: RenewalDue): Decision | undefined {
  const price = openWorth(payment);
  if (price.amount === 0) return undefined;
  return authorizeAnew(payment, generation, { card, price, lastCallAt: null });
}

function authorizeAnew({ order }: Payment, generation: number, renewal: Renewal): Decision {
  return { kind: 'do', step: { kind: 'authorize', order, generation, renewal } };
}

/** The new hold lives: from here on the old one only binds the buyer's money. */
function releaseReplaced(payment: Payment, { generation, paymentIntentId, amount }: ReplacedHold): Decision {
  const { orderId, currency } = payment.order;
  const captured = capturedOfGeneration(payment, generation);
  const step: ReleaseStep = {
    orderId,
    currency,
    authorizationGeneration: generation,
    paymentIntentId,
    how: captured > 0 ? 'zero_final_capture' : 'cancel',
    amount: amount - captured,
    cause: { kind: 'replaced', reason: 'deadline' },
  };
  return { kind: 'do', step: { kind: 'release', ...step } };
}
