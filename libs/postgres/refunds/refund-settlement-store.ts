import type { Settlement } from '../../domain/settlements/settlement';
import type { OrderChange } from '../orders/order-change';
import type { RefundPartRow } from './refund-store';

/**
 * Keeps what a part of a refund was in the settlement currency, and what its failure was; what is not known stays
 * open. May be repeated.
 */
export async function saveSettlement(
  { transaction, at }: OrderChange,
  row: RefundPartRow,
  settlement: Settlement | null,
  failure: Settlement | null,
): Promise<void> {
  if (settlement === null || isKnown(row, settlement, failure)) return;
  await transaction
    .updateTable('refund_parts')
    .set({
      balance_transaction_id: settlement.balanceTransactionId,
      fee: settlement.fee.amount + (failure?.fee.amount ?? 0),
      net: settlement.net.amount,
      settlement_currency: settlement.net.currency,
      exchange_rate: settlement.exchangeRate,
      failure_balance_transaction_id: failure?.balanceTransactionId ?? null,
      updated_at: at,
    })
    .where('order_id', '=', row.order_id)
    .where('refund_id', '=', row.refund_id)
    .where('part', '=', row.part)
    .execute();
}

function isKnown(row: RefundPartRow, settlement: Settlement, failure: Settlement | null): boolean {
  const { balance_transaction_id: known, failure_balance_transaction_id: knownFailure } = row;
  return known === settlement.balanceTransactionId && knownFailure === (failure?.balanceTransactionId ?? null);
}

/** Whether a refund of the order has been on its way since before an instant. */
export async function waitsForRefundSince({ transaction, orderId }: OrderChange, instant: string): Promise<boolean> {
  const waiting = await transaction
    .selectFrom('refund_parts')
    .select('refund_id')
    .where('order_id', '=', orderId)
    .where('state', '=', 'pending')
    .where('accepted_at', '<=', instant)
    .limit(1)
    .executeTakeFirst();
  return waiting !== undefined;
}
