import type { Decision } from '../payment/decision';
import type { CancellationCommand } from '../orders/inputs';
import { lastOpenSpans } from '../payment/open-spans';
import { openUnits, statusOf, type Payment } from '../payment/payment';
import { closedRefusal } from '../payment/refusal';
import { priceSpans } from '../orders/shipment-price';

/**
 * Decides a cancellation of all that is open while shipments that left wait for the final capture. It is written down
 * like that of a part; the capture follows at once, and with it the rest of the hold goes back (docs/decisions/0016).
 * @returns undefined when nothing is covered: then the cancellation itself ends the hold
 */
export function decideRest(payment: Payment, cancellation: CancellationCommand): Decision | undefined {
  const { order, hold, covered } = payment;
  if (hold.state !== 'held' || covered.length === 0) return undefined;
  const { orderId, currency } = order;
  const spans = lastOpenSpans(payment, openUnits(payment));
  if (spans.length === 0) return { kind: 'refuse', refusal: closedRefusal(orderId, statusOf(payment)) };
  const { amount } = priceSpans(order, spans, false);
  const step = { orderId, currency, cancellation, spans, amount, rest: 'captured_finally' } as const;
  return { kind: 'do', step: { kind: 'cancel_lines', ...step } };
}
