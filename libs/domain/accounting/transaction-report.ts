import { formatDecimal } from '../money/money';
import type { Breakdown } from '../orders/shipment-price';
import { localTime } from './calendar';

/** A movement of the balance, with what of ours it is. Amounts are minor units; null: it is nothing of ours. */
export interface ReportedTransaction {
  readonly balanceTransactionId: string;
  readonly createdAt: string;
  readonly availableOn: string;
  readonly currency: string;
  readonly gross: number;
  readonly fee: number;
  readonly net: number;
  readonly reportingCategory: string;
  readonly sourceId: string | null;
  readonly description: string | null;
  readonly exchangeRate: string | null;
  readonly payoutId: string | null;
  readonly payoutArrivalOn: string | null;
  readonly paymentIntentId: string | null;
  readonly chargeId: string | null;
  readonly orderId: string | null;
  readonly orderNumber: string | null;
  readonly customerReference: string | null;
  readonly shipmentIds: readonly string[];
  readonly refundId: string | null;
  readonly disputeId: string | null;
  /** In the currency of the order; what left is below zero. */
  readonly paid: { readonly amount: number; readonly currency: string; readonly breakdown: Breakdown | null } | null;
}

/**
 * Columns of the report: Stripe's own names where Stripe's itemized reports have them, so that the two are laid side by
 * side. Source: https://docs.stripe.com/reports/report-types/balance
 */
export const TRANSACTION_COLUMNS = [
  'balance_transaction_id',
  'created_utc',
  'created',
  'available_on_utc',
  'available_on',
  'currency',
  'gross',
  'fee',
  'net',
  'reporting_category',
  'source_id',
  'description',
  'customer_facing_amount',
  'customer_facing_currency',
  'exchange_rate',
  'automatic_payout_id',
  'automatic_payout_effective_at_utc',
  'payment_intent_id',
  'charge_id',
  'order_id',
  'order_number',
  'customer_reference',
  'shipment_id',
  'refund_id',
  'dispute_id',
  'goods',
  'shipping',
  'tax',
  'discount',
  'adjustment',
  'credit',
] as const;

/** One row of the report: texts as they stand in the file; null: an empty cell. */
export type TransactionRow = Readonly<Record<(typeof TRANSACTION_COLUMNS)[number], string | null>>;

/** Amounts are decimals of the major unit, as in Stripe's reports; times are those of clocks in the time zone. */
export function transactionRow(found: ReportedTransaction, timeZone: string): TransactionRow {
  const { paid, currency } = found;
  const inBalance = (amount: number): string => formatDecimal({ amount, currency });
  const inOrder = (amount: number | undefined): string | null =>
    paid === null || amount === undefined ? null : formatDecimal({ amount, currency: paid.currency });
  return {
    balance_transaction_id: found.balanceTransactionId,
    created_utc: localTime(found.createdAt, 'UTC'),
    created: localTime(found.createdAt, timeZone),
    available_on_utc: localTime(found.availableOn, 'UTC'),
    available_on: localTime(found.availableOn, timeZone),
    currency,
    gross: inBalance(found.gross),
    fee: inBalance(found.fee),
    net: inBalance(found.net),
    reporting_category: found.reportingCategory,
    source_id: found.sourceId,
    description: found.description,
    customer_facing_amount: inOrder(paid?.amount),
    customer_facing_currency: paid?.currency ?? null,
    exchange_rate: found.exchangeRate,
    automatic_payout_id: found.payoutId,
    automatic_payout_effective_at_utc: found.payoutArrivalOn === null ? null : localTime(found.payoutArrivalOn, 'UTC'),
    payment_intent_id: found.paymentIntentId,
    charge_id: found.chargeId,
    order_id: found.orderId,
    order_number: found.orderNumber,
    customer_reference: found.customerReference,
    shipment_id: found.shipmentIds.length === 0 ? null : found.shipmentIds.join(' '),
    refund_id: found.refundId,
    dispute_id: found.disputeId,
    goods: inOrder(paid?.breakdown?.goods),
    shipping: inOrder(paid?.breakdown?.shipping),
    tax: inOrder(paid?.breakdown?.tax),
    discount: inOrder(paid?.breakdown?.discount),
    adjustment: inOrder(paid?.breakdown?.adjustment),
    credit: inOrder(paid?.breakdown?.credit),
  };
}
