import { customerKey } from '../../libs/domain/provider/idempotency-key';
import type { OrderAtProvider } from '../../libs/domain/provider/payment-gateway';
import type { AcceptedOrder } from '../../libs/domain/orders/order';
import type { OrderRefused } from '../../libs/domain/payment/facts';
import { isOrderRecorded, keepCustomer, termsOfOrder } from '../../libs/postgres/orders/order-store';
import { inTransaction } from '../../libs/postgres/database/transaction';
import type { StepContext } from '../steps/step-context';

/**
 * An order of a customer whom the provider does not know can be paid by nobody. That is found out before the order is
 * written down, so that the shop mends it under the same id.
 */
export async function refuseUnknownCustomer(
  { database, gateway, provider }: StepContext,
  { orderId, payment }: AcceptedOrder,
): Promise<OrderRefused | undefined> {
  const { customer } = payment;
  if (customer === null || (await isOrderRecorded(database, orderId))) return undefined;
  if (await gateway.isCustomer(customer)) return undefined;
  const message = `${provider.name} knows no customer ${customer}: it was deleted, or belongs to another account or mode`;
  return { kind: 'order_refused', problem: { path: 'payment.customer', message } };
}

/**
 * Whose card is to be kept: the shop's customer, or one that is made for the order, once. Losing the answer to that
 * is no loss: the same key brings the same customer, and one that nobody uses costs nothing.
 */
export async function customerOfCard(
  { database, gateway }: StepContext,
  { orderId, payment }: AcceptedOrder,
  { buyer }: OrderAtProvider,
): Promise<string | null> {
  if (payment.customer !== null || !payment.saveForLater) return payment.customer;
  const known = await inTransaction(database, (transaction) => termsOfOrder(transaction, orderId));
  if (known.customer !== null) return known.customer;
  const customer = await gateway.createCustomer({
    orderId,
    idempotencyKey: customerKey(orderId),
    name: buyer.shippingAddress?.name ?? null,
    email: buyer.receiptEmail,
  });
  await keepCustomer(database, orderId, customer);
  return customer;
}
