import { once } from 'node:events';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../../../libs/local/port';
import { eventually } from '../../../test/setup/eventually';
import { createTestDatabase, TEST_DEPLOYMENT, type TestDatabase } from '../../../test/setup/postgres';
import { joinTemporal, type TestTemporal } from '../../../test/setup/temporal';
import { EXAMPLE_ORDER } from './testing/example-order';

/** The process as it runs in production: `npm test` compiles it first. */
const program = join(__dirname, '../../../dist/apps/api/src/main.js');

let database: TestDatabase;
let temporal: TestTemporal;

beforeAll(async () => {
  if (!existsSync(program)) throw new Error(`${program} is not there: run the tests with npm test, which compiles`);
  [database, temporal] = await Promise.all([createTestDatabase(), joinTemporal()]);
});

const started: ChildProcess[] = [];

afterAll(async () => {
  for (const child of started) child.kill('SIGKILL');
  await temporal.stop();
  await database.drop();
});

interface RunningApi {
  readonly process: ChildProcess;
  readonly url: string;
  readonly lines: readonly string[];
  /** Exit code. */
  readonly ended: Promise<unknown>;
}

function spawnApi(env: Readonly<Record<string, string>>, stdout: 'pipe' | 'ignore' | number): ChildProcess {
  const child = spawn(process.execPath, [program], {
    env: {
      HOLDFAST_DEPLOYMENT: TEST_DEPLOYMENT,
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: temporal.namespace,
      STRIPE_WEBHOOK_SECRETS: 'whsec_test',
      PORT: '0',
      REQUEST_TIMEOUT_SECONDS: '2',
      ...env,
    },
    stdio: ['ignore', stdout, 'pipe'],
  });
  started.push(child);
  return child;
}

async function startApi(env: Readonly<Record<string, string>> = {}): Promise<RunningApi> {
  const child = spawnApi(env, 'pipe');
  const lines: string[] = [];
  for (const input of [child.stdout, child.stderr])
    if (input !== null) createInterface({ input }).on('line', (line) => lines.push(line));
  const ended = once(child, 'exit').then(([code]: unknown[]) => code);
  const said = await eventually(
    () => Promise.resolve(lines.join('\n')),
    (text) => text.includes('api listening') || child.exitCode !== null,
  );
  return { process: child, url: /"url":"([^"]+)"/.exec(said)?.[1] ?? '', lines, ended };
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s: what is being answered is answered, then the process ends well',
  async (signal) => {
    const api = await startApi();
    // For this machine alone.
    expect(api.lines.join('\n')).not.toContain('the API is open');
    const orderId = `stopping-${signal}`;
    // No worker runs, so this request takes its whole time.
    const slow = fetch(`${api.url}/v1/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...EXAMPLE_ORDER, orderId, payment: { paymentMethod: 'pm_card_visa' } }),
    });
    await eventually(
      () => temporal.client.workflow.count(`WorkflowId = 'order-payment/${orderId}'`),
      ({ count }) => count === 1,
    );
    const asked = Date.now();
    api.process.kill(signal);
    const answer = await slow;
    expect([answer.status, await answer.json()]).toMatchObject([503, { code: 'temporarily_unavailable' }]);
    expect(await api.ended).toBe(0);
    // Connections that have nothing more to say are not waited for.
    expect(Date.now() - asked).toBeLessThan(5_000);
    await expect(fetch(api.url)).rejects.toThrow();
  },
);

test('it stops at once when nothing is under way, also while Temporal and PostgreSQL are away', async () => {
  const api = await startApi({
    HOLDFAST_DEPLOYMENT: TEST_DEPLOYMENT,
    DATABASE_URL: 'postgres://holdfast:hush@127.0.0.1:9/holdfast',
    TEMPORAL_ADDRESS: '127.0.0.1:9',
  });
  expect((await fetch(`${api.url}/health/live`)).status).toBe(200);
  expect((await fetch(`${api.url}/health/ready`)).status).toBe(503);
  const metrics = await (await fetch(`${api.url}/metrics`)).text();
  expect(metrics).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
  expect(metrics).toMatch(/^process_cpu_seconds_total [0-9.]+$/m);
  expect(metrics).toMatch(/^holdfast_database_up 0$/m);
  api.process.kill('SIGTERM');
  expect(await api.ended).toBe(0);
  expect(api.lines.join('\n')).not.toContain('hush');
});

test('a log that cannot be written costs lines, and nothing else', async () => {
  const port = (await freePort()).toString();
  // Where there is no such device, nobody reads the log.
  const full = existsSync('/dev/full') ? openSync('/dev/full', 'w') : 'ignore';
  const child = spawnApi({ PORT: port }, full);
  const ended = once(child, 'exit');
  const live = (): Promise<number> =>
    fetch(`http://127.0.0.1:${port}/health/live`).then(
      ({ status }) => status,
      () => 0,
    );
  await eventually(live, (status) => status === 200);
  expect(await Promise.all([live(), live(), live()])).toEqual([200, 200, 200]);
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

test('a wrong environment is told in words, and nothing starts', async () => {
  const api = await startApi({ PORT: 'http', DATABASE_URL: '' });
  expect(await api.ended).toBe(1);
  expect(api.lines.join('\n')).toMatch(/PORT="http"[^]*DATABASE_URL is missing|DATABASE_URL is missing[^]*PORT="http"/);
});

test('an API without keys that others reach says so, and does not start where real money moves', async () => {
  const open = await startApi({ HOST: '0.0.0.0' });
  const warned = open.lines.filter((line) => line.includes('the API is open'));
  expect(warned.map((line) => JSON.parse(line) as unknown)).toMatchObject([{ level: 40, host: '0.0.0.0' }]);
  open.process.kill('SIGTERM');
  expect(await open.ended).toBe(0);

  const refused = await startApi({ HOST: '0.0.0.0', NODE_ENV: 'production' });
  expect(await refused.ended).toBe(1);
  expect(refused.lines.join('\n')).toContain('API_KEYS is missing');
});

test('an API with keys asks for them, and never says one', async () => {
  const key = 'k'.repeat(32);
  const keyed = await startApi({ HOST: '0.0.0.0', NODE_ENV: 'production', API_KEYS: `shop:read:${key}` });
  const port = new URL(keyed.url).port;
  const ask = (headers: Record<string, string>): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}/v1/nothing`, { headers });
  expect([(await ask({})).status, (await ask({ authorization: `Bearer ${key}` })).status]).toEqual([401, 404]);
  keyed.process.kill('SIGTERM');
  expect(await keyed.ended).toBe(0);
  expect(keyed.lines.join('\n')).not.toMatch(/the API is open|kkkk/);
});

test('a port that is taken is told in words', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const api = await startApi({ PORT: port.toString() });
  expect(await api.ended).toBe(1);
  expect(api.lines.join('\n')).toContain('EADDRINUSE');
  other.close();
});
