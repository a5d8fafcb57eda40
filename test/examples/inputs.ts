import type { CancellationCommand, Input } from '../../libs/domain/orders/inputs';
import { units } from '../setup/shop/units';
import { shipmentOf } from './payments';

/** What can happen to an order, as its workflow is told. */

/** The order is to be authorized. */
export const AUTHORIZE = { kind: 'authorize' } as const satisfies Input;

/** The next instant of the order has come. */
export const DEADLINE = { kind: 'deadline' } as const satisfies Input;

/** Units leave. @param lines as `units` reads them: `1:2,2:1` */
export function shipping(shipmentId: string, lines: string): Input {
  return { kind: 'capture_shipment', shipment: shipmentOf(shipmentId, units(lines)) };
}

/** Units will not leave. @param lines all that is open without */
export function canceling(cancellationId: string, lines?: string): Input {
  const requestId = `request ${cancellationId}`;
  const content = { cancellationId, reason: 'sold out', ...(lines !== undefined && { lines: units(lines) }) };
  const cancellation: CancellationCommand = { ...content, contentHash: `hash of ${cancellationId}`, requestId };
  return { kind: 'cancel_lines', cancellation };
}

/** The buyer gives a payment method. */
export function confirming(paymentMethod = 'pm_card_visa'): Input {
  return { kind: 'confirm_payment', confirmation: { paymentMethod, returnUrl: null, requestId: 'request 2' } };
}
