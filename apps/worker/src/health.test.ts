import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../libs/local/port';
import { accept, newOrder } from '../../../test/examples/orders';
import { createTestStripe, type TestStripe } from '../../../test/setup/emulator';
import { openDatabaseLine, type DatabaseLine } from '../../../test/setup/database-line';
import { openEmulatorControl } from '../../../test/setup/emulator-control';
import { eventually } from '../../../test/setup/eventually';
import { startOrder } from '../../../test/setup/holdfast';
import { createTestDatabase, TEST_DEPLOYMENT, type TestDatabase } from '../../../test/setup/postgres';
import { seriesOf, total } from '../../../test/setup/prometheus-text';
import { startTemporal, type OwnTemporal } from '../../../test/setup/temporal';

/** The process as it runs in production: `npm test` compiles it first. */
const program = join(__dirname, '../../../dist/apps/worker/src/main.js');

let database: TestDatabase;
let line: DatabaseLine;
let temporal: OwnTemporal;
let stripe: TestStripe;
let worker: ChildProcess;
let url: string;

beforeAll(async () => {
  if (!existsSync(program)) throw new Error(`${program} is not there: run the tests with npm test, which compiles`);
  [database, temporal] = await Promise.all([createTestDatabase(), startTemporal()]);
  line = await openDatabaseLine(database.url);
  stripe = createTestStripe();
  const port = (await freePort()).toString();
  url = `http://127.0.0.1:${port}`;
  worker = spawn(process.execPath, [program], {
    env: {
      HOLDFAST_DEPLOYMENT: TEST_DEPLOYMENT,
      DATABASE_URL: line.url,
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: temporal.namespace,
      STRIPE_API_KEY: stripe.apiKey,
      STRIPE_API_BASE: stripe.url,
      WORKER_HEALTH_PORT: port,
      LOG_LEVEL: 'silent',
    },
    stdio: 'ignore',
  });
  await eventually(
    () =>
      fetch(`${url}/health`).then(
        ({ status }) => status,
        () => 0,
      ),
    (status) => status === 200,
  );
});

afterAll(async () => {
  worker.kill('SIGKILL');
  await temporal.stop();
  await line.close();
  await database.drop();
});

async function health(): Promise<{ readonly status: number; readonly body: unknown }> {
  const answer = await fetch(`${url}/health/ready`);
  return { status: answer.status, body: await answer.json() };
}

async function scrape(): Promise<string> {
  const answer = await fetch(`${url}/metrics`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  return answer.text();
}

test('every other path says how the workers are', async () => {
  for (const path of ['/', '/health/ready', '/metrics/more']) {
    const answer = await fetch(`${url}${path}`);
    expect(await answer.json()).toMatchObject({
      status: 'ok',
      workers: ['RUNNING', 'RUNNING'],
      dependencies: { postgresql: { status: 'up' }, temporal: { status: 'up' } },
    });
  }
  expect(await (await fetch(`${url}/health/live`)).json()).toEqual({ status: 'live' });
});

test('the port is open to this machine alone, unless it is told otherwise', async () => {
  const { port } = new URL(url);
  const others = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const outside = others.find(({ internal, family }) => !internal && family === 'IPv4');
  const reach = (host: string): Promise<unknown> => fetch(`http://${host}:${port}/health/live`);
  await expect(reach(outside?.address ?? '[::1]')).rejects.toThrow();
});

/** Seconds: two that are waited for an answer, one that it is remembered, and what a busy machine takes. */
const NOTICED_WITHIN = 15;

test('it is not ready while PostgreSQL does not answer, and ready again afterwards', async () => {
  line.silence();
  const down = await eventually(health, ({ status }) => status === 503, NOTICED_WITHIN);
  expect(down.body).toMatchObject({
    status: 'unavailable',
    dependencies: { postgresql: { status: 'down' }, temporal: { status: 'up' } },
  });
  expect((await fetch(`${url}/health/live`)).status).toBe(200);
  line.restore();
  await eventually(health, ({ status }) => status === 200, NOTICED_WITHIN);
});

test('it is not ready while Temporal stands still, and ready again afterwards', async () => {
  process.kill(temporal.pid, 'SIGSTOP');
  const down = await eventually(health, ({ status }) => status === 503, NOTICED_WITHIN);
  expect(down.body).toMatchObject({
    status: 'unavailable',
    workers: ['RUNNING', 'RUNNING'],
    dependencies: { postgresql: { status: 'up' }, temporal: { status: 'down' } },
  });
  process.kill(temporal.pid, 'SIGCONT');
  await eventually(health, ({ status }) => status === 200, NOTICED_WITHIN);
});

test('steps are counted by their outcome and timed, and calls of Stripe by their route', async () => {
  const before = await scrape();
  expect(total(before, 'holdfast_steps_total')).toBe(0);
  expect(total(before, 'process_cpu_seconds_total')).toBeGreaterThan(0);
  expect(seriesOf(before).has('nodejs_eventloop_lag_p99_seconds')).toBe(true);

  const order = accept(newOrder({ orderId: 'counted-1' }), new Date().toISOString());
  await startOrder(temporal.client, order);
  const text = await scrape();
  expect(total(text, 'holdfast_steps_total', { step: 'authorize', outcome: 'hold_placed' })).toBe(1);
  expect(total(text, 'holdfast_step_duration_seconds_count', { step: 'authorize' })).toBe(1);
  const placing = { method: 'POST', route: '/v1/payment_intents', status: '200' };
  expect(total(text, 'holdfast_stripe_calls_total', placing)).toBe(1);
  expect(total(text, 'holdfast_stripe_call_duration_seconds_sum', { route: placing.route })).toBeGreaterThan(0);
  expect(text).not.toContain('counted-1');
  // Names and labels alone: a number of bytes or seconds may have any digits.
  expect([...seriesOf(text).keys()].join('\n')).not.toMatch(/pi_|ch_|4600/);
});

test('a step that Stripe does not answer is counted as that, each time', async () => {
  const control = openEmulatorControl(stripe);
  await control.fault({ method: 'POST', path: '/v1/payment_intents', nth: 1, times: 1 }, { kind: 'commit_then_drop' });
  await startOrder(temporal.client, accept(newOrder({ orderId: 'counted-2' }), new Date().toISOString()));
  const text = await scrape();
  expect(total(text, 'holdfast_steps_total', { step: 'authorize', outcome: 'provider_unavailable' })).toBe(1);
  expect(total(text, 'holdfast_steps_total', { step: 'authorize', outcome: 'hold_placed' })).toBe(2);
  expect(total(text, 'holdfast_stripe_calls_total', { route: '/v1/payment_intents', status: 'none' })).toBe(1);
});

test('it stops in order, with the port open and somebody connected', async () => {
  await scrape();
  const ended = once(worker, 'exit');
  worker.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  await expect(fetch(url)).rejects.toThrow();
});
