import { featuresOf } from '../../../libs/domain/orders/card-features';
import type { ConfirmAnswer, PaymentIntentReading } from '../../../libs/domain/provider/payment-gateway';
import type { ConfirmStep } from '../../../libs/domain/payment/steps';
import type { ConfirmOutcome } from '../../../libs/domain/payment/facts';
import type { StepContext } from '../../steps/step-context';
import { carryOut, type ProviderCall } from '../../steps/provider-call';
import type { FeatureMemory } from '../card-features/feature-memory';
import { confirmName, recordConfirmAskedAgain, recordConfirmIntent, type ConfirmIntent } from './confirm-intent';
import { recordConfirmAnswered, recordConfirmRefused } from './record-confirmation';
import { isRecorded } from '../record-hold';
import { stepDownConfirm } from './step-down-confirm';

/** Tries a payment method on a hold that is not placed yet: intent, call, outcome; down the ladder of card features. */
export async function confirm(context: StepContext, step: ConfirmStep, memory: FeatureMemory): Promise<ConfirmOutcome> {
  const call = confirmCall(context, step);
  let outcome = await carryOut(context, {
    ...call,
    recordIntent: () => recordConfirmIntent(context, step, memory.highest()),
  });
  while (outcome.kind === 'features_refused') {
    const { intent } = outcome;
    const { tier } = intent.row;
    if (tier !== null) memory.refused(tier, featuresOf(tier, intent.extended));
    outcome = await carryOut(context, { ...call, recordIntent: () => stepDownConfirm(context, step, intent) });
  }
  return outcome;
}

/** The account may not ask for these card features; the hold is what it was. */
interface FeaturesRefused {
  readonly kind: 'features_refused';
  readonly intent: ConfirmIntent;
}

type Call = ProviderCall<ConfirmIntent, ConfirmAnswer, ConfirmOutcome | FeaturesRefused>;

/** A confirm leaves no marker at the provider: under the same key it is done now, or its stored answer comes again (docs/decisions/0008). */
function confirmCall(context: StepContext, step: ConfirmStep): Omit<Call, 'recordIntent'> {
  const { paymentIntentId } = step;
  const { gateway } = context;
  return {
    name: confirmName(step),
    readOutcome: async () => {
      const hold = await gateway.readHold(paymentIntentId);
      return isPastConfirming(hold) ? recordConfirmAnswered(context, step, hold) : undefined;
    },
    recordAskedAgain: (intent) => recordConfirmAskedAgain(context, step, intent),
    ask: (intent, firstUse) => gateway.confirm({ ...requestOf(step, intent), firstUse }),
    // The buyer may have failed the challenge that a stored answer tells of.
    asItIsNow: async (answer) => {
      return answer.kind === 'answered' ? { kind: 'answered', hold: await gateway.readHold(paymentIntentId) } : answer;
    },
    recordAnswer: async (intent, answer) => {
      if (answer.kind === 'features_refused') return { kind: 'features_refused', intent };
      if (answer.kind === 'refused') return recordConfirmRefused(context, step, 'payment_method_refused', answer.error);
      return recordConfirmAnswered(context, step, answer.hold);
    },
    // Whatever differs from what was recorded before the call is its outcome; else the shop may confirm again.
    keySpent: async ({ authorization }, { why }) => {
      const hold = await gateway.readHold(paymentIntentId);
      if (!isRecorded(authorization, hold)) return { done: await recordConfirmAnswered(context, step, hold) };
      const error = { code: 'key_spent', declineCode: null, message: why };
      return { done: await recordConfirmRefused(context, step, 'key_spent', error) };
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
