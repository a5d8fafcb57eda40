/**
 * Which state may follow which. Reversals have a table of their own (reversal-state.ts); an increment is only asked
 * for, done or refused.
 */

/** Every state of an authorization. */
export const AUTHORIZATION_STATES = [
  'requested',
  'requires_payment_method',
  'requires_action',
  'processing',
  'held',
  'saved',
  'declined',
  'captured',
  'released',
  'expired',
  'replaced',
] as const;

/**
 * `saved`: the card may be charged shipment by shipment, and nothing is held. `replaced`: another hold took its place.
 */
export type AuthorizationState = (typeof AUTHORIZATION_STATES)[number];

/** What a capture has become. */
export type CaptureState = 'covered' | 'requested' | 'unknown' | 'captured' | 'settled' | 'refused';

/** `requested`: nobody has recorded an answer. `answered`: the authorization says what came of it. */
export type ConfirmationState = 'requested' | 'answered' | 'refused';

/** `refused`: the provider made no refund. `failed`: it made one, and the money came back to us. */
export type RefundState = 'requested' | 'unknown' | 'pending' | 'succeeded' | 'failed' | 'refused';

const AWAITING = ['requires_payment_method', 'requires_action', 'processing'] as const;

/** Nothing is held or saved yet: the provider waits for a card, for the buyer, or for a network. */
export type AwaitingState = (typeof AWAITING)[number];

/** @param state of an authorization, or of the hold that it became */
export function isAwaiting(state: string): state is AwaitingState {
  return AWAITING.some((awaiting) => awaiting === state);
}

/** Which state of an authorization may follow which; an empty list: the end. */
export const AUTHORIZATION_TRANSITIONS: Readonly<Record<AuthorizationState, readonly AuthorizationState[]>> = {
  requested: [...AWAITING, 'held', 'saved', 'captured', 'declined', 'released'],
  requires_payment_method: [...AWAITING, 'held', 'saved', 'captured', 'declined', 'released'],
  requires_action: [...AWAITING, 'held', 'saved', 'captured', 'declined', 'released'],
  processing: [...AWAITING, 'held', 'saved', 'captured', 'declined', 'released'],
  held: ['captured', 'released', 'expired', 'replaced'],
  saved: ['released'],
  declined: [],
  captured: [],
  released: [],
  expired: [],
  replaced: [],
};

/** Which state of a capture may follow which; an empty list: the end. */
export const CAPTURE_TRANSITIONS: Readonly<Record<CaptureState, readonly CaptureState[]>> = {
  // A hold that ends before its final capture takes what it covered with it.
  covered: ['requested', 'refused'],
  requested: ['captured', 'refused', 'unknown'],
  unknown: ['captured', 'refused'],
  captured: ['settled'],
  settled: [],
  refused: [],
};

/** Which state of a confirmation may follow which; an empty list: the end. */
export const CONFIRMATION_TRANSITIONS: Readonly<Record<ConfirmationState, readonly ConfirmationState[]>> = {
  requested: ['answered', 'refused'],
  answered: [],
  refused: [],
};

/** A bank may send back even a refund that had succeeded. Source: https://docs.stripe.com/refunds#failed-refunds */
export const REFUND_TRANSITIONS: Readonly<Record<RefundState, readonly RefundState[]>> = {
  requested: ['pending', 'succeeded', 'failed', 'refused', 'unknown'],
  unknown: ['pending', 'succeeded', 'failed', 'refused'],
  pending: ['succeeded', 'failed'],
  succeeded: ['failed'],
  failed: [],
  refused: [],
};

/** Whether a recorded authorization may become `to`; staying as it is is always allowed. */
export function authorizationMayBecome(from: AuthorizationState, to: AuthorizationState): boolean {
  return from === to || AUTHORIZATION_TRANSITIONS[from].includes(to);
}

/** Whether a recorded capture may become `to`; staying as it is is always allowed. */
export function captureMayBecome(from: CaptureState, to: CaptureState): boolean {
  return from === to || CAPTURE_TRANSITIONS[from].includes(to);
}

/** Whether a recorded confirmation may become `to`. */
export function confirmationMayBecome(from: ConfirmationState, to: ConfirmationState): boolean {
  return CONFIRMATION_TRANSITIONS[from].includes(to);
}

/** Whether a recorded part of a refund may become `to`; staying as it is is always allowed. */
export function refundMayBecome(from: RefundState, to: RefundState): boolean {
  return from === to || REFUND_TRANSITIONS[from].includes(to);
}
