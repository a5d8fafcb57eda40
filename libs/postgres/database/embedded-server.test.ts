import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort } from '../../local/port';
import { startEmbeddedPostgres } from './embedded-server';

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

test('an embedded server answers on the wanted port and leaves nothing behind', async () => {
  const port = await freePort();
  const server = await startEmbeddedPostgres({ port });
  expect(new URL(server.url).port).toBe(port.toString());
  const [row] = await query(server.url, "SELECT current_setting('data_directory') AS path");
  const { path } = row as { path: string };
  expect(existsSync(path)).toBe(true);

  await server.stop();
  expect(existsSync(join(path, '..'))).toBe(false);
  await expect(query(server.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
});

test('a data directory of the caller is kept and used again', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-data-'));
  try {
    const first = await startEmbeddedPostgres({ dataDir });
    await query(first.url, 'CREATE TABLE kept (id int)');
    await first.stop();
    expect(readdirSync(dataDir)).toContain('PG_VERSION');

    const second = await startEmbeddedPostgres({ dataDir });
    expect(await query(second.url, 'SELECT count(*)::int AS rows FROM kept')).toEqual([{ rows: 0 }]);
    await second.stop();
  } finally {
    rmSync(dataDir, { recursive: true });
  }
});
