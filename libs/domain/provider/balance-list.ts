import type { Money } from '../money/money';

/** The part of the port to a provider that shows its balance as a whole, also what others move in it. Reads only. */
export interface BalanceList {
  /** A page of the movements of our balance, newest first. @throws ProviderUnavailable, ProviderMisuse */
  listMovements(request: BalancePageRequest): Promise<BalancePage>;
  /** A page of what an automatic payout paid out, itself among them. Throws as `listMovements`. */
  listPaidOut(payoutId: string, after: string | null): Promise<BalancePage>;
  /** Payouts that were made since an instant, newest first, a hundred at most. Throws as `listMovements`. */
  listPayouts(request: BalancePageRequest): Promise<PayoutPage>;
  /** What is in our balance, available or not, one amount for each currency. Throws as `listMovements`. */
  readBalances(): Promise<Money[]>;
  /** One payout as it is now. Throws as `listMovements`. */
  readPayout(payoutId: string): Promise<PayoutReading>;
}

/** One page of a list, newest first. */
export interface BalancePageRequest {
  /** ISO 8601: from then on, whole seconds. */
  readonly since: string;
  /** What the page before ended with; null for the first page. */
  readonly after: string | null;
}

/** What a page of the balance has. */
export interface BalancePage {
  readonly movements: readonly BalanceMovement[];
  /** The id that the next page comes after; null where this is the last. */
  readonly next: string | null;
}

/** What a page of payouts has. */
export interface PayoutPage {
  readonly payouts: readonly PayoutReading[];
  readonly next: string | null;
}

/** One movement of our balance, whoever brought it about. Of money that left the amounts are below zero. */
export interface BalanceMovement {
  readonly balanceTransactionId: string;
  readonly type: string;
  /** As the provider's reports name it. */
  readonly reportingCategory: string;
  readonly gross: Money;
  readonly fee: Money;
  readonly net: Money;
  /** Decimal text; null when nothing was converted. */
  readonly exchangeRate: string | null;
  /** What it is about; null where the provider does not say. */
  readonly source: string | null;
  readonly description: string | null;
  readonly createdAt: string;
  readonly availableOn: string;
}

/** Money on its way from the balance to the bank, as the provider shows it. */
export interface PayoutReading {
  readonly payoutId: string;
  readonly amount: Money;
  /** The provider's own word. */
  readonly status: string;
  readonly automatic: boolean;
  readonly arrivalOn: string;
  readonly createdAt: string;
  readonly balanceTransactionId: string | null;
  readonly failureBalanceTransactionId: string | null;
  readonly failureCode: string | null;
  /** Whether the provider can say by now what it pays out; never of one that was made by hand. */
  readonly isReconciled: boolean;
}
