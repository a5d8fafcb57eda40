import type { ConfirmationCommand } from '../orders/inputs';
import type { Fact } from './facts';
import type { Payment } from './payment';
import type { Step } from './steps';

/** Whether a request brings another payment method than the one that serves, by the name that it was given with. */
export function isAnotherCard({ givenCard, order }: Payment, { paymentMethod }: ConfirmationCommand): boolean {
  return paymentMethod !== (givenCard ?? order.payment.paymentMethod);
}

/** The payment with the name of the payment method that the provider took, if the step brought one. */
export function withGivenCard(payment: Payment, step: Step, fact: Fact): Payment {
  if (!isOfStep(step, fact)) return payment;
  if (step.kind === 'confirm' || step.kind === 'confirm_card') return given(payment, step.confirmation);
  if (step.kind !== 'authorize' && step.kind !== 'save_card') return payment;
  if (step.confirmation !== undefined) return given(payment, step.confirmation);
  const { givenCard, ...rest } = payment;
  return givenCard === undefined ? payment : rest;
}

function given(payment: Payment, { paymentMethod }: ConfirmationCommand): Payment {
  return { ...payment, givenCard: paymentMethod };
}

/**
 * Whether the provider answered to what the step asked for: an earlier request may have come to something after all.
 */
function isOfStep(step: Step, fact: Fact): boolean {
  if (fact.kind === 'hold_ended') return true;
  const isTaken = fact.kind === 'hold_placed' || fact.kind === 'hold_awaited' || fact.kind === 'card_saved';
  if (!isTaken && fact.kind !== 'order_paid') return false;
  const { authorizationGeneration: generation } = fact;
  return generation === undefined || generation === generationOf(step);
}

function generationOf(step: Step): number | undefined {
  if (step.kind === 'authorize' || step.kind === 'save_card') return step.generation;
  return 'authorizationGeneration' in step ? step.authorizationGeneration : undefined;
}
