import { invalidRequest, refusal } from '../error';
import { emit } from '../events/emit';
import type { Context } from '../request';
import { declineError } from './decline';
import type { Decline } from './decline';
import { renderPaymentMethod } from './payment-method';
import type { PaymentMethod } from './payment-method';
import { testCard } from './test-cards';
import type { TestCard } from './test-cards';
import { usePaymentMethod } from './use-payment-method';
import type { MethodToUse, Named } from './use-payment-method';

/**
 * A method that may become a customer's. The bank is asked: cards that decline cannot be attached, except the one made
 * for that (documented).
 */
export function prepareToAttach(context: Context, id: string, named: Named): MethodToUse {
  const method = usePaymentMethod(context, id, named);
  const { stored } = method;
  if (stored !== null && stored.customer !== null) {
    throw refusal('The payment method you provided has already been attached to a customer.');
  }
  if (stored?.spent === true) {
    throw refusal(
      'This PaymentMethod was previously used without being attached to a Customer or was detached from a Customer, ' +
        'and may not be used again.',
    );
  }
  const reason = attachDecline(stored?.card ?? testCard(id));
  if (reason !== null) {
    throw declineError(reason, stored === null ? {} : { payment_method: renderPaymentMethod(stored) });
  }
  return method;
}

/** The bank's objection to keeping this card, if any. */
export function attachDecline(card: TestCard | undefined): Decline | null {
  return card?.behaviour.kind === 'declines' && !card.behaviour.attaches ? card.behaviour.decline : null;
}

export function attachTo(context: Context, method: PaymentMethod, customer: string): void {
  method.customer = customer;
  emit(context, 'payment_method.attached', method.id, renderPaymentMethod(method));
}

/** Detached methods cannot come back (documented). */
export function detach(context: Context, method: PaymentMethod): void {
  const before = method.customer;
  if (before === null) {
    throw invalidRequest('The payment method you provided is not attached to a customer so detachment is impossible.');
  }
  method.customer = null;
  method.spent = true;
  emit(context, 'payment_method.detached', method.id, renderPaymentMethod(method), { customer: before });
}
