import { sql, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely';
import type { OrderConditions } from '../records/order-record';
import type { Schema } from '../records/schema';

type OfOrder = ExpressionBuilder<Schema, 'orders'>;

type Asked = { readonly [Name in keyof OrderConditions]-?: NonNullable<OrderConditions[Name]> };

type Conditions = { readonly [Name in keyof Asked]: (eb: OfOrder, value: Asked[Name]) => Expression<SqlBool> };

/** What each condition asks of an order. Whatever names something else finds it by an index, and from it the order. */
const CONDITIONS: Conditions = {
  status: (eb, status) => eb('status', '=', status),
  createdAfter: (eb, at) => eb('created_at', '>=', at),
  createdBefore: (eb, at) => eb('created_at', '<', at),
  updatedAfter: (eb, at) => eb('updated_at', '>=', at),
  // Nothing changes before it is made; that it was made before as well spares the list all that came after.
  updatedBefore: (eb, at) => eb.and([eb('updated_at', '<', at), eb('created_at', '<', at)]),
  releaseBefore: (eb, at) => eb('release_at', '<', at),
  attention: (eb, needed) => (needed ? hasOpenAttention(eb) : eb.not(hasOpenAttention(eb))),
  attentionCode: (eb, code) =>
    eb(
      'orders.order_id',
      'in',
      eb.selectFrom('attentions').select('attentions.order_id').where('code', '=', code).where('closed_at', 'is', null),
    ),
  orderNumber: (eb, orderNumber) => eb('order_number', '=', orderNumber),
  customerReference: (eb, reference) => eb('customer_reference', '=', reference),
  plan: (eb, plan) =>
    eb(
      'orders.order_id',
      'in',
      eb.selectFrom('authorizations').select('authorizations.order_id').where('plan', '=', plan),
    ),
  paymentIntentId: (eb, id) =>
    eb(
      'orders.order_id',
      'in',
      eb.selectFrom('authorizations').select('authorizations.order_id').where('payment_intent_id', '=', id),
    ),
  chargeId: (eb, id) =>
    eb(
      'orders.order_id',
      'in',
      eb.selectFrom('authorizations').select('authorizations.order_id').where('charge_id', '=', id),
    ),
  refundId: (eb, id) =>
    eb('orders.order_id', 'in', eb.selectFrom('refunds').select('refunds.order_id').where('refund_id', '=', id)),
  stripeRefundId: (eb, id) =>
    eb(
      'orders.order_id',
      'in',
      eb.selectFrom('refund_parts').select('refund_parts.order_id').where('stripe_refund_id', '=', id),
    ),
  disputeId: (eb, id) =>
    eb('orders.order_id', 'in', eb.selectFrom('disputes').select('disputes.order_id').where('dispute_id', '=', id)),
  trackingNumber: (eb, tracking) =>
    eb(
      'orders.order_id',
      'in',
      eb.selectFrom('shipments').select('shipments.order_id').where('tracking_number', '=', tracking),
    ),
  // The index leaves out the many orders without any, so the query says that it does, too.
  metadata: (_eb, { key, value }) =>
    value === undefined
      ? sql<SqlBool>`orders.metadata <> '{}' and orders.metadata ? ${key}`
      : sql<SqlBool>`orders.metadata <> '{}' and orders.metadata @> ${JSON.stringify({ [key]: value })}::jsonb`,
};

/** All that is asked of an order; true when nothing is. */
export function conditionOf(eb: OfOrder, conditions: OrderConditions): Expression<SqlBool> {
  return eb.and(conditionNames().flatMap((name) => one(eb, name, conditions[name]) ?? []));
}

function conditionNames(): (keyof OrderConditions)[] {
  const names: string[] = Object.keys(CONDITIONS);
  return names.filter((name): name is keyof OrderConditions => name in CONDITIONS);
}

function one<Name extends keyof Asked>(
  eb: OfOrder,
  name: Name,
  value: Asked[Name] | undefined,
): Expression<SqlBool> | undefined {
  return value === undefined ? undefined : CONDITIONS[name](eb, value);
}

function hasOpenAttention(eb: OfOrder): Expression<SqlBool> {
  return eb.exists(
    eb
      .selectFrom('attentions')
      .select('attentions.code')
      .whereRef('attentions.order_id', '=', 'orders.order_id')
      .where('closed_at', 'is', null),
  );
}
