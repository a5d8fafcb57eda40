import { authorizationId } from '../../../libs/domain/provider/ids';
import type { PaymentError } from '../../../libs/domain/provider/payment-intent-reading';
import type { AuthorizeStep } from '../../../libs/domain/payment/steps';
import type { AuthorizeOutcome } from '../../../libs/domain/payment/facts';
import { tierOf, type AuthorizationRow } from '../../../libs/postgres/holds/authorization-store';
import { inTransaction } from '../../../libs/postgres/database/transaction';
import { authorizeSource, recordAnswer, recordAuthorizeIntent } from '../authorize';
import type { HoldAnswer } from '../ask-for-hold';
import type { StepContext } from '../../steps/step-context';
import { findOut } from '../../steps/provider-call';
import { askedOf } from '../asked-authorization';
import { clearRenewal, factOfRenewal, recordRenewal, type RenewalResult } from './record-renewal';
import { findHoldOf, orOpenAttention } from '../orphaned-hold';

/**
 * Finds out what became of a renewal that was given up, and makes an end of it: a hold that was placed after all
 * counts, anything else is as good as a refusal. The provider is never asked again.
 */
export function resolveRenewal(
  context: StepContext,
  step: AuthorizeStep,
  workflowId: string,
): Promise<AuthorizeOutcome> {
  const { order, generation, renewal } = step;
  const lastCallAt = renewal?.lastCallAt ?? null;
  const record = async (row: AuthorizationRow, answer: HoldAnswer['answer']): Promise<AuthorizeOutcome> => {
    if (lastCallAt === null) return recordAnswer(context, step, { row, answer });
    const result = await clearAtLast(context, row, answer);
    return recordRenewal(context, authorizeSource(context, step), step, lastCallAt, result);
  };
  return findOut<AuthorizationRow, AuthorizeOutcome>(context, {
    name: `authorization ${authorizationId(order.orderId, generation)}`,
    // A PaymentIntent that is being confirmed looks like one that nobody confirms.
    readOnceArrived: true,
    recordIntent: async () => {
      const { row, repeated } = await recordAuthorizeIntent(context, step, workflowId, 'all');
      if (row.state === 'requested') return { ask: row, asked: askedOf(row, repeated) };
      return { done: await inTransaction(context.database, (transaction) => factOfRenewal(transaction, row)) };
    },
    readOutcome: async (row) => {
      const answer = await orOpenAttention<HoldAnswer['answer'] | undefined>(context, row, NOTHING, async () => {
        const hold = await findHoldOf(context, row, tierOf(row));
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

function clearAtLast(
  context: StepContext,
  row: AuthorizationRow,
  answer: HoldAnswer['answer'],
): Promise<RenewalResult> {
  const refused: RenewalResult = { kind: 'refused', error: GIVEN_UP, left: null };
  return orOpenAttention(context, row, refused, () => clearRenewal(context, row, answer));
}
