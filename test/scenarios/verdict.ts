import type { Cell } from './cell';
import type { Expected } from './expected';
import { NOT_OFFERED_YET, type Feature } from './not-offered-yet';
import { planNamed } from './plans';

export type Verdict =
  | { readonly kind: 'runs'; readonly expected: Expected }
  | { readonly kind: 'senseless'; readonly reason: string }
  | { readonly kind: 'not_offered_yet'; readonly feature: Feature; readonly reason: string };

/** Whether a cell is lived, and how it must end then. */
export function verdictOn(cell: Cell): Verdict {
  const plan = planNamed(cell.plan);
  const senseless = plan.senseless(cell);
  if (senseless !== undefined) return { kind: 'senseless', reason: senseless };
  const missing = featuresOf(cell, plan.needs(cell)).find((feature) => NOT_OFFERED_YET[feature] !== undefined);
  if (missing !== undefined) {
    return { kind: 'not_offered_yet', feature: missing, reason: NOT_OFFERED_YET[missing] ?? missing };
  }
  return { kind: 'runs', expected: plan.expected(cell) };
}

function featuresOf({ deadline }: Cell, ofPlan: readonly Feature[]): Feature[] {
  const ofDeadline: Feature[] = deadline === 'all_shipped' || deadline === 'release' ? [] : [deadline];
  return [...ofPlan, ...ofDeadline];
}
