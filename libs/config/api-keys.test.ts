import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadApiConfig } from './config';

const base = {
  HOLDFAST_DEPLOYMENT: 'shop-eu',
  DATABASE_URL: 'postgres://holdfast:hunter2@127.0.0.1:5432/holdfast',
  TEMPORAL_ADDRESS: '127.0.0.1:7233',
  STRIPE_WEBHOOK_SECRETS: 'whsec_1',
};
const KEY = 'Secret-Key_0123456789-abcdefghijk';
const OTHER = 'Other--Key_0123456789-abcdefghijk';

function messageOf(env: Readonly<Record<string, string>>): string {
  try {
    loadApiConfig({ ...base, ...env });
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('It was accepted.');
}

test('keys are names with what they may do', () => {
  const { apiKeys } = loadApiConfig({ ...base, API_KEYS: `shop:write:${KEY}, reports.2:read:${OTHER}` });
  expect(apiKeys).toEqual([
    { name: 'shop', access: 'write', key: KEY },
    { name: 'reports.2', access: 'read', key: OTHER },
  ]);
  expect(Object.isFrozen(apiKeys[0])).toBe(true);
});

test('keys may come from a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-keys-'));
  const path = join(folder, 'keys');
  writeFileSync(path, `shop:write:${KEY}\n`);
  expect(loadApiConfig({ ...base, API_KEYS_FILE: path }).apiKeys).toMatchObject([{ name: 'shop', key: KEY }]);
  rmSync(folder, { recursive: true });
});

test.each([
  ['', 'an entry is name:access:key'],
  [KEY, 'an entry is name:access:key'],
  [`shop:${KEY}`, 'an entry is name:access:key'],
  ['shop:write:', 'an entry is name:access:key'],
  [`shop:write:${KEY}:more`, 'an entry is name:access:key'],
  [`:write:${KEY}`, 'a name is 1 to 32'],
  [`${'n'.repeat(33)}:write:${KEY}`, 'a name is 1 to 32'],
  [`my shop:write:${KEY}`, 'a name is 1 to 32'],
  [`shop:admin:${KEY}`, 'the access is one of read, operate, money, write'],
  [`shop:Write:${KEY}`, 'the access is one of read, operate, money, write'],
  [`${KEY.slice(0, 32)}:shop:write`, 'the access is one of read, operate, money, write'],
  [`shop:write:${KEY.slice(0, 31)}`, 'a key is 32 to 256'],
  [`shop:write:${KEY}+/=`, 'a key is 32 to 256'],
  [`first:read:${OTHER}`, 'its name is that of entry 1'],
  [`second:read:${KEY}`, 'its key is that of entry 1'],
])('the entry %j beside another: %s', (entry, rule) => {
  const first = rule === 'its name is that of entry 1' ? `first:write:${KEY}` : `one:write:${KEY}`;
  const message = messageOf({ API_KEYS: `${first},${entry}` });
  expect(message).toContain(`API_KEYS (not shown): entry 2: ${rule}`);
  expect(message).not.toMatch(/Secret|Other--|0123456789/);
});

test('every entry that is wrong is told at once', () => {
  expect(messageOf({ API_KEYS: `a:b:c,shop:write:${KEY},d` })).toMatch(/entry 1: the access[^]*entry 3: an entry is/);
});

describe('an API without keys', () => {
  test.each([
    ['production', '127.0.0.1'],
    ['production', '127.8.9.1'],
    ['production', 'localhost'],
    ['production', '::1'],
    ['production', ''],
    ['development', '0.0.0.0'],
    ['', '0.0.0.0'],
  ])('with NODE_ENV %j on %j may start', (mode, host) => {
    expect(loadApiConfig({ ...base, NODE_ENV: mode, HOST: host }).apiKeys).toEqual([]);
  });

  test.each(['0.0.0.0', '::', 'api.internal', '10.1.2.3'])('does not start in production on %s', (host) => {
    const message = messageOf({ NODE_ENV: 'production', HOST: host });
    expect(message).toMatch(/API_KEYS is missing: with NODE_ENV=production[^]*set API_KEYS/);
    expect(message).toContain(`HOST="${host}"`);
  });

  test('may start in production anywhere once it has them', () => {
    const env = { NODE_ENV: 'production', HOST: '0.0.0.0', API_KEYS: `shop:write:${KEY}` };
    expect(loadApiConfig({ ...base, ...env })).toMatchObject({ host: '0.0.0.0', livemode: true });
  });

  test('is told of its keys that are wrong, not that they are missing', () => {
    const message = messageOf({ NODE_ENV: 'production', HOST: '0.0.0.0', API_KEYS: 'shop' });
    expect(message).toContain('entry 1');
    expect(message).not.toContain('API_KEYS is missing');
  });
});

test.each([
  ['25', 25],
  ['', undefined],
])('API_RATE_PER_SECOND=%j is %s', (written, rate) => {
  expect(loadApiConfig({ ...base, API_RATE_PER_SECOND: written }).ratePerSecond).toBe(rate);
});

test.each(['0', '-1', '1.5', 'many'])('API_RATE_PER_SECOND=%s is refused', (written) => {
  expect(messageOf({ API_RATE_PER_SECOND: written })).toContain(`API_RATE_PER_SECOND="${written}"`);
});
