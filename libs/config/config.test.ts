import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { loadApiConfig, loadWorkerConfig } from './config';
import { loadDatabaseConfig, loadTemporalConfig } from './program-config';
import {
  adoptionVariables,
  apiVariables,
  databaseVariables,
  deploymentVariables,
  eventVariables,
  poolVariables,
  processVariables,
  temporalVariables,
  workerVariables,
} from './variables';

const api = {
  HOLDFAST_DEPLOYMENT: 'shop-eu',
  DATABASE_URL: 'postgres://holdfast:hunter2@127.0.0.1:5432/holdfast',
  TEMPORAL_ADDRESS: '127.0.0.1:7233',
  STRIPE_WEBHOOK_SECRETS: 'whsec_old, whsec_new',
};
const worker = { ...api, STRIPE_API_KEY: 'sk_test_123' };

function messageOf(load: () => unknown): string {
  try {
    load();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('It was accepted.');
}

describe('the API', () => {
  test('takes what is given and fills in the rest', () => {
    expect(loadApiConfig({ ...api, LOG_LEVEL: 'debug', UNRELATED: 'x' })).toEqual({
      deployment: 'shop-eu',
      host: '127.0.0.1',
      port: 3000,
      apiKeys: [],
      ratePerSecond: undefined,
      requestTimeoutSeconds: 20,
      databaseUrl: api.DATABASE_URL,
      databasePoolSize: 10,
      temporal: { address: '127.0.0.1:7233', namespace: 'default' },
      temporalUiUrl: undefined,
      stripeEmulatorUrl: undefined,
      webhookSecrets: ['whsec_old', 'whsec_new'],
      wooshPayWebhookSecrets: [],
      providers: ['stripe'],
      defaultProvider: 'stripe',
      shipDespite: [],
      livemode: false,
      events: { endpoints: [], internalAllowed: false, keptDays: 30 },
      logLevel: 'debug',
    });
  });

  test('takes an empty variable as one that is not set', () => {
    expect(loadApiConfig({ ...api, TEMPORAL_UI_URL: '', PORT: '' })).toMatchObject({
      temporalUiUrl: undefined,
      port: 3000,
    });
  });

  test('names every bad variable at once', () => {
    const message = messageOf(() =>
      loadApiConfig({
        PORT: '70000',
        TEMPORAL_ADDRESS: 'http://x',
        STRIPE_WEBHOOK_SECRETS: 'whsec_a,',
        LOG_LEVEL: 'loud',
      }),
    );
    for (const name of ['PORT="70000"', 'DATABASE_URL is missing', 'TEMPORAL_ADDRESS="http://x"', 'LOG_LEVEL="loud"']) {
      expect(message).toContain(name);
    }
    expect(message).toContain('STRIPE_WEBHOOK_SECRETS (not shown)');
  });

  test('never shows a secret', () => {
    const message = messageOf(() =>
      loadApiConfig({ DATABASE_URL: 'mysql://root:hunter2@db/x', STRIPE_WEBHOOK_SECRETS: 'hush' }),
    );
    expect(message).not.toMatch(/hunter2|hush/);
  });

  test('cannot be changed afterwards', () => {
    const config = loadApiConfig(api);
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.temporal)).toBe(true);
    expect(Object.isFrozen(config.webhookSecrets)).toBe(true);
  });
});

describe('the payment providers', () => {
  const both = { ...api, WOOSHPAY_WEBHOOK_SECRETS: 'd29vc2hwYXktMQ==, d29vc2hwYXktMg==' };

  test('are those whose webhooks can be believed, and the only one is taken for every order', () => {
    expect(loadApiConfig({ ...both, STRIPE_WEBHOOK_SECRETS: '' })).toMatchObject({
      webhookSecrets: [],
      wooshPayWebhookSecrets: ['d29vc2hwYXktMQ==', 'd29vc2hwYXktMg=='],
      providers: ['wooshpay'],
      defaultProvider: 'wooshpay',
    });
  });

  test('are two only where somebody says which one is meant by an order that does not say', () => {
    expect(messageOf(() => loadApiConfig(both))).toContain('DEFAULT_PAYMENT_PROVIDER is missing: stripe or wooshpay');
    const chosen = loadApiConfig({ ...both, DEFAULT_PAYMENT_PROVIDER: 'wooshpay' });
    expect(chosen).toMatchObject({ providers: ['stripe', 'wooshpay'], defaultProvider: 'wooshpay' });
    const without = messageOf(() => loadApiConfig({ ...api, DEFAULT_PAYMENT_PROVIDER: 'wooshpay' }));
    expect(without).toContain('"wooshpay" has no webhook secrets');
  });

  test('are one at least, of the API and of the worker', () => {
    expect(messageOf(() => loadApiConfig({ ...api, STRIPE_WEBHOOK_SECRETS: '' }))).toContain(
      'STRIPE_WEBHOOK_SECRETS is missing',
    );
    expect(messageOf(() => loadWorkerConfig(api))).toContain('STRIPE_API_KEY is missing');
    const access = { apiKey: 'sk_test_w', apiBase: undefined, timeoutSeconds: 20, ratePerSecond: 20 };
    expect(loadWorkerConfig({ ...api, WOOSHPAY_API_KEY: 'sk_test_w' })).toMatchObject({
      stripe: undefined,
      wooshPay: access,
    });
  });

  test('are all live in production, and nowhere else', () => {
    expect(messageOf(() => loadWorkerConfig({ ...api, WOOSHPAY_API_KEY: 'sk_live_w' }))).toContain(
      'WOOSHPAY_API_KEY is a live key',
    );
  });
});

describe('the worker', () => {
  test('takes what is given and fills in the rest', () => {
    expect(
      loadWorkerConfig({ ...worker, STRIPE_API_BASE: 'http://127.0.0.1:12111', WORKER_HEALTH_PORT: '9090' }),
    ).toEqual({
      deployment: 'shop-eu',
      databaseUrl: api.DATABASE_URL,
      databasePoolSize: 10,
      temporal: { address: '127.0.0.1:7233', namespace: 'default' },
      stripe: { apiKey: 'sk_test_123', apiBase: 'http://127.0.0.1:12111', timeoutSeconds: 20, ratePerSecond: 80 },
      orderUrlTemplate: undefined,
      settlementReadAfterSeconds: 3600,
      retryPauses: { firstMs: 1_000, mostMs: 60_000 },
      missedEvents: { fetched: true, afterSeconds: 60 },
      balance: { read: true, everySeconds: 300 },
      startAgainAfterSeconds: 40,
      healthPort: 9090,
      healthHost: '127.0.0.1',
      maxCachedWorkflows: 150,
      version: undefined,
      logLevel: 'info',
    });
  });

  test('keeps as many connections to PostgreSQL as it is told, as the API does', () => {
    expect(loadWorkerConfig({ ...worker, DATABASE_POOL_SIZE: '25' }).databasePoolSize).toBe(25);
    expect(loadApiConfig({ ...api, DATABASE_POOL_SIZE: '3' }).databasePoolSize).toBe(3);
    expect(messageOf(() => loadApiConfig({ ...api, DATABASE_POOL_SIZE: '0' }))).toContain(
      'DATABASE_POOL_SIZE="0": a whole number of connections',
    );
  });

  test('a version is a deployment and a build', () => {
    const version = { WORKER_DEPLOYMENT_NAME: 'holdfast', WORKER_BUILD_ID: '2026-11-22_1' };
    expect(loadWorkerConfig({ ...worker, ...version }).version).toEqual({
      deploymentName: 'holdfast',
      buildId: '2026-11-22_1',
    });
    expect(() => loadWorkerConfig({ ...worker, WORKER_BUILD_ID: '1' })).toThrow('belong together');
  });

  test.each([
    { key: 'sk_live_1', mode: 'production', taken: true },
    { key: 'rk_live_1', mode: 'production', taken: true },
    { key: 'sk_test_1', mode: 'development', taken: true },
    { key: 'rk_test_1', mode: undefined, taken: true },
    { key: 'sk_live_1', mode: 'development', taken: false },
    { key: 'rk_live_1', mode: undefined, taken: false },
    { key: 'sk_test_1', mode: 'production', taken: false },
    { key: 'pk_test_1', mode: 'development', taken: false },
  ])('key $key with NODE_ENV $mode: taken $taken', ({ key, mode, taken }) => {
    const load = (): unknown => loadWorkerConfig({ ...worker, STRIPE_API_KEY: key, NODE_ENV: mode });
    const message = taken ? (load(), '') : messageOf(load);
    expect(message.includes('STRIPE_API_KEY')).toBe(!taken);
    expect(message).not.toContain(key);
  });

  test('a call to Stripe may not wait longer than a lost request is waited for', () => {
    const load = (seconds: string): unknown => loadWorkerConfig({ ...worker, STRIPE_TIMEOUT_SECONDS: seconds });
    expect(messageOf(() => load('26'))).toContain('STRIPE_TIMEOUT_SECONDS="26"');
    expect(load('25')).toMatchObject({ stripe: { timeoutSeconds: 25 } });
  });

  test('the search for missed events is switched by a word, and by no other', () => {
    expect(loadWorkerConfig({ ...worker, FETCH_MISSED_EVENTS: 'off' })).toMatchObject({
      missedEvents: { fetched: false },
    });
    const load = (): unknown => loadWorkerConfig({ ...worker, FETCH_MISSED_EVENTS: 'false' });
    expect(messageOf(load)).toContain('FETCH_MISSED_EVENTS="false"');
  });

  test('names a key in the wrong mode together with everything else that is wrong', () => {
    const message = messageOf(() => loadWorkerConfig({ STRIPE_API_KEY: 'sk_live_1', STRIPE_TIMEOUT_SECONDS: '-1' }));
    expect(message).toMatch(/DATABASE_URL[^]*STRIPE_TIMEOUT_SECONDS="-1"[^]*STRIPE_API_KEY is a live key/);
  });
});

describe('a secret in a file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-config-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('is read, without the line end', () => {
    const path = join(folder, 'url');
    writeFileSync(path, `${api.DATABASE_URL}\n`);
    expect(loadDatabaseConfig({ HOLDFAST_DEPLOYMENT: 'a', DATABASE_URL_FILE: path })).toEqual({
      deployment: 'a',
      databaseUrl: api.DATABASE_URL,
    });
  });

  test('is named when it does not exist', () => {
    expect(
      messageOf(() => loadDatabaseConfig({ HOLDFAST_DEPLOYMENT: 'a', DATABASE_URL_FILE: join(folder, 'none') })),
    ).toMatch(/DATABASE_URL_FILE names .*none/);
  });

  test('is refused beside the variable itself', () => {
    expect(messageOf(() => loadDatabaseConfig({ ...api, DATABASE_URL_FILE: join(folder, 'url') }))).toContain(
      'DATABASE_URL and DATABASE_URL_FILE are both set',
    );
  });
});

test.each(['prod', 'Production', 'staging'])('NODE_ENV=%s is no word that anybody knows', (mode) => {
  for (const load of [loadApiConfig, loadWorkerConfig]) {
    expect(messageOf(() => load({ ...worker, NODE_ENV: mode }))).toContain('one of development, test, production');
  }
});

test('a live key is not sent in clear', () => {
  const live = { ...worker, NODE_ENV: 'production', STRIPE_API_KEY: 'sk_live_1' };
  expect(messageOf(() => loadWorkerConfig({ ...live, STRIPE_API_BASE: 'http://stripe.example' }))).toContain(
    'over https',
  );
  expect(loadWorkerConfig({ ...live, STRIPE_API_BASE: 'https://stripe.example' }).stripe?.apiKey).toBe('sk_live_1');
  expect(loadWorkerConfig(live).stripe?.apiBase).toBeUndefined();
});

test('a migration takes the Temporal server along where one is named', () => {
  const { DATABASE_URL, TEMPORAL_ADDRESS } = api;
  expect(loadTemporalConfig({ DATABASE_URL })).toBeUndefined();
  expect(loadTemporalConfig({ DATABASE_URL, TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE: 'shop' })).toEqual({
    address: '127.0.0.1:7233',
    namespace: 'shop',
  });
  expect(messageOf(() => loadTemporalConfig({ TEMPORAL_ADDRESS: 'nowhere' }))).toContain('TEMPORAL_ADDRESS="nowhere"');
});

test('.env.example names every variable, and its values are taken as they are', () => {
  const text = readFileSync(join(__dirname, '../../.env.example'), 'utf8');
  const named = [...text.matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name).sort();
  const known = [
    deploymentVariables,
    databaseVariables,
    poolVariables,
    processVariables,
    temporalVariables,
    apiVariables,
    workerVariables,
    eventVariables,
    adoptionVariables,
  ];
  expect(named).toEqual(known.flatMap((variables) => Object.keys(variables)).sort());

  const env = parseEnv(text);
  expect(() => [loadApiConfig(env), loadWorkerConfig(env), loadDatabaseConfig(env)]).not.toThrow();
});

describe('the name of a deployment', () => {
  test.each(['shop-eu-staging', '1', 'a'.repeat(32)])('%s is taken', (name) => {
    expect(loadDatabaseConfig({ ...api, HOLDFAST_DEPLOYMENT: name }).deployment).toBe(name);
    expect(loadApiConfig({ ...api, HOLDFAST_DEPLOYMENT: name }).deployment).toBe(name);
    expect(loadWorkerConfig({ ...worker, HOLDFAST_DEPLOYMENT: name }).deployment).toBe(name);
  });

  test.each(['', 'Shop', 'shop.2', 'shop_eu', 'shop eu', 'a'.repeat(33)])('%j is not', (name) => {
    for (const load of [loadApiConfig, loadWorkerConfig, loadDatabaseConfig]) {
      expect(messageOf(() => load({ ...worker, HOLDFAST_DEPLOYMENT: name }))).toContain('HOLDFAST_DEPLOYMENT');
    }
  });
});
