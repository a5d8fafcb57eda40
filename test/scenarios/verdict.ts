import type { Cell } from './cell';
import type { Expected } from './expected';
import { planNamed } from './plans';

export type Verdict =
  { readonly kind: 'runs'; readonly expected: Expected } | { readonly kind: 'senseless'; readonly reason: string };

/** Whether a cell is lived, and how it must end then. */
export function verdictOn(cell: Cell): Verdict {
  const plan = planNamed(cell.plan);
  const reason = plan.senseless(cell);
  return reason === undefined ? { kind: 'runs', expected: plan.expected(cell) } : { kind: 'senseless', reason };
}
