import { convert } from '../currency';
import type { Context } from '../request';
import { seconds } from '../request';
import { feeBackFor, feeFor } from './balance-transaction';
import type { BalanceTransaction, BalanceTransactionType } from './balance-transaction';

/** Card money becomes available two days after it settled (the usual US schedule, assumed). */
const AVAILABLE_AFTER_SECONDS = 2 * 24 * 60 * 60;

/** Stripe's price of a dispute in the US, in minor units of the settlement currency whichever it is (assumed). */
const DISPUTE_FEE = 1500;

export interface Entry {
  readonly type: BalanceTransactionType;
  readonly source: string;
  /** In the currency of the payment; negative when it leaves. */
  readonly amount: number;
  readonly currency: string;
  readonly description: string | null;
  /** It can be paid out as soon as it is there. */
  readonly atOnce?: boolean;
  /** What the platform takes of it, in the currency of the payment. */
  readonly applicationFee?: number;
}

/** Changes the balance: in the account's settlement currency at the fixed rate, or as paid when there is none. */
export function enter(
  context: Context,
  { type, source, amount, currency, description, atOnce = false, applicationFee = 0 }: Entry,
): BalanceTransaction {
  const { balanceTransactions, ids, settings } = context.account;
  const money = settled(amount, currency, settings.settlement_currency);
  const forPlatform = applicationFee === 0 ? 0 : settled(applicationFee, currency, settings.settlement_currency).amount;
  const stripeFee = feeOf(type, money.amount);
  return balanceTransactions.add({
    id: ids.next('txn'),
    created: seconds(context),
    type,
    amount: money.amount,
    fee: stripeFee.fee + forPlatform,
    applicationFee: forPlatform,
    feeDescription: stripeFee.feeDescription,
    currency: money.currency,
    exchangeRate: money.rate,
    availableOn: seconds(context) + (isNewMoney(type) && !atOnce ? AVAILABLE_AFTER_SECONDS : 0),
    description,
    source,
  });
}

export interface Settled {
  readonly amount: number;
  readonly currency: string;
  readonly rate: number | null;
}

/** What an amount is once it reaches the balance. */
export function settled(amount: number, currency: string, settlement: string): Settled {
  const converted = settlement === currency ? undefined : convert(Math.abs(amount), currency, settlement);
  if (converted === undefined) return { amount, currency, rate: null };
  return { amount: Math.sign(amount) * converted.amount, currency: settlement, rate: converted.rate };
}

/** Refunds give no fee back (documented); a dispute costs its fee, which winning does not return (documented 2025). */
function feeOf(
  type: BalanceTransactionType,
  amount: number,
): { readonly fee: number; readonly feeDescription: string } {
  if (type === 'charge') return { fee: feeFor(amount), feeDescription: 'Stripe processing fees' };
  if (type === 'partial_capture_reversal') return { fee: feeBackFor(amount), feeDescription: 'Stripe processing fees' };
  if (type === 'adjustment' && amount < 0) return { fee: DISPUTE_FEE, feeDescription: 'Dispute fee' };
  return { fee: 0, feeDescription: '' };
}

function isNewMoney(type: BalanceTransactionType): boolean {
  return type === 'charge' || type === 'application_fee';
}
