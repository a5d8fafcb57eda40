import type { Cell } from './cell';
import type { Expected } from './expected';
import { planNamed } from './plans';

export type Verdict =
  { readonly kind: 'runs'; readonly expected: Expected } | { readonly kind: 'senseless'; readonly reason: string };

/** Whether a cell is lived, and how it must end then. */
export function verdictOn(cell: Cell): Verdict {
  const plan = planNamed(cell.plan);
  const reason = plan.senseless(cell) ?? senseless(cell);
  return reason === undefined ? { kind: 'runs', expected: plan.expected(cell) } : { kind: 'senseless', reason };
}

/** Why nobody need live it whatever the plan; undefined when somebody must. */
function senseless({ provider, plan, shipments, condition }: Cell): string | undefined {
  if (provider === 'wooshpay' && plan === 'multicapture') return 'WooshPay captures a hold once';
  if (provider === 'wooshpay' && shipments === 51) return 'how often a hold is renewed is the same rule at both';
  const isBeforeTheHold = condition === 'declined_first' || condition === 'authenticates';
  const isLivedForTwo = shipments > 2 || (shipments === 1 && plan !== 'immediate');
  return isBeforeTheHold && isLivedForTwo ? 'what comes before it is the same for two' : undefined;
}
