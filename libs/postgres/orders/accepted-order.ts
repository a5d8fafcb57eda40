import type { Selectable } from 'kysely';
import type { PaymentProvider } from '../../domain/capabilities/payment-provider';
import type { ConnectTerms } from '../../domain/orders/connect-terms';
import { splitOfTerms } from '../../domain/orders/connect-terms';
import type { AcceptedOrder, OrderLine, OrderShipping, UnitRun } from '../../domain/orders/order';
import type { OrderLinesTable, OrdersTable, UnitAllocationsTable } from '../records/order-schema';

/**
 * An order as it was accepted, from its rows. Only the order of its metadata's names is not kept, and where the shop
 * left a policy out, the default stands.
 */
export function acceptedOrderOf(
  row: Selectable<OrdersTable>,
  lines: readonly Selectable<OrderLinesTable>[],
  allocation: readonly Selectable<UnitAllocationsTable>[],
): AcceptedOrder {
  const connect = connectOf(row);
  return {
    orderId: row.order_id,
    ...(row.order_number !== null && { orderNumber: row.order_number }),
    ...(row.description !== null && { description: row.description }),
    currency: row.currency,
    lines: lines.map(orderLineOf),
    shipping: orderShippingOf(row),
    discountAmount: row.discount_amount,
    ...(row.credits !== null && { credits: row.credits }),
    customerReference: row.customer_reference,
    payment: { ...paymentMeansOf(row), ...(connect !== undefined && { connect }) },
    policy: policyOf(row),
    metadata: row.metadata,
    total: row.total,
    allocation: allocation.map((run) => runOf(run, connect)),
    ...(row.shipping_credit > 0 && { shippingCredit: row.shipping_credit }),
    contentHash: row.content_hash,
    acceptanceId: row.acceptance_id,
    requestId: row.request_id,
    acceptedAt: row.created_at,
  };
}

/** A line as the shop said it. */
export function orderLineOf(line: Selectable<OrderLinesTable>): OrderLine {
  return {
    lineId: line.line_id,
    productCode: line.product_code,
    name: line.name,
    quantity: line.quantity,
    unitPrice: line.unit_price,
    taxAmount: line.tax_amount,
    discountAmount: line.discount_amount,
    unitOfMeasure: line.unit_of_measure,
    commodityCode: line.commodity_code,
  };
}

/** The shipping of the whole order, as the shop said it. */
export function orderShippingOf(row: Selectable<OrdersTable>): OrderShipping {
  return {
    amount: row.shipping_amount,
    fromPostalCode: row.shipping_from_postal_code,
    toPostalCode: row.shipping_to_postal_code,
  };
}

/** How the order is paid, as the shop said it. */
export function paymentMeansOf(
  row: Selectable<OrdersTable>,
): Omit<AcceptedOrder['payment'], 'connect' | 'provider'> & { readonly provider: PaymentProvider } {
  return {
    provider: row.payment_provider,
    paymentMethod: row.payment_method,
    ...(row.adopted_payment_intent !== null && { paymentIntent: row.adopted_payment_intent }),
    customer: row.customer,
    saveForLater: row.save_for_later,
    returnUrl: row.return_url,
    statementDescriptorSuffix: row.statement_descriptor_suffix,
  };
}

/** The order's policy, with the defaults where the shop said nothing. */
export function policyOf(row: Selectable<OrdersTable>): AcceptedOrder['policy'] {
  return {
    onDeadline: row.on_deadline,
    marginSeconds: row.margin_seconds,
    shippingAllocation: row.shipping_allocation,
    fulfilment: row.fulfilment,
    withoutMulticapture: row.without_multicapture,
    extendedAuthorization: row.extended_authorization,
    authenticationTimeoutSeconds: row.authentication_timeout_seconds,
    ...(row.ship_despite !== null && { shipDespite: row.ship_despite }),
    ...(row.reauthorization !== null && { reauthorization: row.reauthorization }),
  };
}

function connectOf(row: Selectable<OrdersTable>): ConnectTerms | undefined {
  if (row.connect_destination === null) return undefined;
  return {
    destination: row.connect_destination,
    onBehalfOf: row.connect_on_behalf_of ?? false,
    applicationFeeAmount: row.connect_application_fee_amount,
    transferAmount: row.connect_transfer_amount,
  };
}

function runOf(run: Selectable<UnitAllocationsTable>, connect: ConnectTerms | undefined): UnitRun {
  const isSplit = connect !== undefined && splitOfTerms(connect).kind !== 'everything';
  return {
    lineId: run.line_id,
    fromUnit: run.from_unit,
    units: run.units,
    goods: run.goods,
    tax: run.tax,
    discount: run.discount,
    shipping: run.shipping,
    ...(run.credit > 0 && { credit: run.credit }),
    ...(isSplit && { connect: run.connect }),
  };
}
