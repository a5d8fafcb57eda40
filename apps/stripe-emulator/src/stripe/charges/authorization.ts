import type { Decline } from '../payment-methods/decline';

/** What the bank answered, with what it offers for this hold. */
export interface Authorization {
  /** Set when the hold waits for captures. */
  readonly captureBefore: number | null;
  readonly multicapture: boolean;
  /** The most that can be taken; the authorized amount when overcapture is unavailable. */
  readonly maximumCapturable: number;
  readonly overcapture: boolean;
  readonly incremental: boolean;
  readonly extended: boolean;
  /** A 3-D Secure challenge was passed first. */
  readonly authenticated: boolean;
  /** Ordered by mail or telephone. */
  readonly moto: boolean;
}

export type ChargeOutcome =
  | { readonly kind: 'authorized'; readonly authorization: Authorization }
  | { readonly kind: 'declined'; readonly decline: Decline };
