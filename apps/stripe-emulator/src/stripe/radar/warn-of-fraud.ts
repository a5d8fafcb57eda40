import { isRefunded } from '../charges/charge';
import type { Charge } from '../charges/charge';
import { emit } from '../events/emit';
import type { Context } from '../request';
import { seconds } from '../request';
import { renderWarning } from './early-fraud-warning';
import type { EarlyFraudWarning } from './early-fraud-warning';

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
