import type Stripe from 'stripe';
import type { PaymentGateway, RaiseAnswer, RaiseRequest } from '../../domain/provider/payment-gateway';
import { amountDetailsParam } from './amount-details';
import { askAs, type StripeAccount } from '../requests/account';
import type { StripeError } from '../requests/errors';
import { retrieveHold, readMoved } from './holds';
import { EXPAND_CHARGE } from './payment-intent-params';
import { raiseRefusalOf } from '../requests/refusals';

/** Incremental authorizations at Stripe: https://docs.stripe.com/payments/incremental-authorization */
export function createRaiseGateway(account: StripeAccount): Pick<PaymentGateway, 'raise'> {
  return { raise: (request) => raise(account, request) };
}

async function raise(account: StripeAccount, request: RaiseRequest): Promise<RaiseAnswer> {
  const { client } = account;
  const { paymentIntentId } = request;
  const asked = await askAs(
    account,
    request,
    ({ options }) => client.paymentIntents.incrementAuthorization(paymentIntentId, raiseParams(request), options),
    (error: StripeError) => raiseRefusalOf(error),
  );
  if (asked.kind === 'answer') return { kind: 'raised', hold: await readMoved(client, asked.answer) };
  // What a refusal embeds may be as old as the key; the caller needs the state of now.
  return { kind: 'refused', ...asked.refusal, hold: await retrieveHold(client, paymentIntentId) };
}

/** The amount is the whole hold's, and the details must add up to it. */
function raiseParams({ amount, amountDetails }: RaiseRequest): Stripe.PaymentIntentIncrementAuthorizationParams {
  return {
    amount: amount.amount,
    ...(amountDetails !== null && { amount_details: amountDetailsParam(amountDetails) }),
    expand: EXPAND_CHARGE,
  };
}
