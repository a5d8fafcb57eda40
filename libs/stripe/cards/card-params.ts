import type Stripe from 'stripe';
import { TIER_WITHOUT_FEATURES } from '../../domain/orders/card-features';
import type { ChargeRequest, ConfirmCardRequest, SaveCardRequest } from '../../domain/provider/card-gateway';
import type { Deployment } from '../../domain/provider/deployment';
import { amountDetailsParam } from '../holds/amount-details';
import { holdConnectParams, transferGroupOf } from '../connect/connect-params';
import { authorizationMetadata, captureMetadata } from '../requests/metadata';
import { shownParams } from '../requests/shown-order';
import { challenge, EXPAND_CHARGE, paymentDetails } from '../holds/payment-intent-params';

/**
 * Saves a card for payments while the buyer is away, which the bank learns by `usage`: it may want 3-D Secure now so
 * that it need not later. Source: https://docs.stripe.com/payments/save-and-reuse
 */
export function saveCardParams(as: Deployment, request: SaveCardRequest): Stripe.SetupIntentCreateParams {
  const { customer, paymentMethod, returnUrl, ref, metadata, shown } = request;
  const url = shown?.url ?? null;
  return {
    customer,
    usage: 'off_session',
    allowed_payment_method_types: ['card'],
    ...(paymentMethod !== null && { confirm: true, payment_method: paymentMethod, ...challenge(returnUrl) }),
    ...(shown !== undefined && { description: shown.title }),
    metadata: authorizationMetadata(as, ref, TIER_WITHOUT_FEATURES, { metadata, url }),
  };
}

/**
 * Metadata is no parameter of this call: what came of it is seen in the SetupIntent's state alone. Source:
 * https://docs.stripe.com/api/setup_intents/confirm
 */
export function confirmCardParams({ paymentMethod, returnUrl }: ConfirmCardRequest): Stripe.SetupIntentConfirmParams {
  return { payment_method: paymentMethod, ...challenge(returnUrl) };
}

/**
 * Takes a shipment's worth at once. Multicapture is never asked for: with automatic capture it would be granted in name
 * and everything captured all the same. The shipment's marker is there from the start, so that a lost answer is found
 * by it. Sources: https://docs.stripe.com/payments/payment-intents/asynchronous-capture,
 * https://docs.stripe.com/payments/multicapture
 */
export function chargeParams(as: Deployment, request: ChargeRequest): Stripe.PaymentIntentCreateParams {
  const { amount, card, priced, ref, customerReference, statementDescriptorSuffix, metadata, shown } = request;
  const url = shown?.url ?? null;
  return {
    amount: amount.amount,
    currency: amount.currency,
    capture_method: 'automatic_async',
    allowed_payment_method_types: ['card'],
    confirm: true,
    off_session: true,
    customer: card.customer,
    payment_method: card.paymentMethod,
    ...(statementDescriptorSuffix !== null && { statement_descriptor_suffix: statementDescriptorSuffix }),
    ...shownParams(shown),
    ...holdConnectParams(request.connect, transferGroupOf(as, ref.orderId)),
    amount_details: amountDetailsParam(request.amountDetails),
    payment_details: paymentDetails(ref.orderId, customerReference),
    metadata: {
      ...authorizationMetadata(as, ref, TIER_WITHOUT_FEATURES, { metadata, url }),
      ...captureMetadata(priced, true),
    },
    expand: EXPAND_CHARGE,
  };
}
