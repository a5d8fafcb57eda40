import type { Schemas } from '../api/holdfast';

/** Disputes by when the bank wants an answer; what has no date comes last. */
export function firstDueFirst(disputes: readonly Schemas['Dispute'][]): Schemas['Dispute'][] {
  return disputes.toSorted((left, right) => dueOf(left).localeCompare(dueOf(right)));
}

/** Behind every date. */
const NEVER = '~';

function dueOf({ evidenceDueBy }: Schemas['Dispute']): string {
  return evidenceDueBy ?? NEVER;
}
