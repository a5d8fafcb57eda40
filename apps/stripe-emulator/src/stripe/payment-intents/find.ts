import type { Account } from '../account';
import { noSuch } from '../error';
import type { PaymentIntent } from './payment-intent';

export function findPaymentIntent(account: Account, id: string): PaymentIntent {
  const intent = account.paymentIntents.get(id);
  if (intent === undefined) throw noSuch('payment_intent', id, 'intent');
  return intent;
}
