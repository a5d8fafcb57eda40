import { lowerTier, type ExtendedAuthorization, type FeatureTier } from '../../../libs/domain/orders/card-features';
import { confirmKey } from '../../../libs/domain/provider/idempotency-key';
import type { ConfirmStep } from '../../../libs/domain/payment/steps';
import type { ConfirmOutcome } from '../../../libs/domain/payment/facts';
import { getAuthorization, tierOf, type AuthorizationRow } from '../../../libs/postgres/holds/authorization-store';
import {
  changeConfirmation,
  findConfirmation,
  getConfirmation,
  hasUnanswered,
  insertConfirmation,
  type ConfirmationRow,
} from '../../../libs/postgres/holds/confirmation-store';
import { extensionWanted } from '../../../libs/postgres/orders/order-store';
import { recordIntent, type ChangeSource } from '../../../libs/postgres/orders/order-change';
import { outcomeOfConfirmation } from './confirmation-facts';
import type { CallRow } from '../../steps/call-row';
import { byShop } from '../../steps/change-source';
import type { StepContext } from '../../steps/step-context';
import type { Begun } from '../../steps/provider-call';

/** What names one confirm, of a hold or of a card. */
export type ConfirmRef = Pick<ConfirmStep, 'orderId' | 'authorizationGeneration' | 'attempt' | 'confirmation'>;

/** What is written down before a payment method is tried. */
export interface ConfirmIntent {
  readonly row: ConfirmationRow;
  /** As it was before the provider was asked. */
  readonly authorization: AuthorizationRow;
  /** The order's policy: what the highest tier asks for. */
  readonly extended: ExtendedAuthorization;
}

/**
 * Writes down that a payment method is to be tried, before the provider is asked.
 * @param highest tier of card features that may be asked for
 */
export async function recordConfirmIntent(
  context: StepContext,
  step: ConfirmRef,
  highest: FeatureTier,
): Promise<Begun<ConfirmIntent, ConfirmOutcome>> {
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

/** A confirm, and what it is a confirm of. */
export function confirmationRows(
  context: StepContext,
  step: ConfirmRef,
): CallRow<Pick<ConfirmIntent, 'row' | 'authorization'>, ConfirmOutcome> {
  const { orderId, authorizationGeneration, attempt } = step;
  return {
    database: context.database,
    source: () => confirmSource(context, step),
    read: async ({ transaction }) => {
      const authorization = await getAuthorization(transaction, orderId, authorizationGeneration);
      return { row: await getConfirmation(transaction, authorization.authorization_id, attempt), authorization };
    },
    outcomeOf: ({ row, authorization }) => outcomeOfConfirmation(row, authorization),
    touch: (change, { row }) => changeConfirmation(change, row, 'requested', { key_last_used_at: change.at }),
  };
}

/** A payment method is always the shop's doing. */
export function confirmSource(context: StepContext, { orderId, confirmation }: ConfirmRef): ChangeSource {
  return byShop(context, orderId, confirmation);
}
