import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import type { ErrorFields } from '../requests/error';
import { currencyIn, timeIn } from '../show';
import type { Style } from '../show';
import { renderNextAction } from './next-action';
import type { NextAction } from './next-action';
import { renderThreeDSecure } from './three-d-secure';
import type { ThreeDSecure } from './three-d-secure';

export type Status =
  | 'requires_payment_method'
  | 'requires_confirmation'
  | 'requires_action'
  | 'processing'
  | 'requires_capture'
  | 'canceled'
  | 'succeeded';

/** What a shop says of a payment. */
export interface Details {
  description: string | null;
  metadata: ReadonlyMap<string, string>;
  shipping: JsonObject | null;
  merchantOrderId: string | null;
  merchantUserId: string | null;
  quantity: number | null;
  receiptEmail: string | null;
  returnUrl: string | null;
}

export interface PaymentIntent extends Details {
  readonly id: string;
  readonly created: number;
  readonly clientSecret: string;
  readonly captureMethod: 'automatic' | 'manual';
  readonly confirmationMethod: 'automatic' | 'manual';
  amount: number;
  readonly currency: string;
  customer: string | null;
  setupFutureUsage: 'on_session' | 'off_session' | null;
  paymentMethodTypes: readonly string[];
  paymentMethodOptions: JsonObject;
  status: Status;
  paymentMethod: string | null;
  lastPaymentError: ErrorFields | null;
  nextAction: NextAction | null;
  threeDSecure: ThreeDSecure | null;
  latestCharge: string | null;
  amountCapturable: number;
  amountReceived: number;
  canceledAt: number | null;
  cancellationReason: string | null;
}

/** Every field of the documented page, in its order. */
export function renderPaymentIntent(account: Style, intent: PaymentIntent): JsonObject {
  return {
    id: intent.id,
    object: 'payment_intent',
    created: timeIn(account, intent.created),
    currency: currencyIn(account, intent.currency),
    customer: intent.customer,
    amount: intent.amount,
    status: intent.status,
    description: intent.description,
    metadata: Object.fromEntries(intent.metadata),
    livemode: false,
    shipping: intent.shipping,
    merchant_order_id: intent.merchantOrderId,
    client_secret: intent.clientSecret,
    last_payment_error: intent.lastPaymentError === null ? null : { ...intent.lastPaymentError },
    next_action: renderNextAction(intent.nextAction),
    payment_method_types: [...intent.paymentMethodTypes],
    payment_method_options: intent.paymentMethodOptions,
    payment_method: intent.paymentMethod,
    receipt_email: intent.receiptEmail,
    canceled_at: intent.canceledAt === null ? null : timeIn(account, intent.canceledAt),
    cancellation_reason: intent.cancellationReason,
    confirmation_method: intent.confirmationMethod,
    '3ds_status': renderThreeDSecure(intent.threeDSecure, intent.id),
    amount_capturable: intent.amountCapturable,
    return_url: intent.returnUrl,
    quantity: intent.quantity,
    latest_charge: intent.latestCharge,
    merchant_user_id: intent.merchantUserId,
    amount_received: intent.amountReceived,
    capture_method: intent.captureMethod,
    invoice: null,
    setup_future_usage: intent.setupFutureUsage,
  };
}
