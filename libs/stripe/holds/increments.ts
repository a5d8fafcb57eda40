import type Stripe from 'stripe';
import type { PaymentGateway, IncrementAnswer, IncrementRequest } from '../../domain/provider/payment-gateway';
import { amountDetailsParam } from './amount-details';
import { askAs, type StripeAccount } from '../requests/account';
import type { StripeError } from '../requests/errors';
import { retrieveHold, readMoved } from './holds';
import { EXPAND_CHARGE } from './payment-intent-params';
import { incrementRefusalOf } from '../requests/refusals';

/** Incremental authorizations at Stripe: https://docs.stripe.com/payments/incremental-authorization */
export function createIncrementGateway(account: StripeAccount): Pick<PaymentGateway, 'increment'> {
  return { increment: (request) => raise(account, request) };
}

async function raise(account: StripeAccount, request: IncrementRequest): Promise<IncrementAnswer> {
  const { client } = account;
  const { paymentIntentId } = request;
  const asked = await askAs(
    account,
    request,
    ({ options }) => client.paymentIntents.incrementAuthorization(paymentIntentId, incrementParams(request), options),
    (error: StripeError) => incrementRefusalOf(error),
  );
  if (asked.kind === 'answer') return { kind: 'raised', hold: await readMoved(client, asked.answer) };
  // What a refusal embeds may be as old as the key; the caller needs the state of now.
  return { kind: 'refused', ...asked.refusal, hold: await retrieveHold(client, paymentIntentId) };
}

/**
 * The amount is the whole hold's, and the details must add up to it. Source:
 * https://docs.stripe.com/api/payment_intents/increment_authorization
 */
function incrementParams({
  amount,
  amountDetails,
}: IncrementRequest): Stripe.PaymentIntentIncrementAuthorizationParams {
  return {
    amount: amount.amount,
    ...(amountDetails !== null && { amount_details: amountDetailsParam(amountDetails) }),
    expand: EXPAND_CHARGE,
  };
}
