import { lowerRung, type ExtendedAuthorization, type Rung } from '../../../libs/domain/orders/card-features';
import { confirmKey } from '../../../libs/domain/provider/idempotency-key';
import type { ConfirmStep } from '../../../libs/domain/payment/steps';
import type { ConfirmOutcome } from '../../../libs/domain/payment/facts';
import { getAuthorization, rungOf, type AuthorizationRow } from '../../../libs/postgres/holds/authorization-store';
import {
  findConfirmation,
  hasUnanswered,
  insertConfirmation,
  touchConfirmation,
  type ConfirmationRow,
} from '../../../libs/postgres/holds/confirmation-store';
import { extensionWanted } from '../../../libs/postgres/orders/order-store';
import { recordIntent, type Occasion } from '../../../libs/postgres/orders/order-change';
import { outcomeOfConfirmation } from './confirmation-facts';
import { nowOf, type PaymentNeeds } from '../../steps/payment-needs';

/** What names one confirm, of a hold or of a card. */
export type ConfirmRef = Pick<ConfirmStep, 'orderId' | 'authorizationGeneration' | 'attempt' | 'confirmation'>;

export interface ConfirmIntent {
  readonly row: ConfirmationRow;
  /** As it was before the provider was asked. */
  readonly authorization: AuthorizationRow;
  /** An earlier attempt may have asked the provider already. */
  readonly repeated: boolean;
  /** An earlier payment method was given up before anybody saw the provider's answer to it. */
  readonly afterUnanswered: boolean;
  /** The order's policy: what the highest rung asks for. */
  readonly extended: ExtendedAuthorization;
  /** What an earlier attempt recorded. */
  readonly outcome: ConfirmOutcome | undefined;
}

/**
 * Writes down that a payment method is to be tried, before the provider is asked.
 * @param highest rung of card features that may be asked for
 */
export async function recordConfirmIntent(
  needs: PaymentNeeds,
  step: ConfirmRef,
  highest: Rung,
): Promise<ConfirmIntent> {
  const { orderId, authorizationGeneration, attempt, confirmation } = step;
  return recordIntent(needs.database, confirmOccasion(needs, step), async (change) => {
    const { transaction } = change;
    const authorization = await getAuthorization(transaction, orderId, authorizationGeneration);
    const { authorization_id: authorizationId } = authorization;
    const afterUnanswered = await hasUnanswered(transaction, authorizationId, attempt);
    const extended = await extensionWanted(transaction, orderId);
    const known = await findConfirmation(transaction, authorizationId, attempt);
    if (known === undefined) {
      const idempotencyKey = confirmKey(orderId, authorizationGeneration, attempt);
      const rung = lowerRung(rungOf(authorization), highest);
      const row = await insertConfirmation(change, { authorizationId, attempt, rung, idempotencyKey, confirmation });
      return { row, authorization, repeated: false, afterUnanswered, extended, outcome: undefined };
    }
    const outcome = outcomeOfConfirmation(known, authorization);
    if (outcome === undefined) await touchConfirmation(change, known);
    return { row: known, authorization, repeated: true, afterUnanswered, extended, outcome };
  });
}

/** A payment method is always the shop's doing. */
export function confirmOccasion(needs: PaymentNeeds, { orderId, confirmation }: ConfirmRef): Occasion {
  const origin = { actor: 'shop', requestId: confirmation.requestId, eventId: null } as const;
  return { orderId, at: nowOf(needs), origin };
}
