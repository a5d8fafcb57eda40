import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadApiConfig, loadWorkerConfig } from './config';
import { loadTemporalConfig } from './program-config';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-temporal-'));
const key = join(folder, 'key');
beforeAll(() => {
  writeFileSync(key, 'a key of Temporal Cloud\n');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const TEMPORAL_ADDRESS = 'eu-west-1.aws.api.temporal.io:7233';

function messageOf(load: () => unknown): string {
  try {
    load();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

test('an API key switches TLS on, and may come from a file', () => {
  expect(loadTemporalConfig({ TEMPORAL_ADDRESS, TEMPORAL_API_KEY: 'k' })).toMatchObject({ apiKey: 'k', tls: {} });
  expect(loadTemporalConfig({ TEMPORAL_ADDRESS, TEMPORAL_API_KEY_FILE: key })).toEqual({
    address: TEMPORAL_ADDRESS,
    namespace: 'default',
    apiKey: 'a key of Temporal Cloud',
    tls: {},
  });
});

test('TLS is on or off as it is said, and off where nothing asks for it', () => {
  expect(loadTemporalConfig({ TEMPORAL_ADDRESS })).toEqual({ address: TEMPORAL_ADDRESS, namespace: 'default' });
  expect(loadTemporalConfig({ TEMPORAL_ADDRESS, TEMPORAL_TLS: 'true' })).toMatchObject({ tls: {} });
  expect(loadTemporalConfig({ TEMPORAL_ADDRESS, TEMPORAL_TLS: 'false' })).not.toHaveProperty('tls');
});

test.each([
  [{ TEMPORAL_TLS_SERVER_CA_CERT_PATH: join(folder, 'none.pem') }, 'none.pem'],
  [{ TEMPORAL_TLS_CLIENT_CERT_PATH: key }, 'belong together'],
  [{ TEMPORAL_CONFIG_FILE: key, TEMPORAL_PROFILE: 'production' }, 'the settings of Temporal cannot be used'],
  [{ TEMPORAL_TLS: 'perhaps' }, 'TEMPORAL_TLS="perhaps": true or false'],
])('with %o no program starts, and the sentence says why', (settings, why) => {
  const api = {
    ...{ HOLDFAST_DEPLOYMENT: 'a', DATABASE_URL: 'postgres://a@b/c', STRIPE_WEBHOOK_SECRETS: 'whsec_a' },
    ...{ TEMPORAL_ADDRESS, STRIPE_API_KEY: 'sk_test_1', ...settings },
  };
  for (const load of [loadApiConfig, loadWorkerConfig, loadTemporalConfig]) {
    expect(messageOf(() => load(api))).toContain(why);
  }
});

test('a server must be named', () => {
  expect(messageOf(() => loadApiConfig({}))).toContain('TEMPORAL_ADDRESS is missing');
});
