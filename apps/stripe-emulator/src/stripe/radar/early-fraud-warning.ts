import { isRefunded } from '../charges/charge';
import type { Charge } from '../charges/charge';
import { shownIntent } from '../charges/hidden-intent';
import { emit } from '../events/emit';
import type { JsonObject } from '../json';
import type { Context } from '../request';
import { seconds } from '../request';

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

/** A test card's bank warns once, at the first capture, as others dispute then (documented; the moment assumed). */
export function warnOfFraud(context: Context, charge: Charge): void {
  const { earlyFraudWarnings, ids } = context.account;
  if (charge.paymentMethod.card.aftermath !== 'warned_of_fraud' || warningOf(context, charge) !== undefined) return;
  const warning = earlyFraudWarnings.add({
    id: ids.next('issfr'),
    created: seconds(context),
    charge,
    actionable: true,
  });
  emit(context, 'radar.early_fraud_warning.created', charge.paymentIntent, renderWarning(warning));
}

/** The payment has gone back: nothing is left to do about the warning (documented as the field's meaning). */
export function lowerWarning(context: Context, charge: Charge): void {
  const warning = warningOf(context, charge);
  if (warning?.actionable !== true || !isRefunded(charge)) return;
  warning.actionable = false;
  emit(context, 'radar.early_fraud_warning.updated', charge.paymentIntent, renderWarning(warning), {
    actionable: true,
  });
}

function warningOf({ account }: Context, charge: Charge): EarlyFraudWarning | undefined {
  if (charge.paymentMethod.card.aftermath !== 'warned_of_fraud') return undefined;
  return account.earlyFraudWarnings.oldestFirst().find((warning) => warning.charge === charge);
}
