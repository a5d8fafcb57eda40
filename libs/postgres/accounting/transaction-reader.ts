import { sql, type RawBuilder } from 'kysely';
import type { ReportedTransaction } from '../../domain/accounting/transaction-report';
import type { Breakdown } from '../../domain/orders/shipment-price';
import type { Database } from '../database/database';
import { BEFORE_ALL, endOfPage, onPage, type BalanceRange } from './balance-page';

/** What is in memory at once, whatever the length of the report; each statement is a short one. */
const ROWS_AT_ONCE = 1_000;

/**
 * Movements of the balance at Stripe, oldest first, each with what of ours it is, one page after the other. Pages are
 * read as they are taken: whoever stops early asks for no more.
 */
export async function* readTransactions(
  database: Database,
  range: BalanceRange,
): AsyncGenerator<readonly ReportedTransaction[], void> {
  let after = BEFORE_ALL;
  for (;;) {
    const through = await endOfPage(database, range, after, ROWS_AT_ONCE);
    if (through === undefined) return;
    const { rows } = await rowsOn(onPage(range, after, through)).execute(database);
    yield rows.map(transactionOf);
    after = through;
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
  readonly credit: number | null;
}

/**
 * What the buyer paid is positive and what went back is negative: of a refund that came back its parts are positive
 * again, as of a dispute that was won.
 */
function rowsOn(page: RawBuilder<unknown>): RawBuilder<Row> {
  return sql<Row>`
    select moved.balance_transaction_id, moved.created_at, available_on, moved.currency, gross, moved.fee, moved.net,
      reporting_category, source, moved.description, moved.exchange_rate, moved.payout_id, payouts.arrival_on,
      authorizations.payment_intent_id, authorizations.charge_id, moved.order_id, orders.order_number,
      orders.customer_reference, moved.refund_id, moved.dispute_id, shipped.shipment_ids,
      coalesce(shipped.amount, part.amount * factor, dispute.amount * factor) as paid_amount,
      case
        when shipped.amount is not null or part.amount is not null then orders.currency
        when dispute.amount is not null then dispute.currency
      end as paid_currency,
      coalesce(shipped.goods, split_goods * factor) as goods,
      coalesce(shipped.tax, split_tax * factor) as tax,
      coalesce(shipped.discount, split_discount * factor) as discount,
      coalesce(shipped.shipping, split_shipping * factor) as shipping,
      coalesce(shipped.adjustment, split_adjustment * factor) as adjustment,
      coalesce(shipped.credit, split_credit * factor) as credit
    from booked_balance_transactions moved
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
          sum(shipping)::bigint as shipping, sum(adjustment)::bigint as adjustment,
          sum(credit)::bigint as credit
        from shipments where shipments.capture_id = captures.capture_id and status in ('captured', 'settled')
      ) shipped on captures.capture_id is not null
    where ${page}
    order by moved.created_at, moved.balance_transaction_id`;
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

function breakdownOf({ goods, tax, discount, shipping, adjustment, credit }: Row): Breakdown | null {
  if (goods === null || tax === null || discount === null || shipping === null || adjustment === null) return null;
  return { goods, tax, discount, shipping, adjustment, ...(credit !== null && credit !== 0 && { credit }) };
}
