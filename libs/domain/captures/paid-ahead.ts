import { REMAINING_SHIPMENT } from '../payment/covered';
import { IMMEDIATE_SHIPMENT } from '../payment/whole-order-shipment';

/**
 * Shipments of Holdfast's own, with units that were paid before they left: the shop ships them and sends no shipment.
 */
const PAID_AHEAD: ReadonlyMap<string, string> = new Map([
  [REMAINING_SHIPMENT, `the units still open were captured at the deadline, as shipment ${REMAINING_SHIPMENT}`],
  [IMMEDIATE_SHIPMENT, `its units were paid at once, as shipment ${IMMEDIATE_SHIPMENT}`],
]);

/** Whether the units of a shipment may leave without a shipment of the shop's, because they are paid. */
export function isPaidAhead(shipmentId: string): boolean {
  return PAID_AHEAD.has(shipmentId);
}

/** What a shop must know that sends a shipment of units which are paid already; undefined when none are. */
export function whyPaidAhead(shipments: readonly { readonly shipmentId: string }[]): string | undefined {
  const [why] = shipments.flatMap(({ shipmentId }) => PAID_AHEAD.get(shipmentId) ?? []);
  return why === undefined ? undefined : `${why}: they are paid; let them leave, and send no shipment for them`;
}
