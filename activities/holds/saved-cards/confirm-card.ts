import type { CardAnswer, CardReading } from '../../../libs/domain/provider/card-gateway';
import type { ConfirmCardStep } from '../../../libs/domain/payment/card-steps';
import { TIER_WITHOUT_FEATURES } from '../../../libs/domain/orders/card-features';
import type { ConfirmOutcome } from '../../../libs/domain/payment/facts';
import type { StepContext } from '../../steps/step-context';
import { carryOut, type ProviderCall } from '../../steps/provider-call';
import {
  confirmName,
  recordConfirmAskedAgain,
  recordConfirmIntent,
  type ConfirmIntent,
} from '../confirmations/confirm-intent';
import { recordCardAnswered, recordConfirmRefused } from '../confirmations/record-confirmation';
import { isRecorded } from '../record-hold';

/** Tries a payment method on a card setup that is not done yet: intent, call, outcome (docs/decisions/0008). */
export function confirmCard(context: StepContext, step: ConfirmCardStep): Promise<ConfirmOutcome> {
  return carryOut(context, confirmCardCall(context, step));
}

function confirmCardCall(
  context: StepContext,
  step: ConfirmCardStep,
): ProviderCall<ConfirmIntent, CardAnswer, ConfirmOutcome> {
  const { setupIntentId, confirmation } = step;
  const { paymentMethod, returnUrl } = confirmation;
  const { gateway } = context;
  return {
    name: confirmName(step),
    recordIntent: () => recordConfirmIntent(context, step, TIER_WITHOUT_FEATURES),
    readOutcome: async () => {
      const card = await gateway.readCard(setupIntentId);
      return isPastConfirming(card) ? recordCardAnswered(context, step, card) : undefined;
    },
    recordAskedAgain: (intent) => recordConfirmAskedAgain(context, step, intent),
    ask: ({ row: { idempotency_key: idempotencyKey } }, firstUse) =>
      gateway.confirmCard({ idempotencyKey, firstUse, setupIntentId, paymentMethod, returnUrl }),
    // The buyer may have failed the challenge that a stored answer tells of.
    asItIsNow: async (answer) => {
      return answer.kind === 'answered' ? { kind: 'answered', card: await gateway.readCard(setupIntentId) } : answer;
    },
    recordAnswer: (_, answer) =>
      answer.kind === 'refused'
        ? recordConfirmRefused(context, step, 'payment_method_refused', answer.error)
        : recordCardAnswered(context, step, answer.card),
    // Whatever differs from what was recorded before the call is its outcome; else the shop may confirm again.
    keySpent: async ({ authorization }, { why }) => {
      const card = await gateway.readCard(setupIntentId);
      if (!isRecorded(authorization, card)) return { done: await recordCardAnswered(context, step, card) };
      const error = { code: 'key_spent', declineCode: null, message: why };
      return { done: await recordConfirmRefused(context, step, 'key_spent', error) };
    },
  };
}

/** The provider takes no other payment method any more: the card is saved, or the setup is under way or over. */
function isPastConfirming({ status }: CardReading): boolean {
  return status === 'processing' || status === 'succeeded' || status === 'canceled';
}
