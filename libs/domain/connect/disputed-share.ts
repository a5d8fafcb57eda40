/**
 * What of a dispute a connected account's share has to follow. Amounts are minor units of the order's currency.
 */
export type ShareOfDispute =
  /** It is as the dispute is, or something is under way that must have ended first. */
  | { readonly kind: 'settled' }
  /** The bank took so much more: the account's part of it comes back. */
  | { readonly kind: 'take_back'; readonly amount: number }
  /** The bank gave some of it back: so much of what the account lost stays taken. */
  | { readonly kind: 'give_again'; readonly kept: Proportion };

/** `part` of `of`, both minor units. */
export interface Proportion {
  readonly part: number;
  readonly of: number;
}

/** A dispute, as far as its sharing depends on it. */
export interface SharedDispute {
  /** What the bank has of it now. */
  readonly isOut: number;
  /** What of that the account's share was worked out for. */
  readonly shared: number;
  /** Whether a piece of it has no outcome yet. */
  readonly isMoving: boolean;
}

/** One thing after the other: what is given again is what was truly taken. */
export function shareOfDispute({ isOut, shared, isMoving }: SharedDispute): ShareOfDispute {
  if (isMoving || isOut === shared) return { kind: 'settled' };
  if (isOut > shared) return { kind: 'take_back', amount: isOut - shared };
  return { kind: 'give_again', kept: { part: isOut, of: shared } };
}

/** What is left taken of a piece: in the order's currency, and in that of its transfer. */
export interface PieceTaken {
  readonly of: number;
  readonly captureId: string;
  /** Of the transfer. */
  readonly currency: string;
  readonly amount: number;
  readonly moved: number;
}

/** What is given again of a piece that was taken. */
export type PieceGivenAgain = PieceTaken;

/** All that is not kept of each piece; what the bank gave back as a whole goes to the account as a whole. */
export function planGiveAgain(taken: readonly PieceTaken[], kept: Proportion): PieceGivenAgain[] {
  return taken.flatMap((piece) => {
    const amount = piece.amount - proportionOf(piece.amount, kept);
    const moved = piece.moved - proportionOf(piece.moved, kept);
    return amount > 0 ? [{ ...piece, amount, moved }] : [];
  });
}

/** Rounded down. BigInt because the product can pass 2^53. */
export function proportionOf(whole: number, { part, of }: Proportion): number {
  return part === 0 ? 0 : Number((BigInt(whole) * BigInt(part)) / BigInt(of));
}
