import { isFree } from './free-order';
import type { AcceptedOrder } from './order';
import type { AuthorizationState, CaptureState } from './transitions';

/** In the order in which an order comes to them. */
export const ORDER_STATUSES = [
  'created',
  'requires_payment_method',
  'requires_action',
  'processing',
  'card_saved',
  'no_payment_required',
  'authorized',
  'partially_captured',
  'captured',
  'completed',
  'canceled',
] as const;

/** A status of an order. */
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** Why an order ended without a capture. */
export const CANCEL_REASONS = [
  'requested',
  'deadline',
  'authentication_timeout',
  'abandoned',
  'hold_lost',
  'multicapture_unavailable',
] as const;
/** Why an order was canceled. */
export type CancelReason = (typeof CANCEL_REASONS)[number];

/** Whether the buyer's money was taken back by the network, and not given back by anybody. */
export function isLoss(reason: CancelReason): boolean {
  switch (reason) {
    case 'hold_lost':
      return true;
    case 'requested':
    case 'deadline':
    case 'authentication_timeout':
    case 'abandoned':
    case 'multicapture_unavailable':
      return false;
  }
}

/**
 * The order's status, derived from what is recorded and never set by hand.
 * @param authorizations states of all authorizations of the order, oldest first
 * @param captures states of all captures ever requested for the order
 * @param order whose card pays that: an order of 0 has none
 */
export function orderStatus(
  authorizations: readonly AuthorizationState[],
  captures: readonly CaptureState[],
  order: Pick<AcceptedOrder, 'total'>,
): OrderStatus {
  const taken = captures.filter((state) => state === 'captured' || state === 'settled');
  const state = authorizationThatCounts(authorizations);
  switch (state) {
    case undefined:
      return 'created';
    case 'requested':
      return authorizations.some(hasBeenHeld) ? 'processing' : 'created';
    case 'declined':
      return 'requires_payment_method';
    case 'requires_payment_method':
    case 'requires_action':
    case 'processing':
      return state;
    case 'held':
      return taken.length > 0 ? 'partially_captured' : 'authorized';
    case 'saved':
      if (taken.length > 0) return 'partially_captured';
      return isFree(order) ? 'no_payment_required' : 'card_saved';
    case 'captured':
    case 'released':
    case 'replaced':
    case 'expired':
      if (taken.length === 0) return 'canceled';
      return taken.every((state) => state === 'settled') ? 'completed' : 'captured';
  }
}

/**
 * Of the authorizations of an order, oldest first, the one that says how the order stands: the newest that can be used,
 * else the newest that did not come to nothing.
 */
function authorizationThatCounts(states: readonly AuthorizationState[]): AuthorizationState | undefined {
  return states[countingIndex(states)];
}

/** Index of the authorization that says how the order stands; -1 when there is none. */
export function countingIndex(states: readonly AuthorizationState[]): number {
  const usable = states.findLastIndex((state) => state === 'held' || state === 'saved');
  if (states[usable] === 'saved') return states.findLastIndex((state) => state === 'saved' || waitsForBuyer(state));
  if (usable !== -1) return usable;
  const begun = states.findLastIndex((state) => state !== 'declined');
  return begun === -1 ? states.length - 1 : begun;
}

/** A shipment's payment with a saved card can need the buyer, and then the order does. */
function waitsForBuyer(state: AuthorizationState): boolean {
  return state === 'requires_action' || state === 'processing';
}

function hasBeenHeld(state: AuthorizationState): boolean {
  return state === 'captured' || state === 'released' || state === 'replaced' || state === 'expired';
}

/** The statuses that no longer change. */
export const FINAL_STATUSES = ['completed', 'canceled'] as const satisfies readonly OrderStatus[];

/** True for the statuses that no longer change. */
export function isFinalStatus(status: OrderStatus): boolean {
  return FINAL_STATUSES.some((final) => final === status);
}
