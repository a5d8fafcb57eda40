import { isDue } from '../../../../libs/domain/orders/deadline';
import { doubtOf } from '../../../../libs/domain/payment/hold-doubt';
import { RENEWALS_AT_MOST } from '../../../../libs/domain/payment/renewal';
import type { LineQuantity } from '../../../../libs/domain/orders/shipment-price';
import type { OrderRecord } from '../../../../libs/postgres/records/order-record';
import { isHoldLost, paidAhead } from '../orders/closed-order';
import type { ShipCheck, ShipCheckReason } from './ship-check.schema';

/**
 * Whether units may leave the warehouse now, because what they are worth can surely be captured.
 * @param asked undefined: all that is open
 */
export function mayShip(order: OrderRecord, asked: readonly LineQuantity[] | undefined, now: string): ShipCheck {
  const heldUntil = order.authorization?.state === 'held' ? order.authorization.releaseAt : null;
  const reason = reasonOf(order, asked, now);
  return { mayShip: reason === 'ok' || reason === 'already_paid', reason, heldUntil };
}

function reasonOf(order: OrderRecord, asked: readonly LineQuantity[] | undefined, now: string): ShipCheckReason {
  const { authorization } = order;
  if (isSavedCard(order)) return reasonOfSaved(order, asked);
  if (isHoldLost(order)) return 'hold_lost';
  switch (order.status) {
    case 'created':
    case 'requires_payment_method':
    case 'requires_action':
    case 'processing':
      return 'order_not_authorized';
    case 'captured':
    case 'completed':
      return isPaidAlready(order, asked) ? 'already_paid' : 'order_closed';
    case 'canceled':
      return 'order_closed';
    case 'authorized':
    case 'partially_captured':
      break;
  }
  if (authorization?.state !== 'held' || authorization.releaseAt === null) return 'order_not_authorized';
  if (isLeftAlone(order)) return 'workflow_missing';
  if (isDue(authorization.releaseAt, now)) return 'deadline_passed';
  if (isDoubted(order, authorization.generation)) return 'hold_lost';
  if (order.attention.some(({ code }) => code === 'final_capture_failed')) return 'final_capture_failed';

  const open = openUnits(order);
  const units = asked ?? open;
  const available = units.length > 0 && units.every(({ lineId, quantity }) => quantity <= quantityOf(open, lineId));
  if (!available) return 'units_not_available';
  const all = open.every(({ lineId, quantity }) => quantity === quantityOf(units, lineId));
  return all || mayLeaveOthers(order, open, units) ? 'ok' : 'must_ship_together';
}

/** No workflow looks after the order: what leaves now would not be captured. */
function isLeftAlone({ attention }: OrderRecord): boolean {
  return attention.some(({ code }) => code === 'workflow_missing');
}

/** Stripe refused a capture of this hold as gone, and none has worked since. */
function isDoubted({ attention }: OrderRecord, generation: number): boolean {
  return attention.some(({ code, step }) => code === 'hold_lost' && step === doubtOf(generation));
}

/** Whether units may leave while others stay open, by how this card is captured. */
function mayLeaveOthers(
  { authorization, holds, lines }: OrderRecord,
  open: readonly LineQuantity[],
  leaving: readonly LineQuantity[],
): boolean {
  switch (authorization?.plan) {
    case 'multicapture':
    case 'capture_once':
    case 'charge_on_ship':
      return true;
    case 'capture_then_reauthorize': {
      // A hold for nothing cannot be placed, and not more of them than there may be.
      const worth = lines.some(
        ({ lineId, amount }) => amount > 0 && quantityOf(open, lineId) > quantityOf(leaving, lineId),
      );
      return worth && holds.length <= RENEWALS_AT_MOST;
    }
    case 'immediate':
    case null:
    case undefined:
      return false;
  }
}

/**
 * Units that were paid before they left: at once, or at the deadline. Once anything of the order was refunded it may have been
 * just these, and nobody but the shop can say whether they are to leave.
 */
function isPaidAlready({ shipments, amounts }: OrderRecord, asked: readonly LineQuantity[] | undefined): boolean {
  const [parcel] = paidAhead(shipments);
  if (parcel === undefined || amounts.refunded > 0) return false;
  return (asked ?? parcel.lines).every(({ lineId, quantity }) => quantity <= quantityOf(parcel.lines, lineId));
}

/** Nothing is held: each parcel is charged to the saved card, one at a time. */
function isSavedCard({ authorization }: OrderRecord): boolean {
  const waits = authorization?.state === 'requires_action' || authorization?.state === 'processing';
  return authorization?.plan === 'charge_on_ship' && (authorization.state === 'saved' || waits);
}

function reasonOfSaved(order: OrderRecord, asked: readonly LineQuantity[] | undefined): ShipCheckReason {
  if (isLeftAlone(order)) return 'workflow_missing';
  if (order.authorization?.state !== 'saved') return 'payment_pending';
  const open = openUnits(order);
  const units = asked ?? open;
  const available = units.length > 0 && units.every(({ lineId, quantity }) => quantity <= quantityOf(open, lineId));
  return available ? 'ok' : 'units_not_available';
}

/** Units that have neither shipped nor been given up; those of a capture that is under way are spoken for. */
function openUnits({ lines, shipments }: OrderRecord): LineQuantity[] {
  const pending = shipments.filter(({ status }) => status === 'pending').flatMap((shipment) => shipment.lines);
  return lines
    .map(({ lineId, quantity, shipped, canceled }) => ({
      lineId,
      quantity: quantity - shipped - canceled - quantityOf(pending, lineId),
    }))
    .filter(({ quantity }) => quantity > 0);
}

function quantityOf(lines: readonly LineQuantity[], lineId: string): number {
  return lines.filter((line) => line.lineId === lineId).reduce((sum, { quantity }) => sum + quantity, 0);
}
