import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sql } from 'kysely';
import { runner } from 'node-pg-migrate';
import { openDatabase } from '../database/database';
import { nameDeployment } from './deployment-store';

/**
 * Brings the database to the newest schema. Safe to run from several processes at once: an advisory lock makes the
 * others wait, and then they find nothing to do.
 */
export async function migrate(databaseUrl: string): Promise<void> {
  await runner({
    databaseUrl,
    dir: migrationsFolder(),
    migrationsTable: 'schema_migrations',
    direction: 'up',
    advisoryLockMode: 'wait',
    log: () => undefined,
  });
}

/** Looked for upwards, because this file also runs from `dist/`, where tsc does not copy the migrations. */
function migrationsFolder(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const migrations = join(folder, 'migrations');
    if (existsSync(join(folder, 'package.json')) && existsSync(migrations)) return migrations;
  }
  throw new Error(`No folder above ${__dirname} holds migrations.`);
}

/**
 * Brings the database up to date and writes down whose it is.
 * @param deployment its name, HOLDFAST_DEPLOYMENT
 * @throws Error when the database is another deployment's; its tables are up to date then
 */
export async function migrateFor(databaseUrl: string, deployment: string): Promise<void> {
  await migrate(databaseUrl);
  const database = openDatabase({ url: databaseUrl, applicationName: 'holdfast-migrate' });
  try {
    await nameDeployment(database, deployment, new Date().toISOString());
    // A worker of the release before books sums that are not split yet.
    await sql`select split_undivided_movements()`.execute(database);
  } finally {
    await database.destroy();
  }
}
