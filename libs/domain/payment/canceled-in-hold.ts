import { adjustmentOf } from './covered';
import { canceledAmount, type Payment } from './payment';
import { openWorth } from './renewal';

/**
 * Minor units of the hold that counts which belong to units that were given up, and go back when it ends: what it was
 * placed for, less what is open and what left on it. What was given up before a renewal went back with the hold then.
 */
export function canceledInHold(payment: Payment): number {
  const { hold, holdGeneration, shipments, covered } = payment;
  if (hold.state !== 'held') return canceledAmount(payment);
  const captured = shipments.filter(({ authorizationGeneration }) => authorizationGeneration === holdGeneration);
  const left = [
    ...captured.map(({ amount, adjustment }) => amount - adjustment),
    ...covered.map((priced) => priced.amount - adjustmentOf(priced)),
  ];
  const others = openWorth(payment).amount + left.reduce((sum, worth) => sum + worth, 0);
  return Math.max(0, hold.amount - (hold.raised ?? 0) - others);
}
