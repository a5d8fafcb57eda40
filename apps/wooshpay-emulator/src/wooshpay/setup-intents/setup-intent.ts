import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import { renderNextAction } from '../payment-intents/next-action';
import type { NextAction } from '../payment-intents/next-action';
import type { ErrorFields } from '../requests/error';
import { timeIn } from '../show';
import type { Style } from '../show';

export type SetupStatus =
  'requires_payment_method' | 'requires_confirmation' | 'requires_action' | 'processing' | 'canceled' | 'succeeded';

/** One try at saving a payment method. */
export interface SetupAttempt {
  readonly id: string;
  readonly created: number;
  readonly paymentMethod: string;
  readonly status: 'requires_action' | 'succeeded' | 'failed';
}

export interface SetupIntent {
  readonly id: string;
  readonly created: number;
  readonly clientSecret: string;
  customer: string | null;
  description: string | null;
  metadata: ReadonlyMap<string, string>;
  paymentMethodTypes: readonly string[];
  paymentMethodOptions: JsonObject;
  usage: 'on_session' | 'off_session';
  returnUrl: string | null;
  status: SetupStatus;
  paymentMethod: string | null;
  lastSetupError: ErrorFields | null;
  nextAction: NextAction | null;
  cancellationReason: string | null;
  readonly attempts: SetupAttempt[];
}

export function renderSetupIntent(account: Style, intent: SetupIntent): JsonObject {
  return {
    id: intent.id,
    object: 'setup_intent',
    cancellation_reason: intent.cancellationReason,
    client_secret: intent.clientSecret,
    created: timeIn(account, intent.created),
    customer: intent.customer,
    description: intent.description,
    last_setup_error: intent.lastSetupError === null ? null : { ...intent.lastSetupError },
    livemode: false,
    metadata: Object.fromEntries(intent.metadata),
    next_action: renderNextAction(intent.nextAction),
    payment_method: intent.paymentMethod,
    payment_method_options: intent.paymentMethodOptions,
    payment_method_types: [...intent.paymentMethodTypes],
    return_url: intent.returnUrl,
    status: intent.status,
    usage: intent.usage,
  };
}

export function renderSetupAttempt(account: Style, intent: SetupIntent, attempt: SetupAttempt): JsonObject {
  return {
    id: attempt.id,
    object: 'setup_attempt',
    created: timeIn(account, attempt.created),
    customer: intent.customer,
    livemode: false,
    payment_method: attempt.paymentMethod,
    setup_intent: intent.id,
    status: attempt.status,
    usage: intent.usage,
  };
}
