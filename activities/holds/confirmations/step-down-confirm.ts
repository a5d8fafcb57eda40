import { CAUTIOUS_TIER, featuresOf } from '../../../libs/domain/orders/card-features';
import { confirmKey, steppedDownKey } from '../../../libs/domain/provider/idempotency-key';
import type { ConfirmStep } from '../../../libs/domain/payment/steps';
import { changeAuthorization, getAuthorization } from '../../../libs/postgres/holds/authorization-store';
import { changeConfirmation, getConfirmation } from '../../../libs/postgres/holds/confirmation-store';
import { recordIntent } from '../../../libs/postgres/orders/order-change';
import { confirmSource, type ConfirmIntent } from './confirm-intent';
import type { StepContext } from '../../steps/step-context';
import type { Begun } from '../../steps/provider-call';
import { nextTier, appendFeaturesRefused } from '../card-features/record-features-refused';

/**
 * The provider refused the card features of a confirm, which changes nothing about the hold: writes down that the next
 * lower tier is asked for, by this confirm under another key, and by every later one.
 * @throws Error when another worker went on with the confirmation: this attempt is void
 */
export async function stepDownConfirm(
  context: StepContext,
  step: ConfirmStep,
  intent: ConfirmIntent,
): Promise<Begun<ConfirmIntent, never>> {
  const { orderId, authorizationGeneration, attempt } = step;
  const { row: asked, extended } = intent;
  const refused = asked.tier ?? CAUTIOUS_TIER;
  const tier = nextTier(refused);
  return recordIntent(context.database, confirmSource(context, step), async (change) => {
    const authorization = await getAuthorization(change.transaction, orderId, authorizationGeneration);
    const now = await getConfirmation(change.transaction, authorization.authorization_id, attempt);
    if (now.state !== 'requested' || now.idempotency_key !== asked.idempotency_key) {
      throw new Error(`another worker went on with confirmation ${now.confirmation_id}; this attempt is void`);
    }
    const key = steppedDownKey(confirmKey(orderId, authorizationGeneration, attempt), tier);
    const { at } = change;
    const keyed = { idempotency_key: key, key_first_used_at: at, key_last_used_at: at };
    const row = await changeConfirmation(change, now, 'requested', { tier, ...keyed });
    const lower = await changeAuthorization(change, authorization, authorization.state, { tier });
    await appendFeaturesRefused(change, lower, featuresOf(refused, extended), featuresOf(tier, extended));
    return { ask: { row, authorization: lower, extended }, asked: { when: 'never', firstAt: at, lastAt: at } };
  });
}
