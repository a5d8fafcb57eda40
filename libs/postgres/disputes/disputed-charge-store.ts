import type { DisputedCharge, DisputedShipment, ShippedItem } from '../../domain/disputes/dispute-evidence';
import { reportedMoney } from '../../domain/money/money';
import type { Transaction } from '../database/database';

/** The authorization of an order that made the charge; undefined when it is not one of ours. */
export async function findChargedAuthorization(
  transaction: Transaction,
  orderId: string,
  { chargeId, paymentIntentId }: { readonly chargeId: string; readonly paymentIntentId: string | null },
): Promise<string | undefined> {
  const row = await transaction
    .selectFrom('authorizations')
    .select('authorization_id')
    .where('order_id', '=', orderId)
    .where((eb) => eb.or([eb('charge_id', '=', chargeId), eb('payment_intent_id', '=', paymentIntentId)]))
    .orderBy('generation', 'desc')
    .executeTakeFirst();
  return row?.authorization_id;
}

/** What was captured of a hold, and in which shipments it left. */
export async function readDisputedCharge(
  transaction: Transaction,
  orderId: string,
  authorizationId: string,
): Promise<DisputedCharge> {
  const order = await transaction
    .selectFrom('orders')
    .select(['currency', 'customer_reference'])
    .where('order_id', '=', orderId)
    .executeTakeFirstOrThrow();
  const shipments = await transaction
    .selectFrom('captures')
    .innerJoin('shipments', (join) =>
      join
        .onRef('shipments.order_id', '=', 'captures.order_id')
        .onRef('shipments.shipment_id', '=', 'captures.shipment_id'),
    )
    .select(['captures.shipment_id', 'captures.amount', 'captured_at', 'carrier', 'tracking_number'])
    .where('captures.authorization_id', '=', authorizationId)
    .where('captures.state', 'in', ['captured', 'settled'])
    .orderBy('received_before')
    .orderBy('captured_at')
    .execute();
  const items = await readItems(transaction, orderId);
  return {
    orderId,
    customerReference: order.customer_reference,
    shipments: shipments.map((priced): DisputedShipment => ({
      shipmentId: priced.shipment_id,
      carrier: priced.carrier,
      trackingNumber: priced.tracking_number,
      amount: reportedMoney(priced.amount, order.currency),
      capturedAt: priced.captured_at ?? '',
      items: items.filter(({ shipmentId }) => shipmentId === priced.shipment_id).map(({ item }) => item),
    })),
  };
}

/** In the order of the order's lines. */
async function readItems(
  transaction: Transaction,
  orderId: string,
): Promise<{ shipmentId: string; item: ShippedItem }[]> {
  const rows = await transaction
    .selectFrom('shipment_lines')
    .innerJoin('order_lines', (join) =>
      join
        .onRef('order_lines.order_id', '=', 'shipment_lines.order_id')
        .onRef('order_lines.line_id', '=', 'shipment_lines.line_id'),
    )
    .select(['shipment_id', 'order_lines.line_id', 'name', 'product_code', 'units'])
    .where('shipment_lines.order_id', '=', orderId)
    .orderBy('position')
    .orderBy('from_unit')
    .execute();
  return rows.map(({ shipment_id: shipmentId, line_id: lineId, name, product_code: productCode, units }) => ({
    shipmentId,
    item: { lineId, name, productCode, quantity: units },
  }));
}
