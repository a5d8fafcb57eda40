import { loadDatabaseConfig } from '../../../libs/config/program-config';
import { tagOf } from '../../../libs/domain/provider/deployment';
import { openDatabase } from '../../../libs/postgres/database/database';
import {
  beginEpoch,
  readDeployment,
  requireDeployment,
  type DeploymentState,
} from '../../../libs/postgres/deployment/deployment-store';

const THIS_ONE_LIVES = '--this-one-lives';

/** `npm run deployment`: shows who this database is; `-- --this-one-lives` ends a conflict in its favour. */
async function main(): Promise<void> {
  const { databaseUrl, deployment } = loadDatabaseConfig(process.env);
  const [option, ...rest] = process.argv.slice(2);
  if (rest.length > 0 || (option !== undefined && option !== THIS_ONE_LIVES)) {
    throw new Error(`Usage: npm run deployment [-- ${THIS_ONE_LIVES}]`);
  }
  const database = openDatabase({ url: databaseUrl, applicationName: 'holdfast-deployment' });
  try {
    await requireDeployment(database, deployment);
    const before = await readDeployment(database);
    const isAsked = option !== undefined && before.conflict !== null;
    const now = isAsked ? await beginEpoch(database, new Date().toISOString()) : before;
    say(isAsked ? livesOn(before, now) : stateOf(now));
  } finally {
    await database.destroy();
  }
}

function stateOf(state: DeploymentState): readonly string[] {
  const { conflict, name } = state;
  const who = `This database is deployment "${name}", which Stripe knows as "${tagOf(state)}".`;
  if (conflict === null) return [who, 'No other database with this name was noticed.'];
  return [
    who,
    `Since ${conflict.since} no money is moved: another database uses the same name.`,
    `  seen: ${conflict.seen}${conflict.orderId === null ? '' : ` (order ${conflict.orderId})`}`,
    'Find the other one, such as a restored copy or a second environment, and stop its API and workers. Then, for the',
    `database that is to live on, run: npm run deployment -- ${THIS_ONE_LIVES}`,
  ];
}

function livesOn(before: DeploymentState, now: DeploymentState): readonly string[] {
  return [
    `This database lives on. Stripe knows its requests from now on as "${tagOf(now)}". Money is moved again.`,
    'Never start the other database again under this name: drop it, or give it a Stripe account of its own.',
    `What it did since then is at Stripe with holdfast_deployment "${tagOf(before)}", and not in this database:`,
    'cancel its open PaymentIntents in the Dashboard, and refund what it captured but nobody shipped.',
  ];
}

function say(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
