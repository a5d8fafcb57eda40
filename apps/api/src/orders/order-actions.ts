import { isAwaiting } from '../../../../libs/domain/orders/transitions';
import type { OrderRecord } from '../../../../libs/postgres/records/order-record';
import { isSavedCard, maySomethingShip, unitsNotSpokenFor } from '../ship-check/may-ship';
import { isHoldLost } from './closed-order';
import { ORDER_ACTIONS, type OrderAction } from './order.schema';

/**
 * What may be done with an order now, by the rules that decide it when it is asked: a page for people shows these
 * buttons and no others. What comes between the look and the request is still refused by the request.
 */
export function actionsOf(order: OrderRecord, now: string): OrderAction[] {
  return ORDER_ACTIONS.filter((action) => MAY[action](order, now));
}

const MAY: Readonly<Record<OrderAction, (order: OrderRecord, now: string) => boolean>> = {
  confirm: (order) => isAwaited(order) && !isSavedCard(order),
  ship: maySomethingShip,
  cancel: (order) => isOpen(order) && unitsNotSpokenFor(order).length > 0,
  cancel_shipment: (order) => isOpen(order) && order.shipments.some(({ status }) => status === 'covered'),
  refund: ({ amounts }) => amounts.captured > amounts.refunded,
  close_attention: ({ attention }) => attention.length > 0,
};

/** The payment waits for the buyer, or never began. */
function isAwaited({ status, authorization }: OrderRecord): boolean {
  return status === 'created' || (authorization !== null && isAwaiting(authorization.state));
}

/** Something of it can still change. */
function isOpen(order: OrderRecord): boolean {
  switch (order.status) {
    case 'created':
    case 'requires_payment_method':
    case 'requires_action':
    case 'processing':
    case 'card_saved':
    case 'authorized':
    case 'partially_captured':
      return !isHoldLost(order);
    case 'captured':
    case 'completed':
    case 'canceled':
      return false;
  }
}
