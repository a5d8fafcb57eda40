import { captureKey } from '../../libs/domain/provider/idempotency-key';
import { formatMoney, money } from '../../libs/domain/money/money';
import type { UncoverStep } from '../../libs/domain/payment/cover-steps';
import type { ShipmentUncovered } from '../../libs/domain/payment/facts';
import { getAuthorization } from '../../libs/postgres/holds/authorization-store';
import { changeCapture, getCapture, insertCapture, type CaptureRow } from '../../libs/postgres/captures/capture-store';
import { combineCapture, coveredShipmentsOf } from '../../libs/postgres/captures/covered-store';
import {
  addShipping,
  cancelCovered,
  isCanceledShipment,
  spansOfShipment,
} from '../../libs/postgres/captures/shipment-store';
import { closeAttention } from '../../libs/postgres/orders/attention-store';
import { recordOutcome, type OrderChange } from '../../libs/postgres/orders/order-change';
import { appendTimeline } from '../../libs/postgres/orders/timeline-store';
import { byShop } from '../steps/change-source';
import type { StepContext } from '../steps/step-context';

/**
 * Writes down that a covered shipment did not leave, and that nothing will be captured for it: no call, so intent and
 * outcome are one transaction.
 */
export async function uncover(context: StepContext, step: UncoverStep): Promise<ShipmentUncovered> {
  const { orderId, currency, cancellation, amount } = step;
  const { shipmentId, reason } = cancellation;
  return recordOutcome(context.database, byShop(context, orderId, cancellation), async (change) => {
    const spans = await spansOfShipment(change, shipmentId);
    const done = { kind: 'shipment_uncovered', shipmentId, spans } as const;
    // An earlier attempt wrote it and could not report it.
    if (await isCanceledShipment(change, shipmentId)) return done;
    if (step.shippingTo !== null) await addShipping(change, step.shippingTo);
    const row = await getCapture(change.transaction, orderId, step.capture.shipmentId, step.capture.generation);
    const captureId = await leaveCapture(change, step, row);
    await cancelCovered(change, shipmentId, captureId, cancellation);
    const worth = money(amount, currency);
    await appendTimeline(change, {
      kind: 'shipment_canceled',
      amount: worth,
      about: { shipmentId, captureId },
      message: `Shipment ${shipmentId} did not leave, its ${formatMoney(worth)} are not captured: ${reason}`,
    });
    if (step.captureOfOthers !== null) return done;
    const closed = await closeAttention(change, 'final_capture_failed', 'what it was to pay for did not leave');
    return { ...done, ...(closed === 'closed' && { closed: ['final_capture_failed'] as const }) };
  });
}

/** @returns the capture that says what became of the shipment: one that is never asked for */
async function leaveCapture(change: OrderChange, step: UncoverStep, row: CaptureRow): Promise<string> {
  const { orderId, authorizationGeneration, cancellation, amount, captureOfOthers, own } = step;
  const { shipmentId } = cancellation;
  const authorization = await getAuthorization(change.transaction, orderId, authorizationGeneration);
  const others = (await coveredShipmentsOf(change.transaction, row.capture_id)).filter(
    (each) => each.shipment_id !== shipmentId,
  );
  if (row.shipment_id === shipmentId) {
    if (captureOfOthers !== null) {
      const { shipmentId: namedBy, generation } = captureOfOthers;
      await combineCapture(change, { namedBy, generation }, authorization, others);
    }
    await giveUpCapture(change, row, amount);
    return row.capture_id;
  }
  await changeCapture(change, row, 'covered', { amount: row.amount - amount });
  const empty = await insertCapture(change, {
    state: 'covered',
    ...own,
    authorizationId: authorization.authorization_id,
    idempotencyKey: captureKey(orderId, own.shipmentId, own.generation),
    amount,
    receivedBefore: row.received_before,
    final: true,
  });
  await giveUpCapture(change, empty, amount);
  return empty.capture_id;
}

async function giveUpCapture(change: OrderChange, row: CaptureRow, amount: number): Promise<void> {
  const why = {
    refusal_reason: 'canceled',
    error_code: 'canceled',
    error_message: 'the shipment did not leave',
  } as const;
  await changeCapture(change, row, 'refused', { ...why, amount });
}
