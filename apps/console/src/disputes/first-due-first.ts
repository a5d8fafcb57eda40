import type { Schemas } from '../api/holdfast';

type Due = Pick<Schemas['Dispute'], 'evidenceDueBy'>;

/** Disputes by when the bank wants an answer; what has no date comes last. */
export function firstDueFirst<Dispute extends Due>(disputes: readonly Dispute[]): Dispute[] {
  return disputes.toSorted((left, right) => dueOf(left).localeCompare(dueOf(right)));
}

/** Behind every date. */
const NEVER = '~';

function dueOf({ evidenceDueBy }: Due): string {
  return evidenceDueBy ?? NEVER;
}
