import { convert } from '../currency';
import { emit } from '../events/emit';
import type { Context } from '../request';
import { seconds } from '../request';
import { feeFor } from '../balance-transactions/balance-transaction';
import type { BalanceTransaction } from '../balance-transactions/balance-transaction';
import { renderCharge } from './charge';
import type { Capture, Charge } from './charge';

/** Card money becomes available two days after it settled (the usual US schedule, assumed). */
const AVAILABLE_AFTER_SECONDS = 2 * 24 * 60 * 60;

/** Records that money was taken; its balance transaction comes after the account's settlement delay, if ever. */
export function addCapture(context: Context, charge: Charge, amount: number): void {
  const { account, now } = context;
  charge.captures.push({ amount, balanceTransaction: null });
  charge.amountCaptured += amount;
  const delay = account.settings.settlement_delay_seconds;
  if (delay === null) return;
  account.due.add(now + delay, { kind: 'settle_capture', charge, capture: charge.captures.length - 1 });
}

/** One balance transaction for each capture (documented); the charge points at the newest (assumed). */
export function settleCapture(context: Context, charge: Charge, index: number): void {
  const capture = charge.captures[index];
  if (capture === undefined) throw new Error(`Bug! ${charge.id} has no capture ${String(index)}`);
  const transaction = context.account.balanceTransactions.add(balanceTransactionOf(context, charge, capture));
  const before = charge.balanceTransaction;
  capture.balanceTransaction = transaction.id;
  charge.balanceTransaction = transaction.id;
  emit(context, 'charge.updated', charge.paymentIntent, renderCharge(charge), {
    // Readers take a capture's amount as the difference to `amount_captured` (recorded in Stripe's own connector), so
    // this is "without this capture", also when a later capture was made before this one settled.
    ...(wasHeld(charge) && { amount_captured: charge.amountCaptured - capture.amount }),
    balance_transaction: before,
  });
}

function balanceTransactionOf(context: Context, charge: Charge, capture: Capture): BalanceTransaction {
  const { account } = context;
  const settlement = account.settings.settlement_currency;
  const converted = settlement === charge.currency ? undefined : convert(capture.amount, charge.currency, settlement);
  const amount = converted?.amount ?? capture.amount;
  return {
    id: account.ids.next('txn'),
    created: seconds(context),
    amount,
    fee: feeFor(amount),
    currency: converted === undefined ? charge.currency : settlement,
    exchangeRate: converted?.rate ?? null,
    availableOn: seconds(context) + AVAILABLE_AFTER_SECONDS,
    description: charge.description,
    source: charge.id,
  };
}

function wasHeld({ outcome }: Charge): boolean {
  return outcome.kind === 'authorized' && outcome.authorization.captureBefore !== null;
}
