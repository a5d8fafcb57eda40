import type { Money } from '../money/money';

/**
 * One movement of our balance, of a capture or of a refund. Its amounts are in the settlement currency and must never
 * be read as what was captured or refunded; of money that left they are below zero.
 */
export interface Settlement {
  readonly balanceTransactionId: string;
  readonly createdAt: string;
  readonly amount: Money;
  readonly fee: Money;
  readonly net: Money;
  /** Decimal text: what was paid times this is what arrived, both in minor units; null when nothing was converted. */
  readonly exchangeRate: string | null;
}
