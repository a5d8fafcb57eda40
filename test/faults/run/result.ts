import type { Cell } from '../cells/cell';
import type { Wrong } from '../cells/end';
import { exceptionFor, type Exception } from '../cells/exceptions';
import type { Lived } from '../cells/live-cell';

export type Verdict =
  | { readonly kind: 'passed' }
  /** Another end is right, for a reason that is written down. */
  | { readonly kind: 'excused'; readonly exception: Exception }
  | { readonly kind: 'failed'; readonly wrongs: readonly Wrong[] }
  /** The call did not come in any of the lives that were tried: nothing is proven. */
  | { readonly kind: 'unmet' };

export interface Result {
  readonly cell: Cell;
  readonly verdict: Verdict;
  readonly orderId: string;
  readonly seconds: number;
}

export function resultOf(cell: Cell, { hits, wrongs, orderId, seconds }: Lived): Result {
  return { cell, orderId, seconds, verdict: verdictOf(cell, hits, wrongs) };
}

function verdictOf(cell: Cell, hits: number, wrongs: readonly Wrong[]): Verdict {
  if (hits === 0 && wrongs.length === 0) return { kind: 'unmet' };
  if (wrongs.length === 0) return { kind: 'passed' };
  const exception = exceptionFor(cell, wrongs);
  return exception === undefined ? { kind: 'failed', wrongs } : { kind: 'excused', exception };
}
