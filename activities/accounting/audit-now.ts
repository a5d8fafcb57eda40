import { auditOrder } from '../../libs/audit/audit-order';
import { auditWorkflow } from '../../libs/audit/audit-workflow';
import type { StripeRecords } from '../../libs/audit/stripe-records';
import { capabilitiesFor, type PaymentProvider } from '../../libs/domain/capabilities/payment-provider';
import type { PaymentsAtProvider, ReadPayments } from '../../libs/domain/provider/payment-records';
import type { WorkflowLook } from '../../libs/domain/watch/workflow-look';
import { isUnderWay, readOrderAtProvider } from '../../libs/postgres/accounting/audit-store';
import type { Database } from '../../libs/postgres/database/database';
import type { OrderReader } from '../../libs/postgres/reading/order-reader';

/** What an audit of an order needs. */
export interface OrderAuditContext {
  readonly database: Database;
  readonly orders: OrderReader;
  /** Undefined: there is no key for it here. */
  readonly readPaymentsAt: (provider: PaymentProvider) => ReadPayments | undefined;
  /** How the workflow of an order stands at this moment. */
  readonly look: (orderId: string) => Promise<WorkflowLook>;
}

/**
 * What came of an audit; `not_quiet`: something is under way, so that nothing can be said; `not_connected`: there is no
 * key for its provider here.
 */
export type OrderAudit =
  | { readonly kind: 'audited'; readonly differences: readonly string[] }
  | { readonly kind: 'not_quiet' | 'not_found' | 'not_connected' };

/**
 * Compares an order with itself, its ledger, its workflow and its provider: payments and refunds as they are there now,
 * and the balance as it was read, where the provider tells one. A change that comes between makes it say nothing.
 */
export async function auditNow(context: OrderAuditContext, orderId: string): Promise<OrderAudit> {
  const { database, orders, readPaymentsAt, look } = context;
  const order = await orders.findOrder(orderId);
  if (order === undefined) return { kind: 'not_found' };
  const capabilities = capabilitiesFor(order.given.payment);
  const readPayments = readPaymentsAt(capabilities.provider);
  if (readPayments === undefined) return { kind: 'not_connected' };
  if (await isUnderWay(database, orderId)) return { kind: 'not_quiet' };
  const ledger = await orders.readLedger(orderId);
  const timeline = await orders.readTimeline(orderId);
  const { movements, ...ids } = await readOrderAtProvider(database, orderId);
  const theirs = await readPayments(ids);
  const workflow = await look(orderId);
  const after = await orders.findOrder(orderId);
  if (after?.updatedAt !== order.updatedAt) return { kind: 'not_quiet' };

  const [paymentIntentId = ''] = ids.paymentIntentIds;
  const recorded = { ...order, ledger, timeline: timeline.map((entry) => ({ ...entry, who: entry.actor })) };
  const intentOfSource = new Map(movements.map(({ source }) => [source ?? '', paymentIntentId]));
  return {
    kind: 'audited',
    differences: [
      ...auditOrder(recorded, {
        ...recordsOf(theirs),
        ...{ balanceTransactions: movements, intentOfSource },
        ...(!capabilities.tellsBalance && { untoldBalance: capabilities.balanceAccount }),
      }),
      ...auditWorkflow(order, workflow),
    ],
  };
}

function recordsOf({ payments, refunds }: PaymentsAtProvider): Pick<StripeRecords, 'intents' | 'refunds'> {
  return {
    intents: payments.map(({ paymentIntentId: id, received, capturable, ...rest }) => ({
      ...{ ...rest, id, amount_received: received, amount_capturable: capturable },
    })),
    refunds: refunds.map(({ paymentIntentId, ...rest }) => ({ ...rest, payment_intent: paymentIntentId })),
  };
}
