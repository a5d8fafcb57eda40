import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import type { MethodTypes } from '../payment-intents/confirming/method-types';
import type { NextAction } from '../payment-intents/payment-intent';
import { renderNextAction } from '../payment-intents/payment-intent';
import type { PaymentMethod } from '../payment-methods/payment-method';
import type { SetupAttempt } from './setup-attempt';
import { renderFailure } from './setup-failure';
import type { SetupFailure } from './setup-failure';

export type SetupIntentStatus =
  'requires_payment_method' | 'requires_confirmation' | 'requires_action' | 'succeeded' | 'canceled';

/** Gets a method ready to be charged later, without a payment. */
export interface SetupIntent {
  readonly id: string;
  readonly created: number;
  readonly clientSecret: string;
  /** Null: the ways to pay are listed, not chosen by Stripe. */
  allowRedirects: 'always' | 'never' | null;
  listedTypes: readonly string[];
  /** The account's settings of what buyers can pay with. */
  readonly configuration: string;
  readonly usage: string;
  readonly methodTypes: MethodTypes;
  customer: string | null;
  description: string | null;
  metadata: ReadonlyMap<string, string>;
  threeDSecure: string;
  status: SetupIntentStatus;
  cancellationReason: string | null;
  paymentMethod: PaymentMethod | null;
  nextAction: NextAction | null;
  lastFailure: SetupFailure | null;
  /** Newest last. */
  readonly attempts: SetupAttempt[];
}

export function renderSetupIntent(intent: SetupIntent): JsonObject {
  return {
    id: intent.id,
    object: 'setup_intent',
    allowed_payment_method_types: listOf(intent.methodTypes.allowedPaymentMethodTypes),
    application: null,
    automatic_payment_methods:
      intent.allowRedirects === null ? null : { allow_redirects: intent.allowRedirects, enabled: true },
    cancellation_reason: intent.cancellationReason,
    client_secret: intent.clientSecret,
    created: intent.created,
    customer: intent.customer,
    customer_account: null,
    description: intent.description,
    excluded_payment_method_types: listOf(intent.methodTypes.excludedPaymentMethodTypes),
    flow_directions: null,
    last_setup_error: intent.lastFailure === null ? null : renderFailure(intent.lastFailure),
    latest_attempt: intent.attempts.at(-1)?.id ?? null,
    livemode: false,
    mandate: null,
    metadata: Object.fromEntries(intent.metadata),
    next_action: intent.nextAction === null ? null : renderNextAction(intent.nextAction),
    on_behalf_of: null,
    payment_method: intent.paymentMethod?.id ?? null,
    payment_method_configuration_details:
      intent.allowRedirects === null ? null : { id: intent.configuration, parent: null },
    payment_method_options: {
      card: { mandate_options: null, network: null, request_three_d_secure: intent.threeDSecure },
    },
    payment_method_types: [...intent.listedTypes],
    single_use_mandate: null,
    status: intent.status,
    usage: intent.usage,
  };
}

function listOf(types: readonly string[] | null): string[] | null {
  return types === null ? null : [...types];
}
