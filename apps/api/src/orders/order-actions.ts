import { isFree } from '../../../../libs/domain/orders/free-order';
import { isAwaiting } from '../../../../libs/domain/orders/transitions';
import { isExternalShipment } from '../../../../libs/domain/payment/external-capture';
import { RENEWALS_AT_MOST } from '../../../../libs/domain/payment/renewal';
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
  add_lines: mayGrow,
  lower_line: (order) => isPaidFor(order) && unitsNotSpokenFor(order).length > 0,
  change_deadline: (order) => isOpen(order) && order.given.policy.fulfilment === 'shipments' && !isFree(order.amounts),
  refund: isSomethingToGiveBack,
  close_attention: ({ attention }) => attention.length > 0,
};

/**
 * A hold is incremented before anything is captured of it, or another one takes its place; a saved card is charged for
 * more as it ships.
 */
function mayGrow(order: OrderRecord): boolean {
  const { authorization, holds, amounts } = order;
  if (authorization === null || !isPaidFor(order)) return false;
  if (authorization.state === 'saved') return !isFree(amounts);
  const hold = holds.find(({ generation }) => generation === authorization.generation);
  if (authorization.capabilities?.incrementalAuthorization === true && hold?.captured === 0) return true;
  return mayBeReplaced(order);
}

/** What left and waits for the final capture of a hold, or what somebody else captured of it, keeps it. */
function mayBeReplaced({ shipments, holds }: OrderRecord): boolean {
  const keeps = shipments.some((shipment) => shipment.status === 'covered' || isExternalShipment(shipment));
  return !keeps && holds.length <= RENEWALS_AT_MOST;
}

/** Something is held for it, or its card is saved. */
function isPaidFor(order: OrderRecord): boolean {
  const state = order.authorization?.state;
  return isOpen(order) && (state === 'held' || state === 'saved');
}

function isSomethingToGiveBack({ amounts, credits }: OrderRecord): boolean {
  return amounts.captured > amounts.refunded || credits.some(({ used, returned }) => used > returned);
}

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
    case 'no_payment_required':
    case 'authorized':
    case 'partially_captured':
      return !isHoldLost(order);
    case 'captured':
    case 'completed':
    case 'canceled':
      return false;
  }
}
