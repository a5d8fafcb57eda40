import { Client } from 'pg';

/** Closed orders by the thousand, as rows alone: copies of one that was lived. */

/** Tables that hold rows of an order, each after those that it refers to. */
const TABLES = [
  'orders',
  'order_lines',
  'unit_allocations',
  'authorizations',
  'shipments',
  'captures',
  'shipment_lines',
  'ledger_transactions',
  'timeline',
] as const;

/** Names that Stripe gave, so that they do not tell of which order they are. */
const OF_STRIPE: ReadonlySet<string> = new Set([
  'payment_intent_id',
  'charge_id',
  'balance_transaction_id',
  'event_id',
  'stripe_id',
]);

/**
 * Copies a closed order until there are so many. @param template an order whose id is part of no other text
 * @param from copies that are there already
 */
export async function copyClosedOrder(url: string, template: string, from: number, to: number): Promise<void> {
  const client = new Client({ connectionString: url, application_name: 'bench' });
  await client.connect();
  try {
    // Copies of what was checked once: neither keys nor balances are checked again.
    await client.query('set session_replication_role = replica');
    const numbers = `generate_series(${(from + 1).toString()}, ${to.toString()}) n`;
    for (const table of TABLES) {
      const columns = await columnsOf(client, table);
      const copied = columns.map((column) => copyOf(column, template));
      const names = columns.map(({ name }) => name).join(', ');
      await client.query(
        `insert into ${table} (${names}) select ${copied.join(', ')} from ${table}, ${numbers} where order_id = '${template}'`,
      );
    }
    await client.query(entriesOf(template, numbers));
    await client.query(await eventsOf(client, template, numbers));
    await client.query('analyze');
  } finally {
    await client.end();
  }
}

interface Column {
  readonly name: string;
  readonly isText: boolean;
}

async function columnsOf(client: Client, table: string): Promise<Column[]> {
  const { rows } = await client.query<{ name: string; type: string }>(
    `select column_name as name, data_type as type from information_schema.columns
     where table_schema = current_schema() and table_name = $1 and is_identity = 'NO' order by ordinal_position`,
    [table],
  );
  return rows.map(({ name, type }) => ({ name, isText: type === 'text' }));
}

function copyOf({ name, isText }: Column, template: string): string {
  if (!isText) return name;
  return OF_STRIPE.has(name) ? `${name} || '-' || n` : named(name, template);
}

function named(column: string, template: string): string {
  return `replace(${column}, '${template}', 'copy-' || n)`;
}

function entriesOf(template: string, numbers: string): string {
  return `
    insert into ledger_entries (transaction_id, account, side, amount, currency)
    select copy.transaction_id, account, side, amount, currency
    from ledger_entries join ledger_transactions original using (transaction_id), ${numbers}
    join ledger_transactions copy on true
    where original.order_id = '${template}' and copy.source_key = ${named('original.source_key', template)}`;
}

async function eventsOf(client: Client, template: string, numbers: string): Promise<string> {
  const columns = await columnsOf(client, 'webhook_events');
  const copied = columns.map((column) => copyOf(column, template));
  const ofIt = `select payment_intent_id from authorizations where order_id = '${template}'`;
  return `
    insert into webhook_events (${columns.map(({ name }) => name).join(', ')})
    select ${copied.join(', ')} from webhook_events, ${numbers} where payment_intent_id = (${ofIt})`;
}
