import { loadDatabaseConfig } from '../../../libs/config/config';
import { migrate } from '../../../libs/postgres/migrate';

/** `npm run migrate`: brings the database that DATABASE_URL names up to date; harmless to repeat. */
async function main(): Promise<void> {
  const { databaseUrl } = loadDatabaseConfig(process.env);
  await migrate(databaseUrl);
  process.stdout.write('The database is up to date.\n');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
