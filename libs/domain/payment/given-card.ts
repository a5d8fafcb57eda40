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
  if (step.kind === 'confirm' || step.kind === 'confirm_card') {
    return { ...payment, givenCard: step.confirmation.paymentMethod };
  }
  if (step.kind !== 'authorize' && step.kind !== 'save_card') return payment;
  if (step.confirmation !== undefined) return { ...payment, givenCard: step.confirmation.paymentMethod };
  const own = { ...payment };
  delete own.givenCard;
  return own;
}

/** Whether the provider answered to what the step asked for: an earlier request may have come to something. */
function isOfStep(step: Step, fact: Fact): boolean {
  if (fact.kind === 'hold_ended') return true;
  if (!brings(fact)) return false;
  const { authorizationGeneration: generation } = fact;
  return generation === undefined || generation === generationOf(step);
}

type BringsCard = Extract<Fact, { kind: 'hold_placed' | 'hold_awaited' | 'card_saved' | 'order_paid' }>;

function brings(fact: Fact): fact is BringsCard {
  const { kind } = fact;
  return kind === 'hold_placed' || kind === 'hold_awaited' || kind === 'card_saved' || kind === 'order_paid';
}

function generationOf(step: Step): number | undefined {
  if (step.kind === 'authorize' || step.kind === 'save_card') return step.generation;
  return 'authorizationGeneration' in step ? step.authorizationGeneration : undefined;
}
