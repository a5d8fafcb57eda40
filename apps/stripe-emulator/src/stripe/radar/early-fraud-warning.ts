import type { Charge } from '../charges/charge';
import { shownIntent } from '../charges/hidden-intent';
import type { JsonObject } from '../../../../../libs/emulation/objects/json';

/** The bank says that its card may have been stolen, before anybody disputes the payment. */
export interface EarlyFraudWarning {
  readonly id: string;
  readonly created: number;
  readonly charge: Charge;
  /** Of use until the payment is disputed or has gone back (documented). */
  actionable: boolean;
}

export function renderWarning(warning: EarlyFraudWarning): JsonObject {
  const { charge } = warning;
  const intent = shownIntent(charge.paymentIntent);
  return {
    id: warning.id,
    object: 'radar.early_fraud_warning',
    actionable: warning.actionable,
    charge: charge.id,
    created: warning.created,
    fraud_type: 'made_with_stolen_card',
    livemode: false,
    ...(intent !== null && { payment_intent: intent }),
  };
}
