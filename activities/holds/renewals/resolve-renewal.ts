import { authorizationId } from '../../../libs/domain/provider/ids';
import type { PaymentError } from '../../../libs/domain/provider/payment-gateway';
import type { AuthorizeStep } from '../../../libs/domain/payment/steps';
import type { AuthorizeOutcome } from '../../../libs/domain/payment/facts';
import { rungOf, type AuthorizationRow } from '../../../libs/postgres/holds/authorization-store';
import { inTransaction } from '../../../libs/postgres/database/transaction';
import { authorizeOccasion, recordAnswer, recordAuthorizeIntent } from '../authorize';
import type { HoldAnswer } from '../ask-for-hold';
import type { PaymentNeeds } from '../../steps/payment-needs';
import { findOut } from '../../steps/provider-call';
import { askedOf } from '../asked-authorization';
import { clearRenewal, factOfRenewal, recordRenewal, type RenewalResult } from './record-renewal';
import { findHoldOf, orCallForPerson } from '../stray-hold';

/**
 * Finds out what became of a renewal that was given up, and makes an end of it: a hold that was placed after all
 * counts, anything else is as good as a refusal. The provider is never asked again.
 */
export function resolveRenewal(
  needs: PaymentNeeds,
  step: AuthorizeStep,
  workflowId: string,
): Promise<AuthorizeOutcome> {
  const { order, generation, renewal } = step;
  const lastCallAt = renewal?.lastCallAt ?? null;
  const record = async (row: AuthorizationRow, answer: HoldAnswer['answer']): Promise<AuthorizeOutcome> => {
    if (lastCallAt === null) return recordAnswer(needs, step, { row, answer });
    const result = await clearAtLast(needs, row, answer);
    return recordRenewal(needs, authorizeOccasion(needs, step), step, lastCallAt, result);
  };
  return findOut<AuthorizationRow, AuthorizeOutcome>(needs, {
    name: `authorization ${authorizationId(order.orderId, generation)}`,
    // A PaymentIntent that is being confirmed looks like one that nobody confirms.
    readOnceArrived: true,
    recordIntent: async () => {
      const { row, repeated } = await recordAuthorizeIntent(needs, step, workflowId, 'all');
      if (row.state === 'requested') return { ask: row, asked: askedOf(row, repeated) };
      return { done: await inTransaction(needs.database, (transaction) => factOfRenewal(transaction, row)) };
    },
    readOutcome: async (row) => {
      const answer = await orCallForPerson<HoldAnswer['answer'] | undefined>(needs, row, NOTHING, async () => {
        const hold = await findHoldOf(needs, row, rungOf(row));
        return hold && { kind: 'answered', hold };
      });
      return answer && record(row, answer);
    },
    keySpent: async (row) => ({ done: await record(row, NOTHING) }),
  });
}

const GIVEN_UP: PaymentError = {
  code: 'no_answer',
  declineCode: null,
  message: 'The payment could not be completed.',
};

const NOTHING: HoldAnswer['answer'] = { kind: 'refused', error: GIVEN_UP };

function clearAtLast(needs: PaymentNeeds, row: AuthorizationRow, answer: HoldAnswer['answer']): Promise<RenewalResult> {
  const refused: RenewalResult = { kind: 'refused', error: GIVEN_UP, left: null };
  return orCallForPerson(needs, row, refused, () => clearRenewal(needs, row, answer));
}
