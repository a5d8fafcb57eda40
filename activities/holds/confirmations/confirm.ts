import { featuresOf } from '../../../libs/domain/orders/card-features';
import type { ConfirmAnswer, HoldReading } from '../../../libs/domain/provider/payment-gateway';
import type { ConfirmStep } from '../../../libs/domain/payment/steps';
import type { ConfirmOutcome } from '../../../libs/domain/payment/facts';
import type { PaymentNeeds } from '../../steps/payment-needs';
import { carryOut, type ProviderCall } from '../../steps/provider-call';
import type { FeatureMemory } from '../card-features/feature-memory';
import { confirmName, recordConfirmAskedAgain, recordConfirmIntent, type ConfirmIntent } from './confirm-intent';
import { recordConfirmAnswered, recordConfirmRefused } from './record-confirmation';
import { isRecorded } from '../record-hold';
import { stepDownConfirm } from './step-down-confirm';

/** Tries a payment method on a hold that is not placed yet: intent, call, outcome; down the ladder of card features. */
export async function confirm(needs: PaymentNeeds, step: ConfirmStep, memory: FeatureMemory): Promise<ConfirmOutcome> {
  const call = confirmCall(needs, step);
  let outcome = await carryOut(needs, {
    ...call,
    recordIntent: () => recordConfirmIntent(needs, step, memory.highest()),
  });
  while (outcome.kind === 'features_refused') {
    const { intent } = outcome;
    const { rung } = intent.row;
    if (rung !== null) memory.refused(rung, featuresOf(rung, intent.extended));
    outcome = await carryOut(needs, { ...call, recordIntent: () => stepDownConfirm(needs, step, intent) });
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
function confirmCall(needs: PaymentNeeds, step: ConfirmStep): Omit<Call, 'recordIntent'> {
  const { paymentIntentId } = step;
  const { gateway } = needs;
  return {
    name: confirmName(step),
    readOutcome: async () => {
      const hold = await gateway.readHold(paymentIntentId);
      return isPastConfirming(hold) ? recordConfirmAnswered(needs, step, hold) : undefined;
    },
    recordAskedAgain: (intent) => recordConfirmAskedAgain(needs, step, intent),
    ask: (intent, firstUse) => gateway.confirm({ ...requestOf(step, intent), firstUse }),
    // The buyer may have failed the challenge that a stored answer tells of.
    asItIsNow: async (answer) => {
      return answer.kind === 'answered' ? { kind: 'answered', hold: await gateway.readHold(paymentIntentId) } : answer;
    },
    recordAnswer: async (intent, answer) => {
      if (answer.kind === 'features_refused') return { kind: 'features_refused', intent };
      if (answer.kind === 'refused') return recordConfirmRefused(needs, step, 'payment_method_refused', answer.error);
      return recordConfirmAnswered(needs, step, answer.hold);
    },
    // Whatever differs from what was recorded before the call is its outcome; else the shop may confirm again.
    keySpent: async ({ authorization }, { why }) => {
      const hold = await gateway.readHold(paymentIntentId);
      if (!isRecorded(authorization, hold)) return { done: await recordConfirmAnswered(needs, step, hold) };
      const error = { code: 'key_spent', declineCode: null, message: why };
      return { done: await recordConfirmRefused(needs, step, 'key_spent', error) };
    },
  };
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

function requestOf(
  { paymentIntentId, confirmation, saveForLater, whole }: ConfirmStep,
  { row, extended }: ConfirmIntent,
): Parameters<PaymentNeeds['gateway']['confirm']>[0] {
  const { paymentMethod, returnUrl } = confirmation;
  const { idempotency_key: idempotencyKey, rung } = row;
  // A payment that takes all at once was begun without features, and stays as it was begun.
  const features = rung === null || whole !== undefined ? null : featuresOf(rung, extended);
  return { idempotencyKey, paymentIntentId, paymentMethod, features, returnUrl, ...(saveForLater && { saveForLater }) };
}
