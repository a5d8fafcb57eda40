import type { Deployment } from '../../domain/provider/deployment';
import type { Money } from '../../domain/money/money';
import { ProviderMisuse, type AuthorizeRequest, type ConfirmRequest } from '../../domain/provider/payment-gateway';
import type { ChargeRequest } from '../../domain/provider/card-gateway';
import { authorizationMarkers, captureMarker } from '../requests/wooshpay-markers';

/** What a request of ours says. WooshPay knows no line items, descriptors or features: those are left out. */
export type WooshPayBody = Readonly<Record<string, unknown>>;

/**
 * A PaymentIntent that is not confirmed yet: a refusal to confirm does not name what it refused, so what is confirmed
 * must be known before.
 */
export function intentBody(as: Deployment, request: AuthorizeRequest): WooshPayBody {
  refuseConnect(request);
  return {
    ...amountBody(request.amount),
    capture_method: request.captures === 'at_once' ? 'automatic' : 'manual',
    payment_method_types: ['card'],
    merchant_order_id: request.ref.orderId,
    ...(request.customer !== null && { customer: request.customer }),
    ...(request.saveForLater && { setup_future_usage: 'off_session' }),
    ...returnBody(request.returnUrl),
    metadata: authorizationMarkers(as, request.ref, request.metadata),
  };
}

/** Tries the payment method of an authorization on its PaymentIntent; null: the buyer's browser will bring one. */
export function firstConfirmBody({ paymentMethod, presence, returnUrl }: AuthorizeRequest): WooshPayBody | null {
  if (paymentMethod === null) return null;
  return {
    payment_method: paymentMethod,
    ...(presence === 'off_session' ? { 'off-session': true } : returnBody(returnUrl)),
  };
}

/** Tries another payment method. */
export function confirmBody({ paymentMethod, returnUrl, saveForLater }: ConfirmRequest): WooshPayBody {
  return {
    payment_method: paymentMethod,
    ...(saveForLater && { setup_future_usage: 'off_session' }),
    ...returnBody(returnUrl),
  };
}

/** A payment with a saved card, not confirmed yet; the shipment's marker is there from the start. */
export function chargeBody(as: Deployment, request: ChargeRequest): WooshPayBody {
  refuseConnect(request);
  return {
    ...amountBody(request.amount),
    capture_method: 'automatic',
    payment_method_types: ['card'],
    merchant_order_id: request.ref.orderId,
    customer: request.card.customer,
    metadata: {
      ...authorizationMarkers(as, request.ref, request.metadata),
      ...captureMarker(request.priced),
    },
  };
}

/** Nobody is there to be asked. */
export function chargeConfirmBody({ card }: ChargeRequest): WooshPayBody {
  return { payment_method: card.paymentMethod, 'off-session': true };
}

/** Currencies are in upper case in every example. */
function amountBody({ amount, currency }: Money): WooshPayBody {
  return { amount, currency: currency.toUpperCase() };
}

function returnBody(returnUrl: string | null): WooshPayBody {
  return returnUrl === null ? {} : { return_url: returnUrl };
}

function refuseConnect({ connect }: Pick<AuthorizeRequest, 'connect'>): void {
  if (connect !== undefined) throw notAtWooshPay('connected accounts');
}

/** Asked for all the same it is our mistake: the capabilities say no. */
export function notAtWooshPay(what: string): ProviderMisuse {
  return new ProviderMisuse(`WooshPay has no ${what}`, { code: null, param: null, requestId: null });
}
