import { activityInfo } from '@temporalio/activity';
import type { PaymentError } from '../../../libs/domain/provider/payment-gateway';
import type { AuthorizeStep } from '../../../libs/domain/payment/steps';
import type { AuthorizeOutcome } from '../../../libs/domain/payment/facts';
import { rungOf, type AuthorizationRow } from '../../../libs/postgres/holds/authorization-store';
import { inTransaction } from '../../../libs/postgres/database/transaction';
import { authorizeOccasion, recordAnswer, recordAuthorizeIntent } from '../authorize';
import type { HoldAnswer } from '../ask-for-hold';
import { requireArrived } from '../../steps/on-its-way';
import type { PaymentNeeds } from '../../steps/payment-needs';
import { clearRenewal, factOfRenewal, recordRenewal, type RenewalResult } from './record-renewal';
import { callForPerson, findHoldOf, SEARCHES_AT_MOST } from '../stray-hold';

/**
 * Finds out what became of a renewal that was given up, and makes an end of it: a hold that was placed after all counts,
 * anything else is as good as a refusal. The provider is never asked again.
 */
export async function resolveRenewal(
  needs: PaymentNeeds,
  step: AuthorizeStep,
  workflowId: string,
): Promise<AuthorizeOutcome> {
  const { row, repeated } = await recordAuthorizeIntent(needs, step, workflowId, 'all');
  if (row.state !== 'requested') return inTransaction(needs.database, (transaction) => factOfRenewal(transaction, row));
  if (repeated) requireArrived(needs, `authorization ${row.authorization_id}`, row.asked_at ?? row.created_at);
  const lastCallAt = step.renewal?.lastCallAt ?? null;
  const answer = await whatIsThere(needs, row);
  if (lastCallAt === null) return recordAnswer(needs, step, { row, answer });
  const result = await clearAtLast(needs, row, answer);
  return recordRenewal(needs, authorizeOccasion(needs, step), step, lastCallAt, result);
}

const GIVEN_UP: PaymentError = {
  code: 'no_answer',
  declineCode: null,
  message: 'The payment could not be completed.',
};

async function whatIsThere(needs: PaymentNeeds, row: AuthorizationRow): Promise<HoldAnswer['answer']> {
  const nothing: HoldAnswer['answer'] = { kind: 'refused', error: GIVEN_UP };
  return orCallForPerson(needs, row, nothing, async () => {
    const hold = await findHoldOf(needs, row, rungOf(row));
    return hold === undefined ? nothing : { kind: 'answered', hold };
  });
}

function clearAtLast(needs: PaymentNeeds, row: AuthorizationRow, answer: HoldAnswer['answer']): Promise<RenewalResult> {
  const refused: RenewalResult = { kind: 'refused', error: GIVEN_UP, left: null };
  return orCallForPerson(needs, row, refused, () => clearRenewal(needs, row, answer));
}

/** What cannot be found out or mended is left to a person in the end: the order must go on. */
async function orCallForPerson<Result>(
  needs: PaymentNeeds,
  row: AuthorizationRow,
  otherwise: Result,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (activityInfo().attempt < SEARCHES_AT_MOST) throw error;
    await callForPerson(needs, row);
    return otherwise;
  }
}
