import { readBalance, type BalanceReport, type BooksContext } from './books/read-balance';

/** The reading of Stripe's balance, as Temporal runs it. */
export interface BooksActivities {
  /** Reads one page of the balance, and after the last one the payouts; `more`: another page is to be read now. */
  readBalance(): Promise<BalanceReport>;
}

/** Activities that keep the books beside Stripe's, for a worker to register. Each may be repeated. */
export function createBooksActivities(context: BooksContext): BooksActivities {
  return { readBalance: () => readBalance(context) };
}
