import { featuresOf } from '../../../libs/domain/orders/card-features';
import type { PaymentIntentReading } from '../../../libs/domain/provider/payment-intent-reading';
import type { ConfirmStep } from '../../../libs/domain/payment/steps';
import type { ConfirmOutcome } from '../../../libs/domain/payment/facts';
import type { StepContext } from '../../steps/step-context';
import { carryOutCall } from '../../steps/provider-call';
import type { FeatureMemory } from '../card-features/feature-memory';
import { recordConfirmIntent, type ConfirmIntent } from './confirm-intent';
import { confirmationCall, type Confirmed } from './confirmation-call';
import { recordConfirmAnswered } from './record-confirmation';
import { stepDownConfirm } from './step-down-confirm';

/** Tries a payment method on a hold that is not placed yet: intent, call, outcome; down the ladder of card features. */
export async function confirm(context: StepContext, step: ConfirmStep, memory: FeatureMemory): Promise<ConfirmOutcome> {
  const call = confirmationCall(context, step, confirmedHold(context, step));
  let outcome = await carryOutCall(context, {
    ...call,
    recordIntent: () => recordConfirmIntent(context, step, memory.highest()),
  });
  while (outcome.kind === 'features_refused') {
    const { intent } = outcome;
    const { tier } = intent.row;
    if (tier !== null) memory.refused(tier, featuresOf(tier, intent.extended));
    outcome = await carryOutCall(context, { ...call, recordIntent: () => stepDownConfirm(context, step, intent) });
  }
  return outcome;
}

function confirmedHold(context: StepContext, step: ConfirmStep): Confirmed<PaymentIntentReading> {
  const { gateway } = context;
  return {
    read: () => gateway.readHold(step.paymentIntentId),
    isPastConfirming,
    record: (hold) => recordConfirmAnswered(context, step, hold),
    ask: async (intent, firstUse) => {
      const answer = await gateway.confirm({ ...requestOf(step, intent), firstUse });
      return answer.kind === 'answered' ? { kind: 'answered', reading: answer.hold } : answer;
    },
  };
}

/** The provider takes no other payment method any more: the hold is placed, under way or over. */
function isPastConfirming({ status }: PaymentIntentReading): boolean {
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

function requestOf(
  { paymentIntentId, confirmation, saveForLater, whole }: ConfirmStep,
  { row, extended }: ConfirmIntent,
): Parameters<StepContext['gateway']['confirm']>[0] {
  const { paymentMethod, returnUrl } = confirmation;
  const { idempotency_key: idempotencyKey, tier } = row;
  // A payment that takes all at once was begun without features, and stays as it was begun.
  const features = tier === null || whole !== undefined ? null : featuresOf(tier, extended);
  return { idempotencyKey, paymentIntentId, paymentMethod, features, returnUrl, ...(saveForLater && { saveForLater }) };
}
