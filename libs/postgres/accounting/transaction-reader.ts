import { sql, type RawBuilder } from 'kysely';
import type { ReportedTransaction } from '../../domain/accounting/transaction-report';
import type { Breakdown } from '../../domain/orders/shipment-price';
import type { Database } from '../database/database';

/** Which movements of the balance: those of a time, or those that one payout paid out. */
export type TransactionRange =
  | { readonly kind: 'time'; readonly from: string; readonly to: string }
  | { readonly kind: 'payout'; readonly payoutId: string };

/** What is in memory at once, whatever the length of the report; each statement is a short one. */
const ROWS_AT_ONCE = 1_000;

/**
 * Movements of the balance at Stripe, oldest first, each with what of ours it is, one page after the other. Pages are
 * read as they are taken: whoever stops early asks for no more.
 */
export async function* readTransactions(
  database: Database,
  range: TransactionRange,
): AsyncGenerator<readonly ReportedTransaction[], void> {
  let after = { createdAt: '-infinity', id: '' };
  for (;;) {
    const { rows } = await sql<Row>`${pageAfter(range, after)}`.execute(database);
    if (rows.length > 0) yield rows.map(transactionOf);
    const last = rows.at(-1);
    if (last === undefined || rows.length < ROWS_AT_ONCE) return;
    after = { createdAt: last.created_at, id: last.balance_transaction_id };
  }
}

interface Row {
  readonly balance_transaction_id: string;
  readonly created_at: string;
  readonly available_on: string;
  readonly currency: string;
  readonly gross: number;
  readonly fee: number;
  readonly net: number;
  readonly reporting_category: string;
  readonly source: string | null;
  readonly description: string | null;
  readonly exchange_rate: string | null;
  readonly payout_id: string | null;
  readonly arrival_on: string | null;
  readonly payment_intent_id: string | null;
  readonly charge_id: string | null;
  readonly order_id: string | null;
  readonly order_number: string | null;
  readonly customer_reference: string | null;
  readonly order_currency: string | null;
  readonly refund_id: string | null;
  readonly dispute_id: string | null;
  readonly shipment_ids: string[] | null;
  /** Of what the buyer paid or got back. */
  readonly paid_amount: number | null;
  readonly paid_currency: string | null;
  readonly goods: number | null;
  readonly tax: number | null;
  readonly discount: number | null;
  readonly shipping: number | null;
  readonly adjustment: number | null;
}

/**
 * The page is cut before anything is joined to it. What the buyer paid is positive and what went back is negative: of a
 * refund that came back its parts are positive again, as of a dispute that was won.
 */
function pageAfter(
  range: TransactionRange,
  after: { readonly createdAt: string; readonly id: string },
): RawBuilder<Row> {
  return sql`
    with page as (
      select balance_transaction_id from balance_transactions
      where (created_at, balance_transaction_id) > (${after.createdAt}::timestamptz, ${after.id})
        and ${conditionOf(range)}
      order by created_at, balance_transaction_id limit ${ROWS_AT_ONCE}
    )
    select moved.balance_transaction_id, moved.created_at, available_on, moved.currency, gross, moved.fee, moved.net,
      reporting_category, source, moved.description, moved.exchange_rate, moved.payout_id, payouts.arrival_on,
      authorizations.payment_intent_id, authorizations.charge_id, moved.order_id, orders.order_number,
      orders.customer_reference, orders.currency as order_currency, moved.refund_id, moved.dispute_id, shipped.shipment_ids,
      coalesce(shipped.amount, part.amount * factor, dispute.amount * factor) as paid_amount,
      case
        when shipped.amount is not null or part.amount is not null then orders.currency
        when dispute.amount is not null then dispute.currency
      end as paid_currency,
      coalesce(shipped.goods, split_goods * factor) as goods,
      coalesce(shipped.tax, split_tax * factor) as tax,
      coalesce(shipped.discount, split_discount * factor) as discount,
      coalesce(shipped.shipping, split_shipping * factor) as shipping,
      coalesce(shipped.adjustment, split_adjustment * factor) as adjustment
    from page
      join booked_balance_transactions moved using (balance_transaction_id)
      cross join lateral (select case when gross < 0 then -1 else 1 end) facing (factor)
      left join orders on orders.order_id = moved.order_id
      left join authorizations on authorizations.authorization_id = moved.authorization_id
      left join payouts on payouts.payout_id = moved.payout_id
      left join refund_parts part on part.order_id = moved.order_id and part.refund_id = moved.refund_id
        and part.part = moved.refund_part
      left join dispute_movements dispute on dispute.balance_transaction_id = moved.balance_transaction_id
      left join captures on captures.balance_transaction_id = moved.balance_transaction_id
      left join lateral (
        select json_agg(shipment_id order by shipment_id) as shipment_ids, sum(amount)::bigint as amount,
          sum(goods)::bigint as goods, sum(tax)::bigint as tax, sum(discount)::bigint as discount,
          sum(shipping)::bigint as shipping, sum(adjustment)::bigint as adjustment
        from shipments where shipments.capture_id = captures.capture_id and status in ('captured', 'settled')
      ) shipped on captures.capture_id is not null
    order by moved.created_at, moved.balance_transaction_id`;
}

function conditionOf(range: TransactionRange): RawBuilder<unknown> {
  switch (range.kind) {
    case 'time':
      return sql`created_at >= ${range.from} and created_at < ${range.to}`;
    case 'payout':
      return sql`payout_id = ${range.payoutId}`;
  }
}

function transactionOf(row: Row): ReportedTransaction {
  const { paid_amount: amount, paid_currency: currency } = row;
  return {
    balanceTransactionId: row.balance_transaction_id,
    createdAt: row.created_at,
    availableOn: row.available_on,
    currency: row.currency,
    gross: row.gross,
    fee: row.fee,
    net: row.net,
    reportingCategory: row.reporting_category,
    sourceId: row.source,
    description: row.description,
    exchangeRate: row.exchange_rate,
    payoutId: row.payout_id,
    payoutArrivalOn: row.arrival_on,
    paymentIntentId: row.payment_intent_id,
    chargeId: row.charge_id,
    orderId: row.order_id,
    orderNumber: row.order_number,
    customerReference: row.customer_reference,
    shipmentIds: row.shipment_ids ?? [],
    refundId: row.refund_id,
    disputeId: row.dispute_id,
    paid: amount === null || currency === null ? null : { amount, currency, breakdown: breakdownOf(row) },
  };
}

function breakdownOf({ goods, tax, discount, shipping, adjustment }: Row): Breakdown | null {
  if (goods === null || tax === null || discount === null || shipping === null || adjustment === null) return null;
  return { goods, tax, discount, shipping, adjustment };
}
