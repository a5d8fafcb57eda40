import type { ConnectSplit } from '../orders/connect-terms';
import type { Hold } from './hold';
import { firstRequestOf } from '../orders/first-request';
import type { ShipmentCommand } from '../orders/inputs';
import type { AcceptedOrder } from '../orders/order';
import { captureId } from '../provider/ids';
import { priceWholeOrder, type Breakdown, type UnitSpan } from '../orders/shipment-price';

/** An order that is fulfilled at once has one shipment, with all of its units. */
export const IMMEDIATE_SHIPMENT = 'holdfast.immediate';

/** What an order that is fulfilled at once ships the moment it is paid. */
export interface WholeOrderShipment {
  readonly shipment: ShipmentCommand;
  readonly spans: readonly UnitSpan[];
  readonly amount: number;
  readonly breakdown: Breakdown;
  /** What of it is sent on; absent without Connect. */
  readonly connect?: ConnectSplit;
}

/** The one shipment of an order that is fulfilled at once; undefined for every other order. */
export function wholeOrderShipmentOf(order: AcceptedOrder): WholeOrderShipment | undefined {
  if (firstRequestOf(order) !== 'payment') return undefined;
  const lines = order.lines.map(({ lineId, quantity }) => ({ lineId, quantity }));
  const { amount, breakdown, connect } = priceWholeOrder(order);
  return {
    shipment: {
      shipmentId: IMMEDIATE_SHIPMENT,
      lines,
      carrier: null,
      trackingNumber: null,
      contentHash: order.contentHash,
      requestId: order.requestId,
    },
    spans: lines.map(({ lineId, quantity }) => ({ lineId, fromUnit: 0, units: quantity })),
    amount,
    breakdown,
    ...(connect !== undefined && { connect }),
  };
}

/** What was captured of such an order is what its payment method was given for, and no end that came before it. */
export function isPaidAtOnce({ order, hold }: { readonly order: AcceptedOrder; readonly hold: Hold }): boolean {
  return firstRequestOf(order) === 'payment' && hold.state === 'captured';
}

/** The name under which the capture of the one shipment is recorded. */
export function wholeOrderCaptureId(orderId: string): string {
  return captureId(orderId, IMMEDIATE_SHIPMENT, 1);
}
