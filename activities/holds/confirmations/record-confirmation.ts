import type { CardReading } from '../../../libs/domain/provider/card-gateway';
import type { ConfirmCardStep } from '../../../libs/domain/payment/card-steps';
import type { PaymentIntentReading, PaymentError } from '../../../libs/domain/provider/payment-gateway';
import type { ConfirmStep } from '../../../libs/domain/payment/steps';
import type { ConfirmOutcome, ConfirmRefused } from '../../../libs/domain/payment/facts';
import { isAwaiting } from '../../../libs/domain/orders/transitions';
import { getAuthorization, type AuthorizationRow } from '../../../libs/postgres/holds/authorization-store';
import {
  answerConfirmation,
  getConfirmation,
  refuseConfirmation,
  type ConfirmationRow,
} from '../../../libs/postgres/holds/confirmation-store';
import { recordOutcome, type OrderChange } from '../../../libs/postgres/orders/order-change';
import { appendTimeline } from '../../../libs/postgres/orders/timeline-store';
import { outcomeOfConfirmation } from './confirmation-facts';
import { confirmSource, type ConfirmRef } from './confirm-intent';
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
  const { currency, marginSeconds } = step;
  const terms = { currency, marginSeconds, ...paidTerms(context, step.whole) };
  return record(context, step, async (change, row, authorization) => {
    await answerConfirmation(change, row);
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
  return record(context, step, async (change, row, authorization) => {
    await answerConfirmation(change, row);
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
  return record(context, step, async (change, row, authorization) => {
    await refuseConfirmation(change, row, reason, error);
    await appendTimeline(change, {
      kind: 'confirmation_refused',
      amount: null,
      about: { authorizationId: authorization.authorization_id, paymentIntentId: authorization.payment_intent_id },
      message: `Payment method ${row.attempt.toString()} was not tried: ${error.declineCode ?? error.code}`,
    });
  });
}

/** Records an outcome, once: whoever comes later is told what the first one recorded. */
async function record(
  context: StepContext,
  step: ConfirmRef,
  work: (change: OrderChange, row: ConfirmationRow, authorization: AuthorizationRow) => Promise<void>,
): Promise<ConfirmOutcome> {
  const { orderId, authorizationGeneration, attempt } = step;
  return recordOutcome(context.database, confirmSource(context, step), async (change) => {
    const read = async (): Promise<[ConfirmationRow, AuthorizationRow]> => {
      const authorization = await getAuthorization(change.transaction, orderId, authorizationGeneration);
      return [await getConfirmation(change.transaction, authorization.authorization_id, attempt), authorization];
    };
    const [row, authorization] = await read();
    const known = outcomeOfConfirmation(row, authorization);
    if (known !== undefined) return known;
    await work(change, row, authorization);
    const outcome = outcomeOfConfirmation(...(await read()));
    if (outcome === undefined) throw new Error(`Bug! Nothing was recorded about confirmation ${row.confirmation_id}`);
    return outcome;
  });
}
