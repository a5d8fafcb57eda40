import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Client } from 'pg';
import { openApiAlone } from '../../../../test/setup/shop/api-alone';

const alone = openApiAlone();

const ROWS = 60_000;
const LOOKED_AT_EVERY = 10_000;

async function fill(): Promise<void> {
  const client = new Client({ connectionString: alone.databaseUrl });
  await client.connect();
  await client.query(
    `insert into balance_transactions (balance_transaction_id, type, reporting_category, gross, fee, net, currency, source,
      created_at, available_on, recorded_at)
    select 'txn_' || n, 'charge', 'charge', 2300, 97, 2203, 'usd', 'ch_' || n,
      timestamptz '2026-11-01' + n * interval '1 second', timestamptz '2026-11-03', now()
    from generate_series(1, $1::int) n`,
    [ROWS],
  );
  await client.query('analyze balance_transactions');
  await client.end();
}

/** What is still needed: everything else is collected first. */
function bytesInUse(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test('a report is streamed: as much is in memory near its end as near its beginning', async () => {
  await fill();
  await alone.api.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = alone.api.app.getHttpServer().address() as AddressInfo;
  const path = '/v1/reports/transactions?from=2026-11-01&to=2026-12-01&format=ndjson';
  const answer = await fetch(`http://127.0.0.1:${port.toString()}${path}`);
  const inUse: number[] = [];
  let [bytes, rows] = [0, 0];
  for await (const chunk of answer.body ?? []) {
    const text = Buffer.from(chunk as Uint8Array).toString();
    bytes += text.length;
    rows += text.split('\n').length - 1;
    if (rows >= (inUse.length + 1) * LOOKED_AT_EVERY) inUse.push(bytesInUse());
  }
  expect(rows).toBe(ROWS);
  expect(inUse).toHaveLength(ROWS / LOOKED_AT_EVERY);
  // Whoever kept the rows would need at least what they are as text.
  const grown = Math.max(...inUse) - (inUse[0] ?? 0);
  expect(grown).toBeLessThan(bytes / 4);
}, 120_000);
