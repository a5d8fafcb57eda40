import { loadDatabaseConfig, loadTemporalConfig } from '../../../libs/config/program-config';
import type { TemporalConfig } from '../../../libs/config/temporal';
import { migrateFor } from '../../../libs/postgres/deployment/migrate';
import { prepareTemporal } from '../../../libs/temporal/local-server';

/**
 * `npm run migrate`: brings the database that DATABASE_URL names up to date and names it, and the namespace that
 * TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE name; harmless to repeat.
 */
async function main(): Promise<void> {
  const { databaseUrl, deployment } = loadDatabaseConfig(process.env);
  const temporal = loadTemporalConfig(process.env);
  await migrateFor(databaseUrl, deployment);
  say(`The database of deployment "${deployment}" is up to date.`);
  if (temporal === undefined)
    say('No Temporal server is named (TEMPORAL_ADDRESS): search attributes were not checked.');
  else await register(temporal);
}

/** @throws Error with the commands for a person, where we may not register what is missing */
async function register(temporal: TemporalConfig): Promise<void> {
  const registration = await prepareTemporal(temporal);
  const names = registration.names.join(', ');
  if (registration.kind === 'registered') {
    const registered = names === '' ? '' : `: registered ${names}`;
    say(`The Temporal namespace ${temporal.namespace} has all search attributes${registered}.`);
    return;
  }
  const { inCloud, onServer } = registration;
  throw new Error(
    `The Temporal namespace ${temporal.namespace} lacks the search attributes ${names}: Holdfast accepts no orders without them. ` +
      'Holdfast may not register them here. Run, on Temporal Cloud:\n\n' +
      `  ${inCloud}\n\nor, on a server of your own, with an operator's rights:\n\n  ${onServer}\n`,
  );
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
