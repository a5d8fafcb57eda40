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
  switch (step.kind) {
    case 'confirm':
    case 'confirm_card':
      return { ...payment, givenCard: step.confirmation.paymentMethod };
    case 'authorize':
    case 'save_card': {
      const { givenCard: _, ...rest } = payment;
      return step.confirmation === undefined ? rest : { ...rest, givenCard: step.confirmation.paymentMethod };
    }
    default:
      return payment;
  }
}

/** Whether the provider answered to what the step asked for: an earlier request may have come to something. */
function isOfStep(step: Step, fact: Fact): boolean {
  switch (fact.kind) {
    case 'hold_placed':
    case 'hold_awaited':
    case 'card_saved':
    case 'order_paid': {
      const { authorizationGeneration: generation } = fact;
      return generation === undefined || generation === generationOf(step);
    }
    case 'hold_ended':
      return true;
    default:
      return false;
  }
}

function generationOf(step: Step): number | undefined {
  if (step.kind === 'authorize' || step.kind === 'save_card') return step.generation;
  return 'authorizationGeneration' in step ? step.authorizationGeneration : undefined;
}
