import { auditOrders, type AuditReport, type AuditContext } from './accounting/audit-orders';
import type { AccountingContext } from './accounting/accounting-context';
import { readBalance, type BalanceReport } from './accounting/read-balance';

/** The reading of Stripe's balance and the audit of orders, as Temporal runs them. */
export interface AccountingActivities {
  /** Reads one page of the balance, and after the last one the payouts; `more`: another page is to be read now. */
  readBalance(): Promise<BalanceReport>;
  /** Audits some of the orders whose money moved since it was last asked. */
  auditOrders(): Promise<AuditReport>;
}

/**
 * Activities that keep the books beside Stripe's, for a worker to register. Each may be repeated.
 * @param context undefined where nothing is paid through Stripe: then there is nothing to read
 */
export function createAccountingActivities(
  context: (AccountingContext & AuditContext) | undefined,
): AccountingActivities {
  if (context === undefined) {
    return {
      readBalance: () => Promise.resolve({ stored: 0, more: false }),
      auditOrders: () => Promise.resolve({ audited: 0, differing: 0 }),
    };
  }
  return { readBalance: () => readBalance(context), auditOrders: () => auditOrders(context) };
}
