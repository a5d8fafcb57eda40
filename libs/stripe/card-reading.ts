import { z } from 'zod';
import type { CardReading } from '../domain/card-gateway';
import { optional, readAnswer } from './answer';
import { nextAction, nextActionOf } from './next-action';
import { paymentError, paymentErrorOf } from './payment-error';

/** The parts of a SetupIntent that Holdfast looks at, at the API version that the client pins. */
const setupIntent = z.object({
  id: z.string().min(1),
  status: z.enum([
    'requires_payment_method',
    'requires_confirmation',
    'requires_action',
    'processing',
    'succeeded',
    'canceled',
  ]),
  client_secret: optional(z.string()),
  last_setup_error: optional(paymentError),
  next_action: optional(nextAction),
  payment_method: optional(z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)])),
});

/** @throws ProviderUnavailable when Stripe's answer lacks what we need */
export function readSetupIntent(answer: unknown): CardReading {
  const intent = readAnswer(setupIntent, 'SetupIntent', answer);
  return {
    setupIntentId: intent.id,
    status: intent.status,
    clientSecret: intent.client_secret,
    nextAction: nextActionOf(intent.next_action),
    lastError: intent.last_setup_error === null ? null : paymentErrorOf(intent.last_setup_error),
    paymentMethod: intent.payment_method,
  };
}
