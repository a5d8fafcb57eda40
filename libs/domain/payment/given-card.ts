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
  const isTaken = fact.kind === 'hold_placed' || fact.kind === 'hold_awaited' || fact.kind === 'card_saved';
  // What an earlier request came to was not done with this card.
  if (!isTaken || fact.authorizationGeneration !== undefined) return payment;
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
