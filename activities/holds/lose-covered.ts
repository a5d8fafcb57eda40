import { formatMoney, money } from '../../libs/domain/money/money';
import { namesOfShipments } from '../../libs/domain/orders/shipment-names';
import type { AuthorizationRow } from '../../libs/postgres/holds/authorization-store';
import { changeCapture } from '../../libs/postgres/captures/capture-store';
import { findCombinedCapture, lostShipmentsOf } from '../../libs/postgres/captures/covered-store';
import type { OrderChange } from '../../libs/postgres/orders/order-change';
import { changeShipmentsOf } from '../../libs/postgres/captures/shipment-store';
import { appendTimeline } from '../../libs/postgres/orders/timeline-store';

/**
 * The hold is over: shipments that waited for its capture will never be paid from it.
 * @returns null when there are none
 */
export async function loseCovered(
  change: OrderChange,
  authorization: AuthorizationRow,
  currency: string,
): Promise<string | null> {
  const waiting = await findCombinedCapture(change.transaction, authorization);
  if (waiting !== undefined) {
    const message = 'the hold ended before the capture of what it covered';
    const error = { error_code: 'hold_gone', error_message: message };
    await changeCapture(change, waiting, 'refused', { refusal_reason: 'hold_gone', ...error });
    await changeShipmentsOf(change, waiting.capture_id, 'refused');
  }
  const shipments = await lostShipmentsOf(change.transaction, authorization);
  if (shipments.length === 0) return null;
  const amount = money(
    shipments.reduce((sum, priced) => sum + priced.amount, 0),
    currency,
  );
  const message = `${formatMoney(amount)} of shipped goods is not paid: ${namesOfShipments(shipments.map(({ shipment_id }) => shipment_id))}`;
  const about = { authorizationId: authorization.authorization_id };
  await appendTimeline(change, { kind: 'shipments_lost', amount, about, message });
  return message;
}
