import { noSuch } from '../requests/error';
import type { Context } from '../requests/request';
import type { PaymentIntent } from './payment-intent';

export function findIntent({ account }: Context, id: string): PaymentIntent {
  const intent = account.paymentIntents.get(id);
  if (intent === undefined) throw noSuch('payment_intent', id);
  return intent;
}
