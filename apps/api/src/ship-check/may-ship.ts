import { isDue } from '../../../../libs/domain/orders/deadline';
import { doubtOf } from '../../../../libs/domain/payment/hold';
import {
  howHoldPays,
  whyCardPaysNot,
  type WhyCardPaysNot,
  type WhyHoldPaysNot,
} from '../../../../libs/domain/captures/how-units-ship';
import type { Doubt } from '../../../../libs/domain/orders/fraud-signal';
import type { AcceptedOrder } from '../../../../libs/domain/orders/order';
import { unitsRefusal } from '../../../../libs/domain/payment/refusal';
import { quantityOf, type LineQuantity } from '../../../../libs/domain/orders/shipment-price';
import { shipmentsPaidBy, type CapturePlan } from '../../../../libs/domain/provider/capture-plan';
import type { OrderRecord } from '../../../../libs/postgres/records/order-record';
import { isHoldLost, paidAhead } from '../orders/closed-order';
import { cardOfRecord, freeOfHold, holdOfRecord, shippingUnits } from './recorded-source';
import type { ShipCheck, ShipCheckReason } from './ship-check.schema';

/** An order as it stands, and as it was accepted. */
export interface CheckedOrder {
  readonly order: OrderRecord;
  readonly accepted: AcceptedOrder;
}

/**
 * Whether units may leave the warehouse now, because a shipment of them is not refused: the workflow decides it by the
 * same rule (docs/decisions/0030).
 * @param asked undefined: all that is open
 * @param shipDespite which doubts about the payment count for nothing where the order's policy does not say
 */
export function mayShip(
  checked: CheckedOrder,
  asked: readonly LineQuantity[] | undefined,
  now: string,
  shipDespite: readonly Doubt[] = [],
): ShipCheck {
  const { authorization } = checked.order;
  const heldUntil = authorization?.state === 'held' ? authorization.releaseAt : null;
  const paid = reasonOf(checked, asked, now);
  const reason = isYes(paid) ? (doubtOfOrder(checked.order, shipDespite) ?? paid) : paid;
  return { mayShip: isYes(reason), reason, heldUntil };
}

function isYes(reason: ShipCheckReason): boolean {
  return reason === 'ok' || reason === 'already_paid';
}

/** The money is there, and may be taken back: a shipment is not refused for that, which would be too late. */
function doubtOfOrder({ doubts, given }: OrderRecord, shipDespite: readonly Doubt[]): Doubt | undefined {
  const despite = given.policy.shipDespite ?? shipDespite;
  return doubts.map(({ kind }) => kind).find((kind) => !despite.includes(kind));
}

/** Whether some units may leave now: all that is open may whenever any of it may, so no price decides it. */
export function maySomethingShip(order: OrderRecord, now: string): boolean {
  const reason = reasonWithoutPrices(order, undefined, now);
  return reason === 'ok' || (typeof reason !== 'string' && unitsToShip(order, undefined) !== undefined);
}

function reasonOf(checked: CheckedOrder, asked: readonly LineQuantity[] | undefined, now: string): ShipCheckReason {
  const reason = reasonWithoutPrices(checked.order, asked, now);
  return typeof reason === 'string' ? reason : reasonOfHold(checked, reason.plan, asked);
}

/** @returns the plan of the live hold, where what the units are worth decides */
function reasonWithoutPrices(
  order: OrderRecord,
  asked: readonly LineQuantity[] | undefined,
  now: string,
): ShipCheckReason | { readonly plan: CapturePlan } {
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
      if (!isPaidAlready(order, asked)) return 'order_closed';
      return isLeftAlone(order) ? 'workflow_missing' : 'already_paid';
    case 'canceled':
      return 'order_closed';
    case 'card_saved':
    case 'no_payment_required':
    case 'authorized':
    case 'partially_captured':
      break;
  }
  if (authorization?.state !== 'held') return 'order_not_authorized';
  const { releaseAt, generation, plan } = authorization;
  if (releaseAt === null || plan === null) return 'order_not_authorized';
  if (isLeftAlone(order)) return 'workflow_missing';
  if (isAboutToEnd(order, plan)) return 'order_not_authorized';
  if (isDue(releaseAt, now)) return 'deadline_passed';
  if (isDoubted(order, generation)) return 'hold_lost';
  if (order.attention.some(({ code }) => code === 'final_capture_failed')) return 'final_capture_failed';
  return { plan };
}

/** The shop wants no hold that can be captured once: it is being released. */
function isAboutToEnd({ given, holds, shipments, authorization }: OrderRecord, plan: CapturePlan): boolean {
  const { withoutMulticapture: wanted } = given.policy;
  const isUnwanted = wanted === 'refuse' || (wanted === 'charge_on_ship' && authorization?.cardKept === true);
  return isUnwanted && plan !== 'multicapture' && holds.length <= 1 && shipments.length === 0;
}

function reasonOfHold(
  { order, accepted }: CheckedOrder,
  plan: CapturePlan,
  asked: readonly LineQuantity[] | undefined,
): ShipCheckReason {
  const lines = unitsToShip(order, asked);
  if (lines === undefined) return 'units_not_available';
  const units = shippingUnits(order, accepted, lines);
  if (units.amount > freeOfHold(order)) return 'hold_too_small';
  const how = howHoldPays(holdOfRecord(order, plan), units);
  return how.kind === 'refused' ? HOLD_PAYS_NOT[how.why] : 'ok';
}

const HOLD_PAYS_NOT: Readonly<Record<WhyHoldPaysNot, ShipCheckReason>> = {
  rest_is_free: 'must_ship_together',
  renewed_too_often: 'must_ship_together',
  no_saved_card: 'must_ship_together',
  capture_in_doubt: 'payment_pending',
  final_capture_failed: 'final_capture_failed',
};

const CARD_PAYS_NOT: Readonly<Record<WhyCardPaysNot, ShipCheckReason>> = {
  payment_pending: 'payment_pending',
  charged_too_often: 'order_not_authorized',
};

/** The units that are asked for, or all that are open; undefined when so many are not open, or none are. */
function unitsToShip(
  order: OrderRecord,
  asked: readonly LineQuantity[] | undefined,
): readonly LineQuantity[] | undefined {
  const open = unitsNotSpokenFor(order);
  const lines = asked ?? open;
  return lines.length === 0 || unitsRefusal(open, lines) !== undefined ? undefined : lines;
}

/** No workflow looks after the order, or after a refund or dispute of it: nobody knows whether it is paid for. */
function isLeftAlone({ attention }: OrderRecord): boolean {
  return attention.some(({ code }) => code === 'workflow_missing');
}

/** Stripe refused a capture of this hold as gone, and none has worked since. */
function isDoubted({ attention }: OrderRecord, generation: number): boolean {
  return attention.some(({ code, step }) => code === 'hold_lost' && step === doubtOf(generation));
}

/**
 * Units that were paid before they left: at once, or at the deadline. Once anything of the order was refunded it may
 * have been just these, and nobody but the shop can say whether they are to leave.
 */
function isPaidAlready({ shipments, amounts }: OrderRecord, asked: readonly LineQuantity[] | undefined): boolean {
  const [priced] = paidAhead(shipments);
  if (priced === undefined || amounts.refunded > 0) return false;
  return (asked ?? priced.lines).every(({ lineId, quantity }) => quantity <= quantityOf(priced.lines, lineId));
}

/** Nothing is held: each shipment is charged to the saved card, one at a time. */
export function isSavedCard({ authorization }: OrderRecord): boolean {
  const { state, plan } = authorization ?? { state: null, plan: null };
  if (plan === null) return false;
  const waits = state === 'requires_action' || state === 'processing';
  return shipmentsPaidBy(plan) === 'saved_card' && (state === 'saved' || waits);
}

function reasonOfSaved(order: OrderRecord, asked: readonly LineQuantity[] | undefined): ShipCheckReason {
  if (isLeftAlone(order)) return 'workflow_missing';
  const why = whyCardPaysNot(cardOfRecord(order));
  if (why !== undefined) return CARD_PAYS_NOT[why];
  return unitsToShip(order, asked) === undefined ? 'units_not_available' : 'ok';
}

/** Units that have neither shipped nor been canceled; those of a capture that is under way are spoken for. */
export function unitsNotSpokenFor({ lines, shipments }: OrderRecord): LineQuantity[] {
  const pending = shipments.filter(({ status }) => status === 'pending').flatMap((shipment) => shipment.lines);
  return lines
    .map(({ lineId, quantity, shipped, canceled }) => ({
      lineId,
      quantity: quantity - shipped - canceled - quantityOf(pending, lineId),
    }))
    .filter(({ quantity }) => quantity > 0);
}
