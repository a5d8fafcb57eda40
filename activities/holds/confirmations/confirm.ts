import { featuresOf } from '../../../libs/domain/orders/card-features';
import { secondsBetween } from '../../../libs/domain/orders/deadline';
import { KEY_TRUSTED_SECONDS } from '../../../libs/domain/provider/idempotency-key';
import {
  ProviderUnavailable,
  type ConfirmAnswer,
  type HoldReading,
} from '../../../libs/domain/provider/payment-gateway';
import type { ConfirmStep } from '../../../libs/domain/payment/steps';
import type { ConfirmOutcome } from '../../../libs/domain/payment/facts';
import { recordConfirmIntent, type ConfirmIntent } from './confirm-intent';
import type { FeatureMemory } from '../card-features/feature-memory';
import { nowOf, type PaymentNeeds } from '../../steps/payment-needs';
import { recordConfirmAnswered, recordConfirmRefused } from './record-confirmation';
import { isRecorded } from '../record-hold';
import { stepDownConfirm } from './step-down-confirm';

/** Tries a payment method on a hold that is not placed yet: intent, call, outcome; down the ladder of card features. */
export async function confirm(needs: PaymentNeeds, step: ConfirmStep, memory: FeatureMemory): Promise<ConfirmOutcome> {
  let intent = await recordConfirmIntent(needs, step, memory.highest());
  if (intent.outcome !== undefined) return intent.outcome;
  let outcome = await readThenAsk(needs, step, intent);
  while (outcome.kind === 'features_refused') {
    const { row, extended } = intent;
    if (row.rung !== null) memory.refused(row.rung, featuresOf(row.rung, extended));
    intent = await stepDownConfirm(needs, step, intent);
    outcome = await ask(needs, step, intent);
  }
  return outcome;
}

type Asked = ConfirmOutcome | { readonly kind: 'features_refused' };

async function readThenAsk(needs: PaymentNeeds, step: ConfirmStep, intent: ConfirmIntent): Promise<Asked> {
  if (!intent.repeated && !intent.afterUnanswered) return ask(needs, step, intent);

  const hold = await needs.gateway.readHold(step.paymentIntentId);
  if (isPastConfirming(hold)) return recordConfirmAnswered(needs, step, hold);
  // A confirm leaves no marker. Under the same key the provider either does it now or gives its stored answer again.
  const age = secondsBetween(intent.row.key_first_used_at, nowOf(needs));
  if (age < KEY_TRUSTED_SECONDS) return ask(needs, step, intent);
  return recordByReading(needs, step, intent, hold, 'the key of an earlier attempt cannot be used again');
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
    case 'unknown':
      return true;
  }
}

async function ask(needs: PaymentNeeds, step: ConfirmStep, intent: ConfirmIntent): Promise<Asked> {
  let answer: ConfirmAnswer;
  try {
    answer = await needs.gateway.confirm(requestOf(step, intent));
  } catch (error) {
    if (!(error instanceof ProviderUnavailable) || !error.details.replayed) throw error;
    // The same failure for ever; what the provider did before it failed, only a read tells.
    const hold = await needs.gateway.readHold(step.paymentIntentId);
    return recordByReading(needs, step, intent, hold, error.message);
  }
  if (answer.kind === 'features_refused') return answer;
  if (answer.kind === 'refused') return recordConfirmRefused(needs, step, 'payment_method_refused', answer.error);
  // A stored answer is as old as its key: since then the buyer may have failed the challenge that it tells of.
  const hold = intent.repeated ? await needs.gateway.readHold(step.paymentIntentId) : answer.hold;
  return recordConfirmAnswered(needs, step, hold);
}

/**
 * The provider cannot be asked under this key any more. Whatever differs from what was recorded before the call is taken
 * for its outcome; when nothing differs, nothing came of it, and the next confirm has a key of its own.
 */
function recordByReading(
  needs: PaymentNeeds,
  step: ConfirmStep,
  { authorization }: ConfirmIntent,
  hold: HoldReading,
  whyNot: string,
): Promise<ConfirmOutcome> {
  if (!isRecorded(authorization, hold)) return recordConfirmAnswered(needs, step, hold);
  return recordConfirmRefused(needs, step, 'key_spent', { code: 'key_spent', declineCode: null, message: whyNot });
}

function requestOf(
  { paymentIntentId, confirmation, saveForLater, whole }: ConfirmStep,
  { row, extended, repeated }: ConfirmIntent,
): Parameters<PaymentNeeds['gateway']['confirm']>[0] {
  const { paymentMethod, returnUrl } = confirmation;
  // A payment that takes all at once was begun without features, and stays as it was begun.
  const features = row.rung === null || whole !== undefined ? null : featuresOf(row.rung, extended);
  const keyed = { idempotencyKey: row.idempotency_key, firstUse: !repeated };
  return { ...keyed, paymentIntentId, paymentMethod, features, returnUrl, ...(saveForLater && { saveForLater }) };
}
