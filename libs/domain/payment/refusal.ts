import type { OrderStatus } from '../orders/order-status';
import type { RefundRefusal } from '../refunds/refund';
import { quantityOf, type LineQuantity } from '../orders/shipment-price';

/** Why a command cannot be carried out: the HTTP API's codes, with what the caller needs to do better. */
export type Refusal =
  | RefundRefusal
  | { readonly code: 'shipment_conflict'; readonly message: string }
  | { readonly code: 'cancellation_conflict'; readonly message: string }
  | { readonly code: 'line_change_conflict'; readonly message: string }
  /** It is captured, or its hold is over: `message` says what helps. */
  | { readonly code: 'shipment_not_cancelable'; readonly message: string }
  /** The card was declined, or the provider does not know it; `message` may be shown to the buyer. */
  | { readonly code: 'payment_declined'; readonly message: string; readonly declineCode: string | null }
  | { readonly code: 'order_not_capturable'; readonly message: string; readonly status: OrderStatus }
  | { readonly code: 'units_not_available'; readonly message: string; readonly left: readonly LineQuantity[] }
  | { readonly code: 'amount_exceeds_hold'; readonly message: string; readonly maximumAmount: number }
  /** The adjustment of a shipment's amount makes no sense; `path` names the field. */
  | { readonly code: 'invalid_adjustment'; readonly message: string; readonly path: string }
  /** The request asks for what cannot be; `path` names the field. */
  | { readonly code: 'invalid_field'; readonly message: string; readonly path: string }
  /** The provider captures no such small amount: the field at `path` must ask for more. */
  | { readonly code: 'amount_too_small'; readonly message: string; readonly path: string }
  | { readonly code: 'hold_lost'; readonly message: string }
  | { readonly code: 'order_closed'; readonly message: string; readonly status: OrderStatus }
  /** Our own fault, and an alert is open: repeating is safe once a person has fixed it. */
  | { readonly code: 'temporarily_unavailable'; readonly message: string };

/** Nothing can happen to the order's money any more. */
export function closedRefusal(orderId: string, status: OrderStatus): Refusal {
  return { code: 'order_closed', message: `order ${orderId} is ${status}: nothing is open any more`, status };
}

/** More units are wanted of a line than it has open; undefined when there are enough of each. */
export function unitsRefusal(open: readonly LineQuantity[], wanted: readonly LineQuantity[]): Refusal | undefined {
  if (wanted.every(({ lineId, quantity }) => quantity <= quantityOf(open, lineId))) return undefined;
  const left = wanted.map(({ lineId }) => ({ lineId, quantity: quantityOf(open, lineId) }));
  return { code: 'units_not_available', message: 'more units than the order has open', left };
}
