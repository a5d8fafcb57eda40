import type { PaymentMethod } from '../payment-methods/payment-method';
import { impossible, invalidRequest } from '../requests/error';
import type { Params } from '../requests/params';
import { isRedirecting } from './next-action';
import type { PaymentIntent } from './payment-intent';

/** Whether a payment method may be used later while the buyer is away, or there. */
export const USAGES = ['on_session', 'off_session'] as const;

/** The types a payment may be paid with; undefined when a request does not say. */
export function typesIn(params: Params): readonly string[] | undefined {
  const types = params.texts('payment_method_types');
  const unknown = types?.find((type) => type !== 'card' && !isRedirecting(type));
  if (unknown !== undefined) throw invalidRequest(`Invalid payment_method_types: ${unknown} is not known here.`);
  return types;
}

/** Throws unless the payment may be made with it. */
export function checkMethod(
  intent: Pick<PaymentIntent, 'captureMethod' | 'customer' | 'paymentMethodTypes'>,
  method: PaymentMethod,
): void {
  if (!intent.paymentMethodTypes.includes(method.type)) {
    throw invalidRequest(`This PaymentIntent takes no payment method of the type ${method.type}.`);
  }
  if (intent.captureMethod === 'manual' && method.type !== 'card') {
    throw invalidRequest('capture_method manual is possible with cards only.', 'capture_method_unsupported');
  }
  if (method.customer !== null && method.customer !== intent.customer) {
    throw impossible('This PaymentMethod belongs to another customer.', 'payment_method_unexpected_state');
  }
}
