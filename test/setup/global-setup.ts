import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '../../apps/stripe-emulator/src/server';
import { guardDirectory } from '../../libs/local/guard';
import { startEmbeddedPostgres } from '../../libs/postgres/database/embedded-server';
import { migrateFor } from '../../libs/postgres/deployment/migrate';
import { findTemporalBinary } from '../../libs/temporal/binary';
import { prepareNumbers, TEST_DEPLOYMENT } from './postgres';
import { setup } from './run-environment';
import { startSharedTemporal } from './temporal';

/** What all test files of a run share. Each part is undone by global-teardown, or by the guard when jest is killed. */
const undo: (() => Promise<void>)[] = [];

export default async function globalSetup(): Promise<void> {
  try {
    await Promise.all([temporalBinary(), postgres(), emulator(), workflowBundle()]);
    // Beside the bundling it would count as slowness of the machine.
    await temporal();
  } catch (error) {
    await undoSetup();
    throw error;
  }
}

export async function undoSetup(): Promise<void> {
  await Promise.all(undo.splice(0).map((step) => step()));
}

/** Found once, so that a missing server is one clear error here and never a test that silently did not run. */
async function temporalBinary(): Promise<void> {
  setup.temporalBinary = await findTemporalBinary(process.env);
}

/** One server; each test file has a namespace of its own. */
async function temporal(): Promise<void> {
  const server = await startSharedTemporal();
  undo.push(() => server.stop());
  setup.temporalAddress = server.address;
}

/** One server; each test file copies the migrated template database. */
async function postgres(): Promise<void> {
  const server = await startEmbeddedPostgres();
  undo.push(() => server.stop());
  await migrateFor(server.url, TEST_DEPLOYMENT);
  setup.postgresUrl = server.url;
  await prepareNumbers();
}

/** One server; its state is per API key, so each test file brings a key of its own. */
async function emulator(): Promise<void> {
  const server = await startEmulator({ port: 0 });
  undo.push(() => server.close());
  setup.emulatorUrl = server.url;
}

/** Seconds that bundling takes on two idle cores, while everything else starts. */
const USUAL_BUNDLING_SECONDS = 3;
const SLOWEST_PACE = 6;

/**
 * Bundling takes some seconds: done once, while PostgreSQL starts. How long it takes says how slow this machine is now; a
 * fresh clone is read from a cold disk first, so slow is only what is slow a second time, too.
 */
async function workflowBundle(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bundle-'));
  const release = guardDirectory(folder);
  undo.push(async () => {
    await rm(folder, { recursive: true, force: true });
    release();
  });
  const { code, pace } = await bundled();
  setup.workflowBundle = join(folder, 'workflows.js');
  await writeFile(setup.workflowBundle, withoutTexts(code));
  setup.pace = pace === 1 ? pace : Math.min(pace, (await bundled()).pace);
}

/** @returns the code, and how many times longer it took than on two idle cores */
async function bundled(): Promise<{ readonly code: string; readonly pace: number }> {
  const begun = performance.now();
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(__dirname, '../../workflows/index.ts'),
    logger: new DefaultLogger('ERROR'),
  });
  const times = (performance.now() - begun) / 1000 / USUAL_BUNDLING_SECONDS;
  return { code, pace: Math.min(Math.max(Math.round(times), 1), SLOWEST_PACE) };
}

/**
 * The bundle, whose map still tells the lines of our sources, without their texts: jest reads it in every file that starts a
 * worker.
 */
function withoutTexts(code: string): string {
  const [, map = ''] = /base64,(\S+)\s*$/.exec(code) ?? [];
  const lines = { ...(JSON.parse(Buffer.from(map, 'base64').toString()) as object), sourcesContent: undefined };
  return code.replace(map, Buffer.from(JSON.stringify(lines)).toString('base64'));
}
