import type { Selectable } from 'kysely';
import type { ShareReading } from '../../domain/provider/connect-gateway';
import { SHARE_KINDS, type Shares } from '../../domain/orders/connect-terms';
import type { ConnectSharesTable } from '../records/connect-schema';
import type { Database, Transaction } from '../database/database';
import type { OrderChange } from '../orders/order-change';

/** A share with what its capture is of. */
export interface ShareRow extends Selectable<ConnectSharesTable> {
  readonly shipment_id: string;
}

/**
 * Writes down what a capture sends on and takes back; what it does not ask for has no row. Once, with its capture: a
 * second time breaks the table's key.
 */
export async function insertShares(
  { transaction, orderId, at }: OrderChange,
  captureId: string,
  shares: Shares,
): Promise<void> {
  const asked = SHARE_KINDS.filter((kind) => shares[kind] > 0);
  if (asked.length === 0) return;
  await transaction
    .insertInto('connect_shares')
    .values(
      asked.map((kind) => ({
        capture_id: captureId,
        kind,
        order_id: orderId,
        asked: shares[kind],
        created_at: at,
      })),
    )
    .execute();
}

/** Of all captures of a charge, in the order in which they took its money. */
export async function sharesOfCharge(
  database: Database | Transaction,
  orderId: string,
  chargeId: string,
): Promise<ShareRow[]> {
  return database
    .selectFrom('connect_shares')
    .innerJoin('captures', 'captures.capture_id', 'connect_shares.capture_id')
    .innerJoin('authorizations', 'authorizations.authorization_id', 'captures.authorization_id')
    .selectAll('connect_shares')
    .select('captures.shipment_id')
    .where('connect_shares.order_id', '=', orderId)
    .where('authorizations.charge_id', '=', chargeId)
    .orderBy('captures.received_before')
    .orderBy('captures.captured_at')
    .execute();
}

/** Writes down what Stripe moved for a share, once. */
export async function recordShare(
  { transaction, at }: OrderChange,
  { capture_id, kind }: ShareRow,
  { stripeId, amount, balanceTransactionId }: ShareReading,
): Promise<void> {
  const { numUpdatedRows } = await transaction
    .updateTable('connect_shares')
    .set({
      stripe_id: stripeId,
      amount: amount.amount,
      currency: amount.currency,
      balance_transaction_id: balanceTransactionId,
      recorded_at: at,
    })
    .where('capture_id', '=', capture_id)
    .where('kind', '=', kind)
    .where('stripe_id', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new Error(`Bug! The ${kind} of capture ${capture_id} was recorded before`);
}
