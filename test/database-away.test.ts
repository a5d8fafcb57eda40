import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { freePort } from '../libs/local/port';
import { openDatabase, type Database } from '../libs/postgres/database/database';
import { createOrderReader } from '../libs/postgres/reading/order-reader';
import { createTestStripe, type TestStripe } from './setup/emulator';
import { eventually } from './setup/eventually';
import { startMortalPostgres, type MortalPostgres } from './setup/mortal-postgres';
import { TEST_DEPLOYMENT } from './setup/postgres';
import { expectSoundBooks } from './setup/sound-books';
import { startTemporal, type TestTemporal } from './setup/temporal';
import { EXAMPLE_ORDER } from '../apps/api/src/testing/example-order';

/** The processes as they run in production: `npm test` compiles them first. */
const programs = {
  api: join(__dirname, '../dist/apps/api/src/main.js'),
  worker: join(__dirname, '../dist/apps/worker/src/main.js'),
};

let postgres: MortalPostgres;
let temporal: TestTemporal;
let stripe: TestStripe;
let database: Database;
let api: Running;
let worker: Running;

interface Running {
  readonly process: ChildProcess;
  readonly url: string;
  readonly lines: string[];
}

async function start(program: string, port: string, env: Readonly<Record<string, string>>): Promise<Running> {
  if (!existsSync(program)) throw new Error(`${program} is not there: run the tests with npm test, which compiles`);
  const child = spawn(process.execPath, [program], {
    env: {
      HOLDFAST_DEPLOYMENT: TEST_DEPLOYMENT,
      DATABASE_URL: postgres.url,
      TEMPORAL_ADDRESS: temporal.address,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', (line) => lines.push(line));
  const running = { process: child, url: `http://127.0.0.1:${port}`, lines };
  await ready(running);
  return running;
}

async function ready({ url }: Running): Promise<void> {
  await eventually(
    () =>
      fetch(`${url}/health/ready`).then(
        ({ status }) => status,
        () => 0,
      ),
    (status) => status === 200,
    60,
  );
}

beforeAll(async () => {
  [postgres, temporal] = await Promise.all([startMortalPostgres(), startTemporal()]);
  stripe = createTestStripe();
  database = openDatabase({ url: postgres.url, applicationName: 'test' });
  const [apiPort, workerPort] = [(await freePort()).toString(), (await freePort()).toString()];
  [api, worker] = await Promise.all([
    start(programs.api, apiPort, { PORT: apiPort, STRIPE_WEBHOOK_SECRETS: 'whsec_test' }),
    start(programs.worker, workerPort, {
      WORKER_HEALTH_PORT: workerPort,
      STRIPE_API_KEY: stripe.apiKey,
      STRIPE_API_BASE: stripe.url,
    }),
  ]);
}, 120_000);

afterAll(async () => {
  for (const { process: child } of [api, worker]) child.kill('SIGKILL');
  await database.destroy();
  await temporal.stop();
  await postgres.stop();
});

/** Every status that a shop saw. */
type Seen = Set<number>;

/** Repeats a request until it was done, as every shop must be able to. */
async function untilDone(seen: Seen, path: string, body: object): Promise<void> {
  await eventually(
    async () => {
      const answer = await fetch(`${api.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      seen.add(answer.status);
      return answer.status;
    },
    (status) => status < 300,
    100,
  );
}

/** One order with two parcels. @returns its id */
async function shop(seen: Seen): Promise<string> {
  const orderId = `away-${randomUUID()}`;
  await untilDone(seen, '/v1/orders', { ...EXAMPLE_ORDER, orderId, payment: { paymentMethod: 'pm_card_visa' } });
  for (const [shipmentId, lineId] of [
    ['A', '1'],
    ['B', '2'],
  ]) {
    await untilDone(seen, `/v1/orders/${orderId}/shipments`, { shipmentId, lines: [{ lineId, quantity: 1 }] });
  }
  return orderId;
}

/** As many shops at a time as this, one order after the other, until the trouble is over. */
async function shopsWhile(trouble: () => Promise<void>): Promise<{ orders: string[]; seen: Seen }> {
  const seen: Seen = new Set();
  const orders: string[] = [];
  let over = false;
  const trade = async (): Promise<void> => {
    do orders.push(await shop(seen));
    while (!over);
  };
  const shops = Array.from({ length: 8 }, trade);
  await trouble();
  over = true;
  await Promise.all(shops);
  return { orders, seen };
}

async function expectSoundAndAlive({ orders, seen }: { orders: string[]; seen: Seen }): Promise<void> {
  expect([...seen].filter((status) => ![200, 201, 503, 504].includes(status))).toEqual([]);
  expect([api.process.exitCode, worker.process.exitCode]).toEqual([null, null]);
  const reader = createOrderReader(database);
  for (const orderId of orders) {
    expect(await reader.findOrder(orderId)).toMatchObject({ amounts: { captured: 4600, held: 0 }, attention: [] });
    await expectSoundBooks({ reader, stripe }, orderId);
  }
  await Promise.all([ready(api), ready(worker)]);
}

test('every order of eight shops ends right while PostgreSQL connections are cut and cut again', async () => {
  const admin = new Client({ connectionString: postgres.url });
  await admin.connect();
  const cutAll = `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'holdfast-%'`;
  let cut = 0;
  const traded = await shopsWhile(async () => {
    await eventually(
      async () => (cut += (await admin.query(cutAll)).rowCount ?? 0),
      (count) => count >= 60,
      60,
    );
  });
  await admin.end();
  expect(cut).toBeGreaterThanOrEqual(60);
  await expectSoundAndAlive(traded);
}, 180_000);

test('every order of eight shops ends right though PostgreSQL is killed three times', async () => {
  const traded = await shopsWhile(async () => {
    for (let kill = 0; kill < 3; kill += 1) {
      await postgres.kill9();
      const health = await eventually(
        () => Promise.all([api, worker].map(async ({ url }) => (await fetch(`${url}/health/ready`)).status)),
        (statuses) => statuses.every((status) => status === 503),
      );
      expect(health).toEqual([503, 503]);
      expect((await fetch(`${api.url}/v1/orders`)).status).toBe(503);
      await postgres.start();
      await Promise.all([ready(api), ready(worker)]);
    }
  });
  expect(traded.seen.has(503)).toBe(true);
  await expectSoundAndAlive(traded);
  expect(worker.lines.join('\n')).toContain('a database connection broke');
}, 180_000);
