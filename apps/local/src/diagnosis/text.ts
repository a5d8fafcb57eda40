import type { PlanOutlook } from '../../../../libs/domain/provider/plan-outlook';

/** What each plan means at an account, a few lines each. */
export function plansText(plans: readonly PlanOutlook[]): string[] {
  return plans.flatMap(({ plan, gets, cashFlow }) => [plan, `  who gets it: ${gets}`, `  cash flow:   ${cashFlow}`]);
}

/** A time in seconds as days; null: nobody told it. */
export function daysOf(seconds: number | null): string {
  return seconds === null ? 'not told' : `${(seconds / 86_400).toFixed(1)} days`;
}

/** As people answer. */
export function yesOrNo(is: boolean): string {
  return is ? 'yes' : 'no';
}
