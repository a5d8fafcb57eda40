import type { Insertable } from 'kysely';
import { providerOf, type PaymentProvider } from '../../domain/capabilities/payment-provider';
import type { ExtendedAuthorization } from '../../domain/orders/card-features';
import { AUTHENTICATION_TIMEOUT_SECONDS } from '../../domain/orders/deadline';
import type { AcceptedOrder, OrderPolicy, WithoutMulticapture } from '../../domain/orders/order';
import type { OrderChange } from './order-change';
import type { Database, Transaction } from '../database/database';
import { giveBuyer } from './buyer-store';
import type { OrderLinesTable, OrdersTable, UnitAllocationsTable } from '../records/order-schema';

/**
 * Writes an accepted order with its lines and its frozen allocation, in one statement.
 * @returns false when the order was there before
 * @throws Error when another order was accepted under the same id: its money must not be touched
 */
export async function insertOrder(
  transaction: Transaction,
  order: AcceptedOrder,
  workflowId: string,
): Promise<boolean> {
  const inserted = await transaction
    .with('accepted', (db) =>
      db
        .insertInto('orders')
        .values(orderRow(order, workflowId))
        .onConflict((conflict) => conflict.column('order_id').doNothing())
        .returning('order_id'),
    )
    .with('lines', (db) =>
      db
        .insertInto('order_lines')
        .values(lineRows(order))
        .onConflict((conflict) => conflict.doNothing()),
    )
    .with('runs', (db) =>
      db
        .insertInto('unit_allocations')
        .values(allocationRows(order))
        .onConflict((conflict) => conflict.doNothing()),
    )
    .with('kept', (db) =>
      db
        .deleteFrom('kept_buyers')
        .where('acceptance_id', '=', order.acceptanceId)
        .returning(['receipt_email', 'shipping_address']),
    )
    .selectFrom('accepted')
    .leftJoin('kept', (join) => join.onTrue())
    .select(['order_id', 'receipt_email', 'shipping_address'])
    .executeTakeFirst();
  if (inserted !== undefined) {
    await giveBuyer(transaction, order.orderId, inserted);
    return true;
  }
  const known = await transaction
    .selectFrom('orders')
    .select('acceptance_id')
    .where('order_id', '=', order.orderId)
    .executeTakeFirstOrThrow();
  // Its rows are there, and what was inserted of this one beside them goes with the transaction.
  if (known.acceptance_id !== order.acceptanceId) {
    throw new Error(`Bug! Order ${order.orderId} was accepted before, by another request`);
  }
  return false;
}

function orderRow(order: AcceptedOrder, workflowId: string): Insertable<OrdersTable> {
  const { payment, policy, shipping } = order;
  return {
    order_id: order.orderId,
    content_hash: order.contentHash,
    acceptance_id: order.acceptanceId,
    request_id: order.requestId,
    currency: order.currency,
    total: order.total,
    discount_amount: order.discountAmount,
    credits: creditsColumn(order),
    shipping_credit: order.shippingCredit ?? 0,
    shipping_amount: shipping.amount,
    shipping_from_postal_code: shipping.fromPostalCode,
    shipping_to_postal_code: shipping.toPostalCode,
    customer_reference: order.customerReference,
    order_number: order.orderNumber ?? null,
    description: order.description ?? null,
    payment_provider: providerOf(payment),
    payment_method: payment.paymentMethod,
    adopted_payment_intent: payment.paymentIntent ?? null,
    customer: payment.customer,
    save_for_later: payment.saveForLater,
    return_url: payment.returnUrl,
    statement_descriptor_suffix: payment.statementDescriptorSuffix,
    on_deadline: policy.onDeadline,
    reauthorization: policy.reauthorization ?? null,
    margin_seconds: policy.marginSeconds,
    shipping_allocation: policy.shippingAllocation,
    fulfilment: policy.fulfilment,
    ship_despite: policy.shipDespite === undefined ? null : [...policy.shipDespite],
    without_multicapture: policy.withoutMulticapture ?? 'auto',
    extended_authorization: policy.extendedAuthorization ?? 'never',
    authentication_timeout_seconds: policy.authenticationTimeoutSeconds ?? AUTHENTICATION_TIMEOUT_SECONDS,
    metadata: JSON.stringify(order.metadata),
    connect_destination: payment.connect?.destination ?? null,
    connect_on_behalf_of: payment.connect?.onBehalfOf ?? null,
    connect_application_fee_amount: payment.connect?.applicationFeeAmount ?? null,
    connect_transfer_amount: payment.connect?.transferAmount ?? null,
    workflow_id: workflowId,
    status: 'created',
    created_at: order.acceptedAt,
    updated_at: order.acceptedAt,
  };
}

function creditsColumn({ credits = [] }: AcceptedOrder): string | null {
  return credits.length === 0 ? null : JSON.stringify(credits);
}

/** Lines as their rows, counted from 0. */
export function lineRows({ orderId, lines }: Pick<AcceptedOrder, 'orderId' | 'lines'>): Insertable<OrderLinesTable>[] {
  return lines.map((line, position) => ({
    order_id: orderId,
    line_id: line.lineId,
    position,
    product_code: line.productCode,
    name: line.name,
    quantity: line.quantity,
    unit_price: line.unitPrice,
    tax_amount: line.taxAmount,
    discount_amount: line.discountAmount,
    unit_of_measure: line.unitOfMeasure,
    commodity_code: line.commodityCode,
  }));
}

/** What units are worth, as rows. */
export function allocationRows({
  orderId,
  allocation,
}: Pick<AcceptedOrder, 'orderId' | 'allocation'>): Insertable<UnitAllocationsTable>[] {
  return allocation.map((run) => ({
    order_id: orderId,
    line_id: run.lineId,
    from_unit: run.fromUnit,
    units: run.units,
    goods: run.goods,
    tax: run.tax,
    discount: run.discount,
    shipping: run.shipping,
    credit: run.credit ?? 0,
    connect: run.connect ?? 0,
  }));
}

/** Whether an order was written down under this id. */
export async function isOrderRecorded(database: Database, orderId: string): Promise<boolean> {
  const row = await database.selectFrom('orders').select('order_id').where('order_id', '=', orderId).executeTakeFirst();
  return row !== undefined;
}

/** Whom an order is paid through. @throws Error when no order was written down under this id */
export async function providerOfOrder(database: Database, orderId: string): Promise<PaymentProvider> {
  const row = await database
    .selectFrom('orders')
    .select('payment_provider')
    .where('order_id', '=', orderId)
    .executeTakeFirstOrThrow();
  return row.payment_provider;
}

/** The currency of an order. @throws Error when the order is not recorded */
export async function currencyOfOrder(transaction: Transaction, orderId: string): Promise<string> {
  const { currency } = await transaction
    .selectFrom('orders')
    .select('currency')
    .where('order_id', '=', orderId)
    .executeTakeFirstOrThrow();
  return currency;
}

/** Writes down whom the card of an order is kept for; a customer that it has already stays. */
export async function keepCustomer(database: Database, orderId: string, customer: string): Promise<void> {
  await database
    .updateTable('orders')
    .set({ customer })
    .where('order_id', '=', orderId)
    .where('customer', 'is', null)
    .execute();
}

/** What of an order later steps go by; `customer` null: the shop named none. */
export interface OrderTerms {
  readonly marginSeconds: number;
  readonly withoutMulticapture: WithoutMulticapture;
  readonly customer: string | null;
}

/** What the recording of a hold or a saved card needs to know of its order, where no step says it. */
export async function termsOfOrder(transaction: Transaction, orderId: string): Promise<OrderTerms> {
  const order = await transaction
    .selectFrom('orders')
    .select(['margin_seconds', 'without_multicapture', 'customer'])
    .where('order_id', '=', orderId)
    .executeTakeFirstOrThrow();
  const { margin_seconds: marginSeconds, without_multicapture: withoutMulticapture, customer } = order;
  return { marginSeconds, withoutMulticapture, customer };
}

/** Gives the order another deadline policy. @returns false when it was so already */
export async function changePolicy(
  { transaction, orderId, at }: OrderChange,
  { onDeadline, marginSeconds }: Pick<OrderPolicy, 'onDeadline' | 'marginSeconds'>,
): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('orders')
    .set({ on_deadline: onDeadline, margin_seconds: marginSeconds, updated_at: at })
    .where('order_id', '=', orderId)
    .where((eb) => eb.or([eb('on_deadline', '<>', onDeadline), eb('margin_seconds', '<>', marginSeconds)]))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** From now on the shipments of the order are charged to its card, and nothing is held. */
export async function chargeOnShip({ transaction, orderId, at }: OrderChange): Promise<void> {
  await transaction
    .updateTable('orders')
    .set({ fulfilment: 'charge_on_ship', updated_at: at })
    .where('order_id', '=', orderId)
    .execute();
}

/** The order's policy about a hold that lives longer. */
export async function extensionWanted(transaction: Transaction, orderId: string): Promise<ExtendedAuthorization> {
  const order = await transaction
    .selectFrom('orders')
    .select('extended_authorization')
    .where('order_id', '=', orderId)
    .executeTakeFirstOrThrow();
  return order.extended_authorization;
}
