import { lowerTier, type ExtendedAuthorization, type FeatureTier } from '../../../libs/domain/orders/card-features';
import { confirmKey } from '../../../libs/domain/provider/idempotency-key';
import { attemptId, authorizationId } from '../../../libs/domain/provider/ids';
import type { ConfirmStep } from '../../../libs/domain/payment/steps';
import type { ConfirmOutcome } from '../../../libs/domain/payment/facts';
import { getAuthorization, tierOf, type AuthorizationRow } from '../../../libs/postgres/holds/authorization-store';
import {
  findConfirmation,
  getConfirmation,
  hasUnanswered,
  insertConfirmation,
  touchConfirmation,
  type ConfirmationRow,
} from '../../../libs/postgres/holds/confirmation-store';
import { extensionWanted } from '../../../libs/postgres/orders/order-store';
import { recordIntent, type ChangeSource } from '../../../libs/postgres/orders/order-change';
import { outcomeOfConfirmation } from './confirmation-facts';
import { nowOf, type StepContext } from '../../steps/step-context';
import type { Asked, Done, ToAsk } from '../../steps/provider-call';

/** What names one confirm, of a hold or of a card. */
export type ConfirmRef = Pick<ConfirmStep, 'orderId' | 'authorizationGeneration' | 'attempt' | 'confirmation'>;

export interface ConfirmIntent {
  readonly row: ConfirmationRow;
  /** As it was before the provider was asked. */
  readonly authorization: AuthorizationRow;
  /** The order's policy: what the highest tier asks for. */
  readonly extended: ExtendedAuthorization;
}

/** Names a confirm for whoever reads a failure. */
export function confirmName({ orderId, authorizationGeneration, attempt }: ConfirmRef): string {
  return `confirmation ${attemptId(authorizationId(orderId, authorizationGeneration), attempt)}`;
}

/**
 * Writes down that a payment method is to be tried, before the provider is asked.
 * @param highest tier of card features that may be asked for
 */
export async function recordConfirmIntent(
  context: StepContext,
  step: ConfirmRef,
  highest: FeatureTier,
): Promise<Done<ConfirmOutcome> | (ToAsk<ConfirmIntent> & { readonly asked: Asked })> {
  const { orderId, authorizationGeneration, attempt, confirmation } = step;
  return recordIntent(context.database, confirmSource(context, step), async (change) => {
    const { transaction, at } = change;
    const authorization = await getAuthorization(transaction, orderId, authorizationGeneration);
    const { authorization_id } = authorization;
    const extended = await extensionWanted(transaction, orderId);
    const known = await findConfirmation(transaction, authorization_id, attempt);
    if (known === undefined) {
      // An earlier payment method was given up before anybody saw the provider's answer to it.
      const when = (await hasUnanswered(transaction, authorization_id, attempt)) ? 'look_first' : 'never';
      const idempotencyKey = confirmKey(orderId, authorizationGeneration, attempt);
      const tier = lowerTier(tierOf(authorization), highest);
      const confirming = { authorizationId: authorization_id, attempt, tier, idempotencyKey, confirmation };
      const row = await insertConfirmation(change, confirming);
      return { ask: { row, authorization, extended }, asked: { when, firstAt: at, lastAt: at } };
    }
    const done = outcomeOfConfirmation(known, authorization);
    if (done !== undefined) return { done };
    const { key_first_used_at: firstAt, key_last_used_at: lastAt } = known;
    return { ask: { row: known, authorization, extended }, asked: { when: 'before', firstAt, lastAt } };
  });
}

/** Writes down that the provider is about to be asked once more. */
export async function recordConfirmAskedAgain(
  context: StepContext,
  step: ConfirmRef,
  intent: ConfirmIntent,
): Promise<Done<ConfirmOutcome> | ToAsk<ConfirmIntent>> {
  const { orderId, authorizationGeneration, attempt } = step;
  return recordIntent(context.database, confirmSource(context, step), async (change) => {
    const authorization = await getAuthorization(change.transaction, orderId, authorizationGeneration);
    const known = await getConfirmation(change.transaction, authorization.authorization_id, attempt);
    const done = outcomeOfConfirmation(known, authorization);
    if (done !== undefined) return { done };
    await touchConfirmation(change, known);
    return { ask: { ...intent, row: known } };
  });
}

/** A payment method is always the shop's doing. */
export function confirmSource(context: StepContext, { orderId, confirmation }: ConfirmRef): ChangeSource {
  const origin = { actor: 'shop', requestId: confirmation.requestId, eventId: null } as const;
  return { orderId, at: nowOf(context), origin };
}
