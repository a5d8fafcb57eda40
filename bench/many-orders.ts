import { Client } from 'pg';

/** How many orders `fillOrders` makes. */
export const ORDERS = 100_000;

/** Most orders are over; a thousandth needs a person; holds end spread over the coming week. */
const FILL = `
  insert into orders (order_id, content_hash, acceptance_id, request_id, currency, total, discount_amount, shipping_amount,
    save_for_later, on_deadline, margin_seconds, shipping_allocation, fulfilment, metadata,
    workflow_id, status, cancel_reason, release_at, created_at, updated_at)
  select 'order-' || n, 'h', 'a', 'r', 'usd', 4600, 0, 0, false, 'release', 43200, 'proportional', 'shipments',
    '{}', 'order-payment/order-' || n, case when n % 20 = 0 then 'authorized' when n % 7 = 0 then 'canceled' else 'completed' end,
    case when n % 20 <> 0 and n % 7 = 0 then 'deadline' end,
    case when n % 20 = 0 then now() + n * interval '6 seconds' end, now() - n * interval '1 minute', now()
  from generate_series(1, ${ORDERS.toString()}) n;
  insert into order_lines (order_id, line_id, position, name, quantity, unit_price, tax_amount, discount_amount)
  select 'order-' || n, l::text, l, 'Product', 1, 2300, 0, 0 from generate_series(1, ${ORDERS.toString()}) n, generate_series(1, 2) l;
  insert into attentions (order_id, code, message, since)
  select 'order-' || n, 'hold_lost', 'm', now() from generate_series(997, ${ORDERS.toString()}, 997) n;
  analyze`;

/** Fills a database with orders as rows alone: no workflow knows of them. */
export async function fillOrders(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(FILL);
  } finally {
    await client.end();
  }
}
