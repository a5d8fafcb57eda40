import type { Account } from '../account';
import type { Payout } from './payout';

/** The laws of payouts; each broken one is one sentence. */
export function violationsOfPayouts(account: Account): string[] {
  return account.payouts.oldestFirst().flatMap((payout) => {
    const cameBack = payout.status === 'canceled' || payout.status === 'failed';
    const entries = account.balanceTransactions.ofSource(payout.id);
    const sum = entries.reduce((total, { amount }) => total + amount, 0);
    return [
      ...broken(
        entries.length !== (cameBack ? 2 : 1),
        payout,
        'moves the balance once, and once more when it comes back',
      ),
      ...broken(sum !== (cameBack ? 0 : -payout.amount), payout, 'takes its amount out of the balance'),
      ...broken(payout.automatic && paidOutBy(account, payout) !== payout.amount, payout, 'is what it pays out'),
    ];
  });
}

function paidOutBy({ balanceTransactions }: Account, { balanceTransaction, paysOut }: Payout): number {
  const others = paysOut.filter((id) => id !== balanceTransaction);
  return others.reduce((sum, id) => {
    const transaction = balanceTransactions.get(id);
    return transaction === undefined ? NaN : sum + transaction.amount - transaction.fee;
  }, 0);
}

function broken(is: boolean, { id }: Payout, law: string): string[] {
  return is ? [`${id}: ${law}`] : [];
}
