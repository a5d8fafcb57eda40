/**
 * What becomes of a reversal, or of a transfer that gives again what a dispute had taken. `refused`: nothing moved, and
 * a person must see to it. `dropped`: before the provider was asked nothing had to move any more.
 */
export type ReversalState = 'requested' | 'unknown' | 'done' | 'refused' | 'dropped';

/** Which state of a reversal may follow which; an empty list: the end. */
export const REVERSAL_TRANSITIONS: Readonly<Record<ReversalState, readonly ReversalState[]>> = {
  requested: ['done', 'refused', 'unknown', 'dropped'],
  unknown: ['done', 'refused'],
  done: [],
  refused: [],
  dropped: [],
};

/** Whether a recorded reversal may become `to`; staying as it is is always allowed. */
export function reversalMayBecome(from: ReversalState, to: ReversalState): boolean {
  return from === to || REVERSAL_TRANSITIONS[from].includes(to);
}

/**
 * What a dispute does with a connected account's share. `taken_back`: a transfer is reversed. `given_again`: a new
 * transfer.
 */
export type DisputeTransferDirection = 'taken_back' | 'given_again';

/** Those that the provider has not answered yet. */
export const OPEN_REVERSALS: readonly ReversalState[] = ['requested', 'unknown'];
