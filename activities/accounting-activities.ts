import { auditOrders, type AuditReport, type AuditContext } from './accounting/audit-orders';
import type { AccountingContext } from './accounting/accounting-context';
import { readBalance, type BalanceReport } from './accounting/read-balance';

/** The reading of a provider's balance and the audit of orders, as Temporal runs them. */
export interface AccountingActivities {
  /** Reads one page of the balance, and after the last one the payouts; `more`: another page is to be read now. */
  readBalance(): Promise<BalanceReport>;
  /** Audits some of the orders whose money moved since it was last asked. */
  auditOrders(): Promise<AuditReport>;
}

/**
 * Activities that keep the books beside the providers', for a worker to register. Each may be repeated.
 * @param balance undefined where nothing is paid through a provider that tells its balance: there is nothing to read
 */
export function createAccountingActivities(
  audit: AuditContext,
  balance: AccountingContext | undefined,
): AccountingActivities {
  return {
    readBalance: () => (balance === undefined ? Promise.resolve({ stored: 0, more: false }) : readBalance(balance)),
    auditOrders: () => auditOrders(audit),
  };
}
