import type { Account } from '../account';
import type { Context } from '../request';
import { midnightAfter, sendPayout } from './send';

/** Plans the next payout of the schedule, where the account has one and none is planned. */
export function planPayouts(account: Account, now: number): void {
  if (account.settings.payout_schedule !== 'daily' || account.nextPayout !== null) return;
  account.nextPayout = midnightAfter(now);
  account.due.add(account.nextPayout, { kind: 'pay_out' });
}

/** At midnight everything goes to the bank that is available (documented; the hour assumed). */
export function payOut(context: Context): void {
  const { account, now } = context;
  account.nextPayout = null;
  if (account.settings.payout_schedule !== 'daily') return;
  for (const [currency, { amount, ids }] of availableByCurrency(account, now)) {
    // A balance below zero waits for more to come in.
    if (amount <= 0) continue;
    const payout = sendPayout(context, {
      amount,
      currency,
      automatic: true,
      description: 'STRIPE PAYOUT',
      statementDescriptor: null,
      metadata: new Map(),
      paysOut: ids,
    });
    for (const id of payout.paysOut) account.paidOut.add(id);
  }
  planPayouts(account, now);
}

/** What no payout of the schedule has taken yet, by currency. */
function availableByCurrency(
  account: Account,
  now: number,
): ReadonlyMap<string, { readonly amount: number; readonly ids: readonly string[] }> {
  const sums = new Map<string, { amount: number; ids: string[] }>();
  for (const { amount, availableOn, currency, fee, id } of account.balanceTransactions.oldestFirst()) {
    if (availableOn > now || account.paidOut.has(id)) continue;
    const sum = sums.get(currency) ?? { amount: 0, ids: [] };
    sum.amount += amount - fee;
    sum.ids.push(id);
    sums.set(currency, sum);
  }
  return sums;
}
