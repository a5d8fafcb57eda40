import type { CardReading } from '../../../libs/domain/provider/card-gateway';
import type { ConfirmCardStep } from '../../../libs/domain/payment/card-steps';
import type { PaymentIntentReading, PaymentError } from '../../../libs/domain/provider/payment-intent-reading';
import type { ConfirmStep } from '../../../libs/domain/payment/steps';
import type { ConfirmOutcome, ConfirmRefused } from '../../../libs/domain/payment/facts';
import { isAwaiting } from '../../../libs/domain/orders/transitions';
import { errorColumns } from '../../../libs/postgres/database/error-columns';
import { changeConfirmation } from '../../../libs/postgres/holds/confirmation-store';
import { appendTimeline } from '../../../libs/postgres/orders/timeline-store';
import { confirmationRows, type ConfirmRef } from './confirm-intent';
import { recordOnce } from '../../steps/call-row';
import type { StepContext } from '../../steps/step-context';
import { recordCard } from '../saved-cards/record-card';
import { recordHold } from '../record-hold';
import { paidTerms } from '../record-paid';

/** Records what the provider made of a payment method: a hold, a challenge for the buyer, or a decline. */
export async function recordConfirmAnswered(
  context: StepContext,
  step: ConfirmStep,
  hold: PaymentIntentReading,
): Promise<ConfirmOutcome> {
  const terms = { ...step, ...paidTerms(context, step.whole) };
  return recordOnce(confirmationRows(context, step), async (change, { row, authorization }) => {
    // What came of it stands in the authorization.
    await changeConfirmation(change, row, 'answered', {});
    // A late reading of the same hold may have recorded it already.
    if (isAwaiting(authorization.state)) await recordHold(change, authorization, hold, terms);
  });
}

/** As `recordConfirmAnswered`, for a card that is to be saved. */
export async function recordCardAnswered(
  context: StepContext,
  step: ConfirmCardStep,
  card: CardReading,
): Promise<ConfirmOutcome> {
  return recordOnce(confirmationRows(context, step), async (change, { row, authorization }) => {
    // What came of it stands in the authorization.
    await changeConfirmation(change, row, 'answered', {});
    if (isAwaiting(authorization.state)) await recordCard(change, authorization, card, step);
  });
}

/** Records that nothing came of a payment method: what the provider waits for is what it was. */
export async function recordConfirmRefused(
  context: StepContext,
  step: ConfirmRef,
  reason: ConfirmRefused['reason'],
  error: PaymentError,
): Promise<ConfirmOutcome> {
  return recordOnce(confirmationRows(context, step), async (change, { row, authorization }) => {
    await changeConfirmation(change, row, 'refused', { refusal_reason: reason, ...errorColumns(error) });
    await appendTimeline(change, {
      kind: 'confirmation_refused',
      amount: null,
      about: { authorizationId: authorization.authorization_id, paymentIntentId: authorization.payment_intent_id },
      message: `Payment method ${row.attempt.toString()} was not tried: ${error.declineCode ?? error.code}`,
    });
  });
}
