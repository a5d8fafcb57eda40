import type { Client } from 'pg';

/** Copies of an order that was lived, as rows: what Stripe made for each copy stands in the place of the original's. */

/** Names of one order, the order's own first; a copy has another in the place of each. */
export type Names = readonly string[];

/** Tables that have rows of an order; keys are not checked, so that any order of them will do. */
const TABLES = [
  ...['orders', 'order_lines', 'unit_allocations', 'authorizations', 'shipments', 'captures', 'shipment_lines'],
  ...['refunds', 'refund_parts', 'refund_units', 'disputes', 'attentions', 'timeline', 'ledger_transactions'],
];

/**
 * Inserts every row of an order once for each copy, its names exchanged.
 * @param client alone with a session that checks neither keys nor balances: what is copied was checked once
 */
export async function copyOrder(client: Client, original: Names, copies: readonly Names[]): Promise<void> {
  const [orderId = ''] = original;
  await client.query('create temporary table copies (names text[])');
  await client.query(
    'insert into copies select array(select jsonb_array_elements_text(c)) from jsonb_array_elements($1) c',
    [JSON.stringify(copies)],
  );
  for (const table of TABLES) await copyRows(client, table, `order_id = '${orderId}'`, original);
  const disputes = `dispute_id in (select dispute_id from disputes where order_id = '${orderId}')`;
  await copyRows(client, 'dispute_movements', disputes, original);
  await copyEntries(client, orderId, original);
  await client.query('drop table copies');
}

/** Every column as text but those that count by themselves. */
async function copyRows(client: Client, table: string, where: string, original: Names): Promise<void> {
  const { rows: columns } = await client.query<{ name: string; type: string }>(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attidentity = '' and attgenerated = ''`,
    [table],
  );
  const texts = columns.map(({ name }) => `${name}::text as ${name}`).join(', ');
  const { rows } = await client.query<Record<string, string | null>>(`select ${texts} from ${table} where ${where}`);
  for (const row of rows) {
    const values = columns.map(({ name, type }) => `(${exchanged(row[name] ?? null, original)})::${type}`);
    const names = columns.map(({ name }) => name).join(', ');
    await client.query(`insert into ${table} (${names}) select ${values.join(', ')} from copies`);
  }
}

/** An entry's movement is known by its key alone. */
async function copyEntries(client: Client, orderId: string, original: Names): Promise<void> {
  const { rows } = await client.query<{ key: string }>(
    'select source_key as key from ledger_transactions where order_id = $1',
    [orderId],
  );
  for (const { key } of rows) {
    await client.query(
      `insert into ledger_entries (transaction_id, account, side, amount, currency)
       select copy.transaction_id, account, side, amount, currency
       from ledger_transactions original join ledger_entries using (transaction_id), copies
         join ledger_transactions copy on copy.source_key = ${exchanged(key, original)}
       where original.source_key = $1
       order by copy.transaction_id, entry_id`,
      [key],
    );
  }
}

/** Events and requests are told of once, by ids that nothing else has. */
const TOLD_ONCE = '(?:evt|req)_\\w+';

/** A text with the copy's names in the place of the original's, as SQL. */
function exchanged(text: string | null, original: Names): string {
  if (text === null) return 'null';
  const pattern = new RegExp(`(${[...original.map(escaped), TOLD_ONCE].join('|')})`);
  const parts = text.split(pattern).flatMap((piece, at) => {
    if (piece === '') return [];
    const name = original.indexOf(piece);
    if (name !== -1) return [`names[${(name + 1).toString()}]`];
    // What the pattern finds stands at every other place.
    return at % 2 === 1 ? [literal(`${piece}-`), 'names[1]'] : [literal(piece)];
  });
  return parts.length === 0 ? "''" : parts.join(' || ');
}

function escaped(name: string): string {
  return name.replace(/[^\w]/g, '\\$&');
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
