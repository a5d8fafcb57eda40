import type { NewOrder, OrderPolicy } from '../../../libs/domain/orders/order';
import { newOrder } from '../../examples/orders';
import { createCustomer, createTestStripe } from '../emulator';
import { OrderDesk } from './order-desk';
import type { ShopDatabase } from './shop-database';

export interface KeepingCard {
  readonly paymentMethod?: string | null;
  readonly policy?: Partial<OrderPolicy>;
  readonly lines?: NewOrder['lines'];
}

/** An order whose buyer lets the card be kept, and whose holds are renewed with it. */
export function orderKeepingCard(customer: string, keeping: KeepingCard = {}): Partial<NewOrder> {
  const { paymentMethod = 'pm_card_visa', policy = {}, lines = newOrder().lines } = keeping;
  return {
    lines,
    payment: { ...newOrder().payment, paymentMethod, customer, saveForLater: true },
    policy: { ...newOrder().policy, onDeadline: 'reauthorize', ...policy },
  };
}

export async function shopKeepingCard(place: ShopDatabase, keeping: KeepingCard = {}): Promise<OrderDesk> {
  const stripe = createTestStripe();
  return new OrderDesk(place, orderKeepingCard(await createCustomer(stripe), keeping), stripe);
}
