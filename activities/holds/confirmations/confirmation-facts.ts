import type { ConfirmOutcome } from '../../../libs/domain/payment/facts';
import type { AuthorizationRow } from '../../../libs/postgres/holds/authorization-store';
import type { ConfirmationRow } from '../../../libs/postgres/holds/confirmation-store';
import { errorOf } from '../../../libs/postgres/database/error-columns';
import { factOfAuthorization } from '../authorization-facts';

/**
 * What a recorded confirmation says; undefined while its outcome is not recorded. Answers are always made from the
 * rows, so that a repeated step gives the answer that the first attempt would have given.
 */
export function outcomeOfConfirmation(
  row: ConfirmationRow,
  authorization: AuthorizationRow,
): ConfirmOutcome | undefined {
  switch (row.state) {
    case 'requested':
      return undefined;
    case 'answered':
      return factOfAuthorization(authorization);
    case 'refused':
      return {
        kind: 'confirm_refused',
        attempt: row.attempt,
        reason: row.refusal_reason ?? 'payment_method_refused',
        error: errorOf(row),
      };
  }
}
