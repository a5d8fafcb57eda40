import type { ShareRecord, ShipmentRecord } from '../../../../libs/postgres/order-record';
import type { Shipment } from './shipment.schema';

/** Shows what is recorded of a shipment as the API's Shipment: all but the content hash, which is ours alone. */
export function shipmentView(record: ShipmentRecord): Shipment {
  const { shipmentId, orderId, status, lines, amount, breakdown, final, capture, carrier, trackingNumber } = record;
  return {
    shipmentId,
    orderId,
    status,
    lines: lines.map((line) => ({ ...line })),
    amount,
    breakdown,
    final,
    capture: { ...capture, transfer: shareView(capture.transfer), applicationFee: shareView(capture.applicationFee) },
    carrier,
    trackingNumber,
  };
}

function shareView(share: ShareRecord | null): Shipment['capture']['transfer'] {
  return share === null ? null : { stripeId: share.stripeId, ...share.amount };
}
