import type { Selectable } from 'kysely';
import type { BuyerDetails } from '../../domain/orders/buyer';
import type { OrderTitle } from '../../domain/orders/order';
import { addSeconds } from '../../domain/orders/deadline';
import type { Database, Transaction } from '../database/database';
import type { OrdersTable } from '../records/order-schema';

/** Longer than a request that brings an order can be repeated for before anybody has read what became of it. */
const KEPT_SECONDS = 7 * 24 * 60 * 60;

/**
 * Keeps what a request says of the buyer until its order is written, so that it need not travel through Temporal.
 * What was kept for requests that never became an order is forgotten after a week. Once for a request: a second time
 * breaks the table's key.
 * @param acceptanceId of the request
 */
export async function keepBuyer(
  database: Database,
  acceptanceId: string,
  { receiptEmail, shippingAddress }: BuyerDetails,
  at: string,
): Promise<void> {
  await database.deleteFrom('kept_buyers').where('kept_at', '<', addSeconds(at, -KEPT_SECONDS)).execute();
  const shipping_address = shippingAddress === null ? null : JSON.stringify(shippingAddress);
  await database
    .insertInto('kept_buyers')
    .values({ acceptance_id: acceptanceId, receipt_email: receiptEmail, shipping_address, kept_at: at })
    .execute();
}

/** For a request that became no order of its own. May be repeated. */
export async function forgetBuyer(database: Database | Transaction, acceptanceId: string): Promise<void> {
  await database.deleteFrom('kept_buyers').where('acceptance_id', '=', acceptanceId).execute();
}

/**
 * Gives an order what was kept of its buyer for the request that it has become; for most nothing was. May be
 * repeated.
 */
export async function giveBuyer(
  transaction: Transaction,
  orderId: string,
  {
    receipt_email,
    shipping_address: address,
  }: Partial<Pick<Selectable<OrdersTable>, 'receipt_email' | 'shipping_address'>>,
): Promise<void> {
  if ((receipt_email ?? null) === null && (address ?? null) === null) return;
  const shipping_address = (address ?? null) === null ? null : JSON.stringify(address);
  await transaction
    .updateTable('orders')
    .set({ receipt_email: receipt_email ?? null, shipping_address })
    .where('order_id', '=', orderId)
    .execute();
}

/** What an order is called, and for whom it is. The order must be there. */
export async function readShownOrder(
  database: Database,
  orderId: string,
): Promise<{ readonly title: Omit<OrderTitle, 'orderId'>; readonly buyer: BuyerDetails }> {
  const row = await database
    .selectFrom('orders')
    .select(['order_number', 'description', 'receipt_email', 'shipping_address'])
    .where('order_id', '=', orderId)
    .executeTakeFirstOrThrow();
  return {
    title: { orderNumber: row.order_number ?? undefined, description: row.description ?? undefined },
    buyer: { receiptEmail: row.receipt_email, shippingAddress: row.shipping_address },
  };
}
