import { docUrl } from '../error';
import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import type { Decline } from '../payment-methods/decline';
import { renderPaymentMethod } from '../payment-methods/payment-method';
import type { PaymentMethod } from '../payment-methods/payment-method';

/** Why the last attempt failed. */
export interface SetupFailure {
  readonly decline: Decline;
  readonly type: 'card_error' | 'invalid_request_error';
  readonly paymentMethod: PaymentMethod;
}

export function renderFailure({ decline, type, paymentMethod }: SetupFailure): JsonObject {
  return {
    ...(decline.adviceCode !== undefined && { advice_code: decline.adviceCode }),
    code: decline.code,
    ...(type === 'card_error' && { decline_code: decline.declineCode }),
    doc_url: docUrl(decline.code),
    message: decline.message,
    ...(decline.param !== undefined && { param: decline.param }),
    payment_method: renderPaymentMethod(paymentMethod),
    type,
  };
}
