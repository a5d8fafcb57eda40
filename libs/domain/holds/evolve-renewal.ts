import { AT_ONCE } from '../orders/deadline';
import { chargedAfter, following } from './following-hold';
import { capturedOfGeneration, type Payment } from '../payment/payment';
import type { EndedHold, LiveHold } from '../payment/hold';
import { setupByHold } from '../orders/saved-card';
import type { NextHold } from '../payment/renewal';
import type { Step } from '../payment/steps';
import type { HoldEnded, RenewalRefused } from '../payment/facts';

/** How holds follow each other (docs/decisions/0015): the parts of `evolve` that know of more than one. */

/** The hold before the one that was just placed: still alive and to be given back, or over and bound again. */
export function withPredecessor(before: Payment, { amount }: LiveHold): Payment {
  const { hold, holdGeneration, earlierHolds } = before;
  if (hold.state === 'held') {
    return { ...before, replacedHold: { ...hold, generation: holdGeneration, releaseAt: AT_ONCE } };
  }
  const last = earlierHolds.at(-1);
  if (last === undefined) return before;
  return { ...before, earlierHolds: [...earlierHolds.slice(0, -1), { ...last, boundAgain: amount }] };
}

/** The hold that a step ended is followed by another one, if one is to; undefined when none is. */
export function afterFollowing(payment: Payment, step: Step, ended: EndedHold | null): Payment | undefined {
  if (ended === null) return undefined;
  const charges = chargedAfter(step, ended);
  if (charges !== undefined) return chargedInstead(payment, charges, ended);
  const next = following(step, ended);
  if (next === undefined) return undefined;
  const { generation, card } = next;
  return {
    ...payment,
    hold: { state: 'renewal_due', generation, card },
    earlierHolds: [...payment.earlierHolds, ended],
  };
}

/**
 * From here on the order is one whose shipments are charged to a saved card, in everything that is decided
 * (docs/decisions/0073).
 */
function chargedInstead(payment: Payment, { generation, amount, card }: NextHold, ended: EndedHold): Payment {
  const { order, earlierHolds } = payment;
  return {
    ...payment,
    order: {
      ...order,
      policy: { ...order.policy, fulfilment: 'charge_on_ship' },
      payment: { ...order.payment, customer: order.payment.customer ?? card.customer },
    },
    hold: { state: 'saved', setupIntentId: setupByHold(order.orderId), card, pending: null },
    holdGeneration: generation,
    authorizationGeneration: generation,
    confirms: 0,
    raises: 0,
    earlierHolds: [...earlierHolds, { ...ended, boundAgain: amount }],
  };
}

/** Whether the step gave back a hold that another one had replaced. */
export function endsReplaced({ replacedHold }: Payment, step: Step): boolean {
  return step.kind === 'release' && replacedHold?.generation === step.authorizationGeneration;
}

/** The hold that another one had replaced is over: what of it the new one binds again did not go back. */
export function replacedEnded(payment: Payment, { hold: ended }: Pick<HoldEnded, 'hold'>): Payment {
  const boundAgain = boundByFollowing(payment) ?? ended.released + ended.lost;
  return { ...payment, replacedHold: null, earlierHolds: [...payment.earlierHolds, { ...ended, boundAgain }] };
}

/** What the hold that follows has bound, also where it is over before the old one; undefined while none is placed. */
function boundByFollowing(payment: Payment): number | undefined {
  const { hold, holdGeneration } = payment;
  if (hold.state === 'held') return hold.amount - (hold.raised ?? 0) - (hold.added ?? 0);
  return 'released' in hold ? capturedOfGeneration(payment, holdGeneration) + hold.released + hold.lost : undefined;
}

/** The old hold lives on until its last call; it is not tried to be renewed again. */
export function renewalRefused(payment: Payment, { releaseAt }: Pick<RenewalRefused, 'releaseAt'>): Payment {
  const { hold } = payment;
  if (hold.state !== 'held') return payment;
  return { ...payment, hold: { ...hold, releaseAt, renewal: 'refused' } };
}

/** A step failed by our own mistake: whatever it was to bring about must not stay due for ever. */
export function stepExhausted(payment: Payment, step: Step): Payment {
  if (step.kind === 'authorize' && step.renewal !== undefined) {
    return step.renewal.takesOver ? payment : renewalFailed(payment, step.renewal.lastCallAt);
  }
  return endsReplaced(payment, step) ? replacedFailed(payment) : payment;
}

function renewalFailed(payment: Payment, lastCallAt: string | null): Payment {
  if (lastCallAt !== null) return renewalRefused(payment, { releaseAt: lastCallAt });
  const nothing = { paymentIntentId: null, clientSecret: null, nextAction: null, lastError: null };
  return { ...payment, hold: { state: 'requires_payment_method', ...nothing } };
}

/** Tried once more when the network drops it anyway; after that it is gone, whatever we did. */
function replacedFailed(payment: Payment): Payment {
  const { replacedHold } = payment;
  if (replacedHold === null) return payment;
  const { paymentIntentId, chargeId, captureBefore, releaseAt, amount, generation } = replacedHold;
  if (releaseAt !== captureBefore) return { ...payment, replacedHold: { ...replacedHold, releaseAt: captureBefore } };
  const lost = amount - capturedOfGeneration(payment, generation);
  return replacedEnded(payment, { hold: { state: 'expired', paymentIntentId, chargeId, released: 0, lost } });
}
