import type { RefundCommand } from '../../../../libs/domain/refunds/refund';
import type { Database } from '../../../../libs/postgres/database/database';
import { inSnapshot } from '../../../../libs/postgres/database/transaction';
import { decideRefund, readChargeIds } from '../../../../libs/postgres/refunds/refund-decision';
import type { Foreseen } from '../dry-run/dry-runs';
import { problemOf } from '../problems/refusal';

/**
 * What a refund would do, by the decision that it would meet, as things are recorded now.
 * @throws Problem that the refund would be refused with
 */
export function foreseeRefund(database: Database, orderId: string, command: RefundCommand): Promise<Foreseen> {
  return inSnapshot(database, async (transaction): Promise<Foreseen> => {
    const decision = await decideRefund(transaction, orderId, command);
    switch (decision.kind) {
      case 'known':
        return 'repeat';
      case 'refused':
        throw problemOf(decision.refusal);
      case 'planned': {
        const charges = await readChargeIds(transaction, orderId);
        const requests = decision.parts.map(({ authorizationId, amount }) => {
          return { kind: 'refund', id: charges.get(authorizationId) ?? null, amount, final: null } as const;
        });
        return { requests, refunded: decision.amount };
      }
    }
  });
}
