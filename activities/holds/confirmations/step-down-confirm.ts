import { CAUTIOUS_RUNG, featuresOf } from '../../../libs/domain/orders/card-features';
import { confirmKey, steppedDownKey } from '../../../libs/domain/provider/idempotency-key';
import type { ConfirmStep } from '../../../libs/domain/payment/steps';
import { changeAuthorization, getAuthorization } from '../../../libs/postgres/holds/authorization-store';
import { changeConfirmation, getConfirmation } from '../../../libs/postgres/holds/confirmation-store';
import { recordIntent } from '../../../libs/postgres/orders/order-change';
import { confirmOccasion, type ConfirmIntent } from './confirm-intent';
import type { PaymentNeeds } from '../../steps/payment-needs';
import type { Begun } from '../../steps/provider-call';
import { nextRung, tellFeaturesRefused } from '../card-features/record-features-refused';

/**
 * The provider refused the card features of a confirm, which changes nothing about the hold: writes down that the next
 * lower rung is asked for, by this confirm under another key, and by every later one.
 */
export async function stepDownConfirm(
  needs: PaymentNeeds,
  step: ConfirmStep,
  intent: ConfirmIntent,
): Promise<Begun<ConfirmIntent, never>> {
  const { orderId, authorizationGeneration, attempt } = step;
  const { row: asked, extended } = intent;
  const refused = asked.rung ?? CAUTIOUS_RUNG;
  const rung = nextRung(refused);
  return recordIntent(needs.database, confirmOccasion(needs, step), async (change) => {
    const authorization = await getAuthorization(change.transaction, orderId, authorizationGeneration);
    const now = await getConfirmation(change.transaction, authorization.authorization_id, attempt);
    if (now.state !== 'requested' || now.idempotency_key !== asked.idempotency_key) {
      throw new Error(`another worker went on with confirmation ${now.confirmation_id}; this attempt is void`);
    }
    const key = steppedDownKey(confirmKey(orderId, authorizationGeneration, attempt), rung);
    const { at } = change;
    const keyed = { idempotency_key: key, key_first_used_at: at, key_last_used_at: at };
    const row = await changeConfirmation(change, now, 'requested', { rung, ...keyed });
    const lower = await changeAuthorization(change, authorization, authorization.state, { rung });
    await tellFeaturesRefused(change, lower, featuresOf(refused, extended), featuresOf(rung, extended));
    return { ask: { row, authorization: lower, extended }, asked: { when: 'never', firstAt: at, lastAt: at } };
  });
}
