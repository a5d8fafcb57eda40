import type { PaidFromCard, PaidFromHold, ShippingUnits } from '../../../../libs/domain/captures/how-units-ship';
import { sumOf } from '../../../../libs/domain/money/money';
import type { AcceptedOrder } from '../../../../libs/domain/orders/order';
import { priceSpans, type LineQuantity, type UnitSpan } from '../../../../libs/domain/orders/shipment-price';
import { without, worthOf } from '../../../../libs/domain/orders/unit-spans';
import type { CapturePlan } from '../../../../libs/domain/provider/capture-plan';
import type { OrderRecord } from '../../../../libs/postgres/records/order-record';

/** The live hold of a recorded order, as far as it decides what may ship: what the workflow reads of its payment. */
export function holdOfRecord(order: OrderRecord, plan: CapturePlan): PaidFromHold {
  const { authorization, shipments, holds, captureInDoubt, attention } = order;
  const captures = shipments.filter(
    ({ status, amount, capture }) =>
      (status === 'captured' || status === 'settled') &&
      amount > 0 &&
      capture.paymentIntentId === authorization?.paymentIntentId,
  );
  return {
    plan,
    open: openUnits(order).map(({ lineId, units: quantity }) => ({ lineId, quantity })),
    captures: captures.length,
    renewals: holds.length - 1,
    cardKept: authorization?.cardKept ?? false,
    captureInDoubt,
    finalCaptureFailed: attention.some(({ code }) => code === 'final_capture_failed'),
  };
}

/** Minor units of the live hold that no shipment which has left was promised. */
export function freeOfHold({ authorization, holds, shipments }: OrderRecord): number {
  const live = holds.find(({ generation }) => generation === authorization?.generation);
  const covered = shipments.filter(({ status }) => status === 'covered');
  return (live?.held ?? 0) - sumOf(covered, ({ amount }) => amount);
}

/** The saved card of a recorded order, as far as it decides what may ship. */
export function cardOfRecord({ authorization, captureInDoubt, authorizationGeneration }: OrderRecord): PaidFromCard {
  return {
    paymentPending: authorization?.state !== 'saved' || captureInDoubt,
    requests: authorizationGeneration,
  };
}

/** What would be captured for units, and what those are worth that stay open. */
export function shippingUnits(
  order: OrderRecord,
  accepted: AcceptedOrder,
  lines: readonly LineQuantity[],
): ShippingUnits {
  const open = openUnits(order);
  const nothingShipped = order.lines.every(({ shipped }) => shipped === 0);
  const spans = lines.map(({ lineId, quantity: units }) => ({
    lineId,
    fromUnit: order.lines.find((line) => line.lineId === lineId)?.shipped ?? 0,
    units,
  }));
  return {
    lines,
    amount: priceSpans(accepted, spans, nothingShipped).amount,
    staying: worthOf(accepted.allocation, without(open, spans)),
  };
}

/** Units of each line that have neither shipped nor been canceled, also those that a capture under way is for. */
function openUnits({ lines }: OrderRecord): UnitSpan[] {
  return lines.map(({ lineId, quantity, shipped, canceled }) => ({
    lineId,
    fromUnit: shipped,
    units: quantity - shipped - canceled,
  }));
}
