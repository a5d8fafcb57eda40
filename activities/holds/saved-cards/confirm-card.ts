import type { CardAnswer, CardReading } from '../../../libs/domain/provider/card-gateway';
import type { ConfirmCardStep } from '../../../libs/domain/payment/card-steps';
import { RUNG_WITHOUT_FEATURES } from '../../../libs/domain/orders/card-features';
import { secondsBetween } from '../../../libs/domain/orders/deadline';
import { confirmKey, KEY_TRUSTED_SECONDS } from '../../../libs/domain/provider/idempotency-key';
import { ProviderUnavailable } from '../../../libs/domain/provider/payment-gateway';
import type { ConfirmOutcome } from '../../../libs/domain/payment/facts';
import { recordConfirmIntent, type ConfirmIntent } from '../confirmations/confirm-intent';
import { nowOf, type PaymentNeeds } from '../../steps/payment-needs';
import { recordCardAnswered, recordConfirmRefused } from '../confirmations/record-confirmation';
import { isRecorded } from '../record-hold';

/** Tries a payment method on a card setup that is not done yet: intent, call, outcome (docs/decisions/0008). */
export async function confirmCard(needs: PaymentNeeds, step: ConfirmCardStep): Promise<ConfirmOutcome> {
  const intent = await recordConfirmIntent(needs, step, RUNG_WITHOUT_FEATURES);
  if (intent.outcome !== undefined) return intent.outcome;
  if (!intent.repeated && !intent.afterUnanswered) return ask(needs, step, intent);

  const card = await needs.gateway.readCard(step.setupIntentId);
  if (isPastConfirming(card)) return recordCardAnswered(needs, step, card);
  const age = secondsBetween(intent.row.key_first_used_at, nowOf(needs));
  if (age < KEY_TRUSTED_SECONDS) return ask(needs, step, intent);
  return recordByReading(needs, step, intent, card, 'the key of an earlier attempt cannot be used again');
}

/** The provider takes no other payment method any more: the card is saved, or the setup is under way or over. */
function isPastConfirming({ status }: CardReading): boolean {
  return status === 'processing' || status === 'succeeded' || status === 'canceled';
}

async function ask(needs: PaymentNeeds, step: ConfirmCardStep, intent: ConfirmIntent): Promise<ConfirmOutcome> {
  const { orderId, authorizationGeneration, attempt, setupIntentId, confirmation } = step;
  const { paymentMethod, returnUrl } = confirmation;
  const idempotencyKey = confirmKey(orderId, authorizationGeneration, attempt);
  let answer: CardAnswer;
  try {
    answer = await needs.gateway.confirmCard({
      idempotencyKey,
      firstUse: !intent.repeated,
      setupIntentId,
      paymentMethod,
      returnUrl,
    });
  } catch (error) {
    if (!(error instanceof ProviderUnavailable) || !error.details.replayed) throw error;
    return recordByReading(needs, step, intent, await needs.gateway.readCard(setupIntentId), error.message);
  }
  if (answer.kind === 'refused') return recordConfirmRefused(needs, step, 'payment_method_refused', answer.error);
  // A stored answer is as old as its key: since then the buyer may have failed the challenge that it tells of.
  const card = intent.repeated ? await needs.gateway.readCard(setupIntentId) : answer.card;
  return recordCardAnswered(needs, step, card);
}

/** Whatever differs from what was recorded before the call is taken for its outcome; else nothing came of it. */
function recordByReading(
  needs: PaymentNeeds,
  step: ConfirmCardStep,
  { authorization }: ConfirmIntent,
  card: CardReading,
  whyNot: string,
): Promise<ConfirmOutcome> {
  if (!isRecorded(authorization, card)) return recordCardAnswered(needs, step, card);
  return recordConfirmRefused(needs, step, 'key_spent', { code: 'key_spent', declineCode: null, message: whyNot });
}
