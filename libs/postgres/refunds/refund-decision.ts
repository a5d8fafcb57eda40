import { refundConflict, type RefundCommand, type RefundRefusal } from '../../domain/refunds/refund';
import { splitRefund } from '../../domain/refunds/refund-breakdown';
import { planRefund } from '../../domain/refunds/refund-plan';
import type { Transaction } from '../database/database';
import { findRefund, type SplitPart, type StoredRefund } from './refund-store';
import { readRefundable } from './refundable-store';

/** What becomes of a refund that is asked for, as things are recorded. Amounts are minor units. */
export type RefundDecision =
  /** It was asked for before, by this request or by an equal one. */
  | { readonly kind: 'known'; readonly stored: StoredRefund }
  | { readonly kind: 'refused'; readonly refusal: RefundRefusal }
  | { readonly kind: 'planned'; readonly amount: number; readonly parts: readonly SplitPart[] };

/**
 * Decides about a refund, and writes nothing. Under the order's lock the decision holds until the end of the
 * transaction; without it, it says what would be decided now.
 */
export async function decideRefund(
  transaction: Transaction,
  orderId: string,
  command: RefundCommand,
): Promise<RefundDecision> {
  const known = await findRefund(transaction, orderId, command.refundId);
  if (known !== undefined && !mayAskAgain(known, command.acceptanceId)) {
    if (known.refund.content_hash === command.contentHash) return { kind: 'known', stored: known };
    return { kind: 'refused', refusal: refundConflict(command.refundId) };
  }
  const records = await readRefundable(transaction, orderId);
  const plan = planRefund(records, command);
  if (plan.kind === 'refused') return plan;
  const parts = plan.parts.map((part) => ({ ...part, breakdown: splitRefund(records, command, part) }));
  return { kind: 'planned', amount: plan.amount, parts };
}

/** A refused refund may be asked for again, but not by another attempt of the request that was refused. */
function mayAskAgain({ refund }: StoredRefund, acceptanceId: string): boolean {
  return refund.status === 'refused' && refund.acceptance_id !== acceptanceId;
}

/** What the charge of each authorization of an order is called at the provider, by authorization. */
export async function readChargeIds(transaction: Transaction, orderId: string): Promise<Map<string, string | null>> {
  const rows = await transaction
    .selectFrom('authorizations')
    .select(['authorization_id', 'charge_id'])
    .where('order_id', '=', orderId)
    .execute();
  return new Map(rows.map(({ authorization_id, charge_id }) => [authorization_id, charge_id]));
}
