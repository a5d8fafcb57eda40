import type { JsonObject } from '../json';

/** What one capture brought: the amount in the settlement currency and the fee taken from it. */
export interface BalanceTransaction {
  readonly id: string;
  readonly created: number;
  readonly amount: number;
  readonly fee: number;
  readonly currency: string;
  readonly exchangeRate: number | null;
  readonly availableOn: number;
  readonly description: string | null;
  readonly source: string;
}

/** Stripe's published price for online cards in the US, rounded half up; the same for every currency (assumed). */
export function feeFor(amount: number): number {
  return Math.round((amount * 29) / 1000) + 30;
}

export function renderBalanceTransaction(transaction: BalanceTransaction, now: number): JsonObject {
  const { amount, fee, currency } = transaction;
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
    fee_details: [
      { amount: fee, application: null, currency, description: 'Stripe processing fees', type: 'stripe_fee' },
    ],
    net: amount - fee,
    reporting_category: 'charge',
    source: transaction.source,
    status: now >= transaction.availableOn ? 'available' : 'pending',
    type: 'charge',
  };
}
