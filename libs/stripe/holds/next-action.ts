import { z } from 'zod';
import type { NextAction } from '../../domain/provider/payment-intent-reading';
import { lenient, word } from '../requests/answer';

/**
 * What the buyer must do, as a PaymentIntent and a SetupIntent say it alike. Source:
 * https://docs.stripe.com/api/payment_intents/object#payment_intent_object-next_action
 */
export const nextAction = z.object({
  type: word,
  redirect_to_url: lenient(z.object({ url: lenient(z.string()) })),
});

/** Everything that is not a page to visit is left to Stripe.js, which knows what to do. */
export function readNextAction(action: z.output<typeof nextAction> | null): NextAction | null {
  if (action === null) return null;
  const url = action.redirect_to_url?.url ?? null;
  return action.type === 'redirect_to_url' && url !== null
    ? { type: 'redirect_to_url', url }
    : { type: 'use_stripe_sdk' };
}
