import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import { fingerprintOf, renderChecks } from '../payment-methods/payment-method';
import type { MethodDetails, PaymentMethod } from '../payment-methods/payment-method';
import { scramble } from '../../../../../libs/emulation/objects/ids';
import { renderFailure } from './setup-failure';
import type { SetupFailure } from './setup-failure';

/** One confirmation of a SetupIntent. */
export interface SetupAttempt {
  readonly id: string;
  readonly created: number;
  readonly setupIntent: string;
  readonly customer: string | null;
  readonly paymentMethod: PaymentMethod;
  readonly methodDetails: MethodDetails;
  readonly usage: string;
  outcome: AttemptOutcome;
}

export type AttemptOutcome =
  | { readonly kind: 'requires_action' }
  | { readonly kind: 'succeeded'; readonly authenticated: boolean }
  | { readonly kind: 'failed'; readonly failure: SetupFailure }
  | { readonly kind: 'abandoned' };

export function renderSetupAttempt(attempt: SetupAttempt): JsonObject {
  return {
    id: attempt.id,
    object: 'setup_attempt',
    application: null,
    created: attempt.created,
    customer: attempt.customer,
    customer_account: null,
    flow_directions: null,
    livemode: false,
    on_behalf_of: null,
    payment_method: attempt.paymentMethod.id,
    payment_method_details: { card: renderCard(attempt), type: 'card' },
    setup_error: attempt.outcome.kind === 'failed' ? renderFailure(attempt.outcome.failure) : null,
    setup_intent: attempt.setupIntent,
    status: attempt.outcome.kind,
    usage: attempt.usage,
  };
}

function renderCard({ id, methodDetails, outcome, paymentMethod: { card } }: SetupAttempt): JsonObject {
  const authenticated = outcome.kind === 'succeeded' && outcome.authenticated;
  return {
    brand: card.brand,
    checks: renderChecks(card.checks),
    country: card.country,
    exp_month: methodDetails.expMonth,
    exp_year: methodDetails.expYear,
    fingerprint: fingerprintOf(card),
    funding: card.funding,
    last4: card.last4,
    network: card.network,
    three_d_secure: authenticated
      ? {
          authentication_flow: 'challenge',
          electronic_commerce_indicator: '05',
          result: 'authenticated',
          result_reason: null,
          transaction_id: scramble(`${id}/three_d_secure`, 20),
          version: '2.2.0',
        }
      : null,
    wallet: null,
  };
}
