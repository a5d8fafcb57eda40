import type { Logger } from 'pino';
import type { BalanceList } from '../../libs/domain/provider/balance-list';
import type { Database } from '../../libs/postgres/database/database';

/** What the reading of the balance needs. */
export interface AccountingContext {
  readonly balance: BalanceList;
  readonly database: Database;
  /** False: nothing is asked of Stripe, and the place is kept. */
  readonly read: boolean;
  /** Between the end of one reading and the next. */
  readonly everySeconds: number;
  readonly clock: () => Date;
  readonly log: Logger;
}
