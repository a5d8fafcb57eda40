/** "shipment A", or "shipments A, B": one capture may take several shipments, and what is told of it is about each. */
export function namesOfShipments(shipmentIds: readonly string[]): string {
  return `${shipmentIds.length === 1 ? 'shipment' : 'shipments'} ${shipmentIds.join(', ')}`;
}
