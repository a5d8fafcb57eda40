import { splitOfTerms, type ConnectSplit } from './connect-terms';
import type { NewOrder, UnitRun } from './order';

/** What an order is made of that its money is split by. */
interface SplitOrder extends Pick<NewOrder, 'payment'> {
  readonly allocation: readonly UnitRun[];
}

/**
 * What a capture of these units sends on or keeps: a sum of fixed integers, as its amount is, so that captures always
 * add up to what the order said. Undefined without Connect.
 * @param runs the units, cut out of the order's allocation
 * @param beside whether the capture takes what belongs to no unit: shipping that is charged as a whole
 * @param captured the capture's amount, which its share never exceeds
 */
export function splitOfRuns(
  order: SplitOrder,
  runs: readonly UnitRun[],
  beside: boolean,
  captured: number,
): ConnectSplit | undefined {
  const { connect } = order.payment;
  if (connect === undefined) return undefined;
  const whole = splitOfTerms(connect);
  if (whole.kind === 'everything') return whole;
  const amount = connectOfRuns(runs) + (beside ? whole.amount - connectOfRuns(order.allocation) : 0);
  return { kind: whole.kind, amount: Math.min(amount, captured) };
}

/** The units' shares of the order's application fee or transfer amount. */
export function connectOfRuns(runs: readonly UnitRun[]): number {
  return runs.reduce((sum, { units, connect = 0 }) => sum + units * connect, 0);
}
