import type Stripe from 'stripe';
import type { PaymentIntentReading } from '../../domain/provider/payment-intent-reading';
import { read } from '../requests/ask';
import { readPaymentIntent } from './hold-reading';
import { EXPAND_CHARGE } from './payment-intent-params';
import { readAgainUnlessKnown } from '../requests/read-again';

/** A hold as it is now, with its charge. @throws as a read of the port does */
export async function retrieveHold(client: Stripe, paymentIntentId: string): Promise<PaymentIntentReading> {
  const answer = await read(() => client.paymentIntents.retrieve(paymentIntentId, { expand: EXPAND_CHARGE }));
  return readPaymentIntent(answer);
}

/**
 * The hold of an answer to a call that may have moved money. @throws ProviderUnavailable when the answer cannot be read
 */
export function readMoved(client: Stripe, answer: unknown): Promise<PaymentIntentReading> {
  const answered = readPaymentIntent(answer);
  return readAgainUnlessKnown(answered, () => retrieveHold(client, answered.paymentIntentId));
}
