import { isAnotherCard } from '../payment/given-card';
import { refusePaymentMethod } from '../charges/decide-card';
import { CHARGES_AT_MOST } from '../captures/how-units-ship';
import { isFree } from '../orders/free-order';
import type { ConfirmationCommand } from '../orders/inputs';
import type { Decision } from '../payment/decision';
import { isCapturedElsewhere } from '../payment/external-capture';
import type { CardSaved, LiveHold } from '../payment/hold';
import type { Payment } from '../payment/payment';
import { openWorth, RENEWALS_AT_MOST, renewalsSoFar } from '../payment/renewal';

/**
 * A payment method comes while another one serves. The same one again changes nothing; another one takes its place as
 * soon as it is good, and until then the old one serves (docs/decisions/0041).
 */

/** Another card for a live hold: what has not shipped is held on it, and then the old hold is released. */
export function decideAnotherHold(payment: Payment, hold: LiveHold, confirmation: ConfirmationCommand): Decision {
  if (hold.renewal !== 'refused' && !isAnotherCard(payment, confirmation)) return { kind: 'repeat' };
  const why = whyHoldStays(payment);
  if (why !== undefined) return refusePaymentMethod(payment, why);
  const { order, authorizationGeneration } = payment;
  const renewal = { card: null, price: openWorth(payment), lastCallAt: hold.releaseAt, takesOver: true } as const;
  const step = { order, generation: authorizationGeneration + 1, confirmation, renewal };
  return { kind: 'do', step: { kind: 'authorize', ...step } };
}

/** Why no other hold can take the place of the one that serves; undefined when one can. */
export function whyHoldStays(payment: Payment): string | undefined {
  if (payment.replacedHold !== null) return 'the hold before this one is being released: repeat the request';
  if (payment.captureInDoubt !== null) return 'a capture has an unknown outcome: repeat the shipment that it was for';
  if (payment.covered.length > 0) return 'shipments that have left are paid by the final capture of its hold';
  if (isCapturedElsewhere(payment)) return 'somebody captured of its hold at Stripe, and nobody knows for which units';
  if (openWorth(payment).amount === 0) return 'nothing is open that costs anything';
  if (renewalsSoFar(payment) < RENEWALS_AT_MOST) return undefined;
  return `its hold was replaced ${RENEWALS_AT_MOST.toString()} times, the most allowed`;
}

/** Another card instead of a saved one: the shipments from then on are charged to it. */
export function decideAnotherSavedCard(
  payment: Payment,
  { pending }: CardSaved,
  confirmation: ConfirmationCommand,
): Decision {
  if (pending !== null) {
    const { shipmentId } = pending.charge.shipment;
    return refusePaymentMethod(payment, `shipment ${shipmentId} is being paid with the saved card`);
  }
  if (isFree(payment.order) || !isAnotherCard(payment, confirmation)) return { kind: 'repeat' };
  const { order, authorizationGeneration, holdGeneration: replaces } = payment;
  if (authorizationGeneration >= CHARGES_AT_MOST) {
    return refusePaymentMethod(payment, `its cards were asked ${CHARGES_AT_MOST.toString()} times, the most allowed`);
  }
  const step = { order, generation: authorizationGeneration + 1, confirmation, replaces };
  return { kind: 'do', step: { kind: 'save_card', ...step } };
}

/** Whether a card is asked while another one serves. */
export function bringsAnotherCard(decision: Decision): boolean {
  if (decision.kind !== 'do') return false;
  const { step } = decision;
  if (step.kind === 'save_card') return step.replaces !== undefined;
  return step.kind === 'authorize' && step.renewal?.takesOver === true;
}
