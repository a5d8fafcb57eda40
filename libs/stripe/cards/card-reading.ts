import { z } from 'zod';
import { SETUP_INTENT_STATUSES, type CardReading } from '../../domain/provider/card-gateway';
import { lenient, readAnswer, reference, unknownUnless, word } from '../requests/answer';
import { nextAction, readNextAction } from '../holds/next-action';
import { paymentError, paymentErrorOf } from '../requests/payment-error';

/**
 * The parts of a SetupIntent that Holdfast looks at, at the API version that the client pins. Source:
 * https://docs.stripe.com/api/setup_intents/object
 */
const setupIntent = z.object({
  id: z.string().min(1),
  status: word,
  client_secret: lenient(z.string()),
  last_setup_error: lenient(paymentError),
  next_action: lenient(nextAction),
  payment_method: reference,
});

/** @throws ProviderUnavailable when Stripe's answer lacks what we need */
export function readSetupIntent(answer: unknown): CardReading {
  const intent = readAnswer(setupIntent, 'SetupIntent', answer);
  const status = SETUP_INTENT_STATUSES.find((known) => known === intent.status) ?? 'unknown';
  const named = { object: 'setup_intent', id: intent.id, field: 'status', value: intent.status };
  return {
    setupIntentId: intent.id,
    status,
    ...unknownUnless(status !== 'unknown', named),
    clientSecret: intent.client_secret,
    nextAction: readNextAction(intent.next_action),
    lastError: intent.last_setup_error === null ? null : paymentErrorOf(intent.last_setup_error),
    paymentMethod: intent.payment_method,
  };
}
