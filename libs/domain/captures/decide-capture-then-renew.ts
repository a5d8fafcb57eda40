import type { Payment } from '../payment/payment';
import type { LiveHold } from '../payment/hold';
import { nextHold, openWorth, RENEWALS_AT_MOST, renewalsSoFar, type NextHold } from '../payment/renewal';
import type { UnitSpan } from '../orders/shipment-price';

/** How a parcel that leaves units open is captured from a hold that allows a single capture. */
export type SingleCapture =
  /** The capture ends the hold, and the next one is for what is still open. */
  | { readonly kind: 'final'; readonly next: NextHold }
  /** Nothing moves for free goods, so the hold stays as it is. */
  | { readonly kind: 'moves_nothing' }
  | { readonly kind: 'refused'; readonly why: string };

/**
 * Plan `capture_then_reauthorize` (docs/decisions/0015).
 * @param spans what leaves now
 * @param amount what it is worth
 */
export function captureThenRenew(
  payment: Payment,
  hold: LiveHold,
  spans: readonly UnitSpan[],
  amount: number,
): SingleCapture {
  if (amount === 0) return { kind: 'moves_nothing' };
  const next = nextHold(payment, hold, spans);
  if (next !== undefined) return { kind: 'final', next };
  if (openWorth(payment, spans).amount === 0) {
    return {
      kind: 'refused',
      why: 'what stays open is free and cannot be held anew: ship or cancel it together with this',
    };
  }
  const soFar = renewalsSoFar(payment).toString();
  const why =
    renewalsSoFar(payment) >= RENEWALS_AT_MOST
      ? `its hold was renewed ${soFar} times: ship everything that is open together`
      : 'its card cannot be asked again: ship everything that is open together';
  return { kind: 'refused', why };
}
