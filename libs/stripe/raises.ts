import type Stripe from 'stripe';
import type { RaiseAnswer, RaiseGateway, RaiseRequest } from '../domain/raise-gateway';
import { amountDetailsParam } from './amount-details';
import { ask, read } from './ask';
import type { StripeError } from './errors';
import { readPaymentIntent } from './hold-reading';
import { EXPAND_CHARGE } from './payment-intent-params';
import { raiseRefusalOf } from './refusals';

/** Incremental authorizations at Stripe: https://docs.stripe.com/payments/incremental-authorization */
export function createRaiseGateway(client: Stripe): RaiseGateway {
  return { raise: (request) => raise(client, request) };
}

async function raise(client: Stripe, request: RaiseRequest): Promise<RaiseAnswer> {
  const { idempotencyKey, paymentIntentId } = request;
  const asked = await ask(
    () => client.paymentIntents.incrementAuthorization(paymentIntentId, raiseParams(request), { idempotencyKey }),
    (error: StripeError) => raiseRefusalOf(error),
  );
  if (asked.kind === 'answer') return { kind: 'raised', hold: readPaymentIntent(asked.answer) };
  // What a refusal embeds may be as old as the key; the caller needs the state of now.
  const hold = await read(() => client.paymentIntents.retrieve(paymentIntentId, { expand: EXPAND_CHARGE }));
  return { kind: 'refused', ...asked.refusal, hold: readPaymentIntent(hold) };
}

/** The amount is the whole hold's, and the details must add up to it. */
function raiseParams({ amount, amountDetails }: RaiseRequest): Stripe.PaymentIntentIncrementAuthorizationParams {
  return {
    amount: amount.amount,
    ...(amountDetails !== null && { amount_details: amountDetailsParam(amountDetails) }),
    expand: EXPAND_CHARGE,
  };
}
