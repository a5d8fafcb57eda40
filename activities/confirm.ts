import { secondsBetween } from '../libs/domain/deadline';
import { confirmKey, KEY_TRUSTED_SECONDS } from '../libs/domain/idempotency-key';
import { ProviderUnavailable, type ConfirmAnswer, type HoldReading } from '../libs/domain/payment-gateway';
import type { ConfirmOutcome, ConfirmStep } from '../libs/domain/steps';
import type { AuthorizationRow } from '../libs/postgres/authorization-store';
import { recordConfirmIntent, type ConfirmIntent } from './confirm-intent';
import { nowOf, type PaymentNeeds } from './payment-needs';
import { recordConfirmAnswered, recordConfirmRefused } from './record-confirmation';
import { isRecorded } from './record-hold';

/** Tries a payment method on a hold that is not placed yet: intent, call, outcome. */
export async function confirm(needs: PaymentNeeds, step: ConfirmStep): Promise<ConfirmOutcome> {
  const intent = await recordConfirmIntent(needs, step);
  if (intent.outcome !== undefined) return intent.outcome;
  if (!intent.repeated && !intent.afterUnanswered) return ask(needs, step, intent);

  const hold = await needs.gateway.readHold(step.paymentIntentId);
  if (tookEffect(intent, hold)) return recordConfirmAnswered(needs, step, hold);
  const age = secondsBetween(intent.row.key_first_used_at, nowOf(needs));
  if (age < KEY_TRUSTED_SECONDS) return ask(needs, step, intent);
  return recordKeySpent(needs, step, 'the key of an earlier attempt, which changed nothing, cannot be used again');
}

/**
 * A confirm leaves no marker at the provider, so what came of one that nobody saw the answer of is judged by what the
 * hold is now: whatever differs from what was recorded before the call is an outcome, and stands in place of its answer.
 * When nothing differs, asking under the same key either does it or brings the stored answer again.
 */
function tookEffect({ authorization, repeated }: ConfirmIntent, hold: HoldReading): boolean {
  return isPastConfirming(hold) || (repeated && !isRecorded(authorization, hold));
}

/** The provider takes no other payment method any more: the hold is placed, under way or over. */
function isPastConfirming({ status }: HoldReading): boolean {
  switch (status) {
    case 'requires_payment_method':
    case 'requires_confirmation':
    case 'requires_action':
      return false;
    case 'processing':
    case 'requires_capture':
    case 'succeeded':
    case 'canceled':
      return true;
  }
}

async function ask(needs: PaymentNeeds, step: ConfirmStep, { authorization }: ConfirmIntent): Promise<ConfirmOutcome> {
  let answer: ConfirmAnswer;
  try {
    answer = await needs.gateway.confirm(requestOf(step));
  } catch (error) {
    if (!(error instanceof ProviderUnavailable) || !error.details.replayed) throw error;
    return resolveReplayed(needs, step, authorization, error);
  }
  if (answer.kind === 'answered') return recordConfirmAnswered(needs, step, answer.hold);
  return recordConfirmRefused(needs, step, 'payment_method_refused', answer.error);
}

/** The provider will answer this key with the same failure for ever; what it did before it failed, only a read tells. */
async function resolveReplayed(
  needs: PaymentNeeds,
  step: ConfirmStep,
  authorization: AuthorizationRow,
  error: ProviderUnavailable,
): Promise<ConfirmOutcome> {
  const hold = await needs.gateway.readHold(step.paymentIntentId);
  if (isPastConfirming(hold) || !isRecorded(authorization, hold)) return recordConfirmAnswered(needs, step, hold);
  return recordKeySpent(needs, step, error.message);
}

function recordKeySpent(needs: PaymentNeeds, step: ConfirmStep, message: string): Promise<ConfirmOutcome> {
  return recordConfirmRefused(needs, step, 'key_spent', { code: 'key_spent', declineCode: null, message });
}

function requestOf(step: ConfirmStep): Parameters<PaymentNeeds['gateway']['confirm']>[0] {
  const { orderId, authorizationGeneration, attempt, paymentIntentId, confirmation } = step;
  const { paymentMethod, returnUrl } = confirmation;
  const idempotencyKey = confirmKey(orderId, authorizationGeneration, attempt);
  return { idempotencyKey, paymentIntentId, paymentMethod, returnUrl };
}
