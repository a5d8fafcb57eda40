import type { ShareRecord, ShipmentRecord } from '../../../../libs/postgres/records/order-record';
import type { Shipment } from './shipment.schema';

/** Shows what is recorded of a shipment as the API's Shipment: all but the content hash, which is ours alone. */
export function shipmentView(record: ShipmentRecord): Shipment {
  const { shipmentId, orderId, status, lines, part, amount, breakdown, final } = record;
  const { capture, carrier, trackingNumber, shippedAt } = record;
  return {
    shipmentId,
    orderId,
    status,
    lines: lines.map((line) => ({ ...line })),
    ...(part !== null && { part: { ...part } }),
    amount,
    breakdown,
    final,
    capture: captureView(capture),
    carrier,
    trackingNumber,
    shippedAt,
  };
}

function captureView({ transfer, applicationFee, ...capture }: ShipmentRecord['capture']): Shipment['capture'] {
  return {
    ...capture,
    ...(transfer !== null && { transfer: shareView(transfer) }),
    ...(applicationFee !== null && { applicationFee: shareView(applicationFee) }),
  };
}

function shareView({ stripeId, amount }: ShareRecord): NonNullable<Shipment['capture']['transfer']> {
  return { stripeId, ...amount };
}
