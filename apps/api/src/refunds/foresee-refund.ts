import type { ProviderRequest } from '../../../../libs/domain/lifecycle/dry-run';
import { sumOf } from '../../../../libs/domain/money/money';
import type { RefundCommand } from '../../../../libs/domain/refunds/refund';
import type { Database } from '../../../../libs/postgres/database/database';
import { inSnapshot } from '../../../../libs/postgres/database/transaction';
import { decideRefund, readChargeIds } from '../../../../libs/postgres/refunds/refund-decision';
import type { ForeseenEffect } from '../dry-run/dry-runs';
import { problemOf } from '../problems/refusal';

/**
 * What a refund would do, by the decision that it would meet, as things are recorded now.
 * @throws Problem that the refund would be refused with
 */
export function foreseeRefund(database: Database, orderId: string, command: RefundCommand): Promise<ForeseenEffect> {
  return inSnapshot(database, async (transaction): Promise<ForeseenEffect> => {
    const decision = await decideRefund(transaction, orderId, command);
    switch (decision.kind) {
      case 'known':
        return 'repeat';
      case 'refused':
        throw problemOf(decision.refusal);
      case 'planned': {
        const charges = await readChargeIds(transaction, orderId);
        const requests = decision.parts
          .filter(({ amount }) => amount > 0)
          .map(({ authorizationId, amount }): ProviderRequest => {
            return { kind: 'refund', id: charges.get(authorizationId) ?? null, amount, final: null };
          });
        const credited = sumOf(decision.parts, ({ breakdown }) => breakdown?.credit ?? 0);
        return { requests, refunded: decision.amount, credited };
      }
    }
  });
}
