import { titleOf } from '../../libs/domain/orders/order';
import type { OrderAtProvider } from '../../libs/domain/provider/payment-gateway';
import { readShownOrder } from '../../libs/postgres/orders/buyer-store';
import type { StepContext } from './step-context';

/** What people shall find of an order at the provider. Read from the database: it must not travel through Temporal. */
export async function shownOrder(
  { database, orderUrlTemplate }: StepContext,
  orderId: string,
): Promise<OrderAtProvider> {
  const { title, buyer } = await readShownOrder(database, orderId);
  const url = orderUrlTemplate?.replaceAll('{orderId}', encodeURIComponent(orderId)) ?? null;
  return { title: titleOf({ orderId, ...title }), url, buyer };
}
