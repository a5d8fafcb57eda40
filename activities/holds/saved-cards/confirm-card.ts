import type { CardReading } from '../../../libs/domain/provider/card-gateway';
import type { ConfirmCardStep } from '../../../libs/domain/payment/card-steps';
import { RUNG_WITHOUT_FEATURES } from '../../../libs/domain/orders/card-features';
import type { ConfirmOutcome } from '../../../libs/domain/payment/facts';
import type { PaymentNeeds } from '../../steps/payment-needs';
import { carryOutCall } from '../../steps/provider-call';
import { recordConfirmIntent } from '../confirmations/confirm-intent';
import { confirmationCall, type Confirmed } from '../confirmations/confirmation-call';
import { recordCardAnswered } from '../confirmations/record-confirmation';

/** Tries a payment method on a card setup that is not done yet: intent, call, outcome (docs/decisions/0008). */
export async function confirmCard(needs: PaymentNeeds, step: ConfirmCardStep): Promise<ConfirmOutcome> {
  const outcome = await carryOutCall(needs, {
    ...confirmationCall(needs, step, confirmedCard(needs, step)),
    recordIntent: () => recordConfirmIntent(needs, step, RUNG_WITHOUT_FEATURES),
  });
  if (outcome.kind === 'features_refused') throw new Error('Bug! A card setup asks for no features');
  return outcome;
}

function confirmedCard(needs: PaymentNeeds, step: ConfirmCardStep): Confirmed<CardReading> {
  const { setupIntentId, confirmation } = step;
  const { paymentMethod, returnUrl } = confirmation;
  const { gateway } = needs;
  return {
    read: () => gateway.readCard(setupIntentId),
    isPastConfirming: ({ status }) => status === 'processing' || status === 'succeeded' || status === 'canceled',
    record: (card) => recordCardAnswered(needs, step, card),
    ask: async ({ row: { idempotency_key: idempotencyKey } }, firstUse) => {
      const request = { idempotencyKey, firstUse, setupIntentId, paymentMethod, returnUrl };
      const answer = await gateway.confirmCard(request);
      return answer.kind === 'answered' ? { kind: 'answered', reading: answer.card } : answer;
    },
  };
}
