import type { ReactElement } from 'react';
import { addressOf } from '../place/place';

interface NamedOrder {
  readonly orderId: string;
  /** What people call it; null: its id. */
  readonly orderNumber: string | null;
}

/** The way to an order. */
export function OrderLink({ orderId, orderNumber }: NamedOrder): ReactElement {
  return (
    <a href={addressOf(['orders', orderId])} className="order-link">
      {orderNumber ?? orderId}
    </a>
  );
}
