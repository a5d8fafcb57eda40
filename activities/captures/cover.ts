import { formatMoney, money } from '../../libs/domain/money/money';
import type { CoverStep } from '../../libs/domain/payment/cover-steps';
import type { ShipmentCovered } from '../../libs/domain/payment/facts';
import { getAuthorization } from '../../libs/postgres/holds/authorization-store';
import { findCovered, combineCapture } from '../../libs/postgres/captures/covered-store';
import { recordOutcome } from '../../libs/postgres/orders/order-change';
import { saveShipment } from '../../libs/postgres/captures/shipment-store';
import { appendTimeline } from '../../libs/postgres/orders/timeline-store';
import { byShop } from '../steps/change-source';
import type { StepContext } from '../steps/step-context';

/** Writes down that a shipment left and that the final capture of the hold will take it: intent and outcome are one. */
export async function cover(context: StepContext, step: CoverStep): Promise<ShipmentCovered> {
  const { orderId, currency, authorizationGeneration, shipment, price } = step;
  const { shipmentId } = shipment;
  return recordOutcome(context.database, byShop(context, orderId, shipment), async (change) => {
    const known = await findCovered(change, shipmentId);
    // An earlier attempt wrote it and could not report it.
    if (known !== undefined) return { kind: 'shipment_covered', captureId: known.capture_id, shipmentId };
    const authorization = await getAuthorization(change.transaction, orderId, authorizationGeneration);
    await saveShipment(change, step, { status: 'covered', final: false });
    const { capture_id: captureId } = await combineCapture(change, step, authorization, [
      { shipment_id: shipmentId, amount: price.amount },
    ]);
    const amount = money(price.amount, currency);
    await appendTimeline(change, {
      kind: 'shipment_covered',
      amount,
      about: { shipmentId, captureId, authorizationId: authorization.authorization_id },
      message: `Shipment ${shipmentId} shipped; its ${formatMoney(amount)} are captured with the rest of the hold`,
    });
    return { kind: 'shipment_covered', captureId, shipmentId };
  });
}
