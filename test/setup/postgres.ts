import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { setup } from './run-environment';

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** A migrated database of the caller's own, copied from the template: about 30 ms. Drop it in afterAll. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await execute(`CREATE DATABASE ${name} TEMPLATE ${templateName()}`);
  const url = new URL(setup.postgresUrl);
  url.pathname = name;
  return { url: url.href, drop: () => execute(`DROP DATABASE ${name} WITH (FORCE)`) };
}

function templateName(): string {
  return new URL(setup.postgresUrl).pathname.slice(1);
}

/** From the database `postgres`: a template can only be copied while nobody is connected to it. */
async function execute(statement: string): Promise<void> {
  const url = new URL(setup.postgresUrl);
  url.pathname = 'postgres';
  const client = new Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
