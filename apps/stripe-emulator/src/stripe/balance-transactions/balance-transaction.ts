import type { JsonObject } from '../../../../../libs/emulation/objects/json';

/** Why the balance changed, with the category Stripe's reports put it in (documented). */
const CATEGORIES = {
  adjustment: 'dispute',
  application_fee: 'platform_earning',
  application_fee_refund: 'platform_earning_refund',
  charge: 'charge',
  partial_capture_reversal: 'partial_capture_reversal',
  payout: 'payout',
  payout_cancel: 'payout_reversal',
  payout_failure: 'payout_reversal',
  refund: 'refund',
  refund_failure: 'refund_failure',
  transfer: 'transfer',
  transfer_refund: 'transfer_reversal',
} as const;

export type BalanceTransactionType = keyof typeof CATEGORIES;

/** The type as it is shown and listed: what a hold did not give is a refund with a category of its own (documented). */
export function shownType(type: BalanceTransactionType): string {
  return type === 'partial_capture_reversal' ? 'refund' : type;
}

/** One change of the balance, in the settlement currency. Money that leaves is negative; fees are taken on top. */
export interface BalanceTransaction {
  readonly id: string;
  readonly created: number;
  readonly type: BalanceTransactionType;
  readonly amount: number;
  readonly fee: number;
  /** The part of the fee that the platform takes. */
  readonly applicationFee: number;
  readonly feeDescription: string;
  readonly currency: string;
  readonly exchangeRate: number | null;
  readonly availableOn: number;
  readonly description: string | null;
  readonly source: string;
}

/** What Stripe takes of every amount, in thousandths. */
const SHARE = 29;

/** Stripe's published price for online cards in the US, rounded half up; the same for every currency (assumed). */
export function feeFor(amount: number): number {
  return Math.round((amount * SHARE) / 1000) + 30;
}

/** What of it comes back with a part that was never captured; negative, as the amount is. */
export function feeBackFor(amount: number): number {
  return Math.round((amount * SHARE) / 1000);
}

export function renderBalanceTransaction(transaction: BalanceTransaction, now: number): JsonObject {
  const { amount, fee, currency, type } = transaction;
  return {
    id: transaction.id,
    object: 'balance_transaction',
    amount,
    available_on: transaction.availableOn,
    balance_type: 'payments',
    created: transaction.created,
    currency,
    description: transaction.description,
    exchange_rate: transaction.exchangeRate,
    fee,
    fee_details: feeDetails(transaction),
    net: amount - fee,
    reporting_category: categoryOf(type, amount),
    source: transaction.source,
    status: now >= transaction.availableOn ? 'available' : 'pending',
    type: shownType(type),
  };
}

function feeDetails({ applicationFee, currency, fee, feeDescription }: BalanceTransaction): JsonObject[] {
  const own = fee - applicationFee;
  return [
    ...(applicationFee === 0
      ? []
      : [
          {
            amount: applicationFee,
            application: null,
            currency,
            description: 'Application fee',
            type: 'application_fee',
          },
        ]),
    ...(own === 0
      ? []
      : [{ amount: own, application: null, currency, description: feeDescription, type: 'stripe_fee' }]),
  ];
}

/** Disputes take and give back with the same type, adjustment; the reports tell the two apart. */
function categoryOf(type: BalanceTransactionType, amount: number): string {
  return type === 'adjustment' && amount > 0 ? 'dispute_reversal' : CATEGORIES[type];
}
