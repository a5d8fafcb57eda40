import type { AuthorizationState, CaptureState } from './transitions';

export const ORDER_STATUSES = [
  'created',
  'requires_payment_method',
  'requires_action',
  'processing',
  'authorized',
  'partially_captured',
  'captured',
  'completed',
  'canceled',
] as const;

export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** Why an order ended without a capture. */
export type CancelReason = 'requested' | 'deadline' | 'authentication_timeout' | 'abandoned' | 'hold_lost';

/**
 * The order's status, derived from what is recorded and never set by hand (design: states).
 * @param authorization state of the order's latest authorization; undefined before there is one
 * @param captures states of all captures ever requested for the order
 */
export function orderStatus(
  authorization: AuthorizationState | undefined,
  captures: readonly CaptureState[],
): OrderStatus {
  const taken = captures.filter((state) => state === 'captured' || state === 'settled');
  switch (authorization) {
    case undefined:
    case 'requested':
      return 'created';
    case 'declined':
      return 'requires_payment_method';
    case 'requires_payment_method':
    case 'requires_action':
    case 'processing':
      return authorization;
    case 'held':
    case 'replaced':
      return taken.length > 0 ? 'partially_captured' : 'authorized';
    case 'captured':
    case 'released':
    case 'expired':
      if (taken.length === 0) return 'canceled';
      return taken.every((state) => state === 'settled') ? 'completed' : 'captured';
  }
}

/** True for the statuses that no longer change. */
export function isFinalStatus(status: OrderStatus): boolean {
  return status === 'completed' || status === 'canceled';
}
