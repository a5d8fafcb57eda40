import { auditOrder } from '../../libs/audit/audit-order';
import { auditWorkflow } from '../../libs/audit/audit-workflow';
import { capabilitiesFor } from '../../libs/domain/capabilities/payment-provider';
import type { WorkflowLook } from '../../libs/domain/watch/workflow-look';
import { isUnderWay, readOrderAtStripe } from '../../libs/postgres/accounting/audit-store';
import type { Database } from '../../libs/postgres/database/database';
import type { OrderReader } from '../../libs/postgres/reading/order-reader';
import type { ReadPayments } from '../../libs/stripe/balance/payments-at-stripe';

/** What an audit of an order needs. */
export interface OrderAuditContext {
  readonly database: Database;
  readonly orders: OrderReader;
  readonly readPayments: ReadPayments;
  /** How the workflow of an order stands at this moment. */
  readonly look: (orderId: string) => Promise<WorkflowLook>;
}

/**
 * What came of an audit; `not_quiet`: something is under way, so that nothing can be said; `untold`: its provider shows
 * no balance that it could be compared with.
 */
export type OrderAudit =
  | { readonly kind: 'audited'; readonly differences: readonly string[] }
  | { readonly kind: 'not_quiet' | 'not_found' | 'untold' };

/**
 * Compares an order with itself, its ledger, its workflow and Stripe: payments and refunds as Stripe has them now, and
 * the balance as it was read. A change that comes between makes it say nothing.
 */
export async function auditNow(context: OrderAuditContext, orderId: string): Promise<OrderAudit> {
  const { database, orders, readPayments, look } = context;
  const order = await orders.findOrder(orderId);
  if (order === undefined) return { kind: 'not_found' };
  if (!capabilitiesFor(order.given.payment).tellsFees) return { kind: 'untold' };
  if (await isUnderWay(database, orderId)) return { kind: 'not_quiet' };
  const ledger = await orders.readLedger(orderId);
  const timeline = await orders.readTimeline(orderId);
  const { paymentIntentIds, movements } = await readOrderAtStripe(database, orderId);
  const atStripe = await readPayments(paymentIntentIds);
  const workflow = await look(orderId);
  const after = await orders.findOrder(orderId);
  if (after?.updatedAt !== order.updatedAt) return { kind: 'not_quiet' };

  const [paymentIntentId = ''] = paymentIntentIds;
  const recorded = { ...order, ledger, timeline: timeline.map((entry) => ({ ...entry, who: entry.actor })) };
  const intentOfSource = new Map(movements.map(({ source }) => [source ?? '', paymentIntentId]));
  return {
    kind: 'audited',
    differences: [
      ...auditOrder(recorded, { ...atStripe, balanceTransactions: movements, intentOfSource }),
      ...auditWorkflow(order, workflow),
    ],
  };
}
