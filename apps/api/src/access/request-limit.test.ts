import type { ApiKey } from '../../../../libs/config/api-keys';
import { eventually } from '../../../../test/setup/eventually';
import { openApiAlone } from '../../../../test/setup/shop/api-alone';
import type { HttpAnswer } from '../testing/api-driver';

const SHOP: ApiKey = { name: 'shop', access: 'write', key: 'w'.repeat(32) };
const OTHER: ApiKey = { name: 'other', access: 'write', key: 'o'.repeat(32) };

/** Of a path that asks no database: an answer takes no time worth counting. */
const CHEAP = '/v1/nothing';

const alone = openApiAlone();

function bearer({ key }: ApiKey): Record<string, string> {
  return { authorization: `Bearer ${key}` };
}

/** Far more, one after the other, than a rate of 2 lets through, however slow the machine is. */
async function many<Answer>(ask: () => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  while (answers.length < 40) answers.push(await ask());
  return answers;
}

function limited(answers: readonly HttpAnswer[]): HttpAnswer[] {
  return answers.filter(({ status }) => status === 429);
}

test('too many requests of a second are told when to come again, and then are served', async () => {
  const api = await alone.another({ ratePerSecond: 2 });
  const answers = await many(() => api.get(CHEAP));
  const refused = limited(answers);
  expect(refused.length).toBeGreaterThan(0);
  expect(answers.length - refused.length).toBeGreaterThanOrEqual(2);
  expect(refused[0]?.problem()).toMatchObject({
    code: 'rate_limited',
    status: 429,
    instance: CHEAP,
    requestId: refused[0]?.headers['x-request-id'],
  });
  expect(refused[0]?.headers).toMatchObject({
    'retry-after': '1',
    'ratelimit-limit': '2',
    'ratelimit-remaining': '0',
    'ratelimit-reset': '1',
    'content-type': 'application/problem+json; charset=utf-8',
  });
  const served = await eventually(
    () => api.get('/v1/orders'),
    ({ status }) => status === 200,
    5,
  );
  expect(served.headers).toMatchObject({ 'ratelimit-limit': '2', 'ratelimit-reset': '1' });
  expect(['0', '1']).toContain(served.headers['ratelimit-remaining']);
  expect(served.headers).not.toHaveProperty('retry-after');
});

test('as many as may be served are, of requests that come together over as many connections', async () => {
  const api = await alone.another({ ratePerSecond: 5 });
  await api.app.listen({ host: '127.0.0.1', port: 0 });
  const url = `${await api.app.getUrl()}${CHEAP}`;
  const statuses = await Promise.all(Array.from({ length: 200 }, async () => (await fetch(url)).status));
  expect(new Set(statuses)).toEqual(new Set([404, 429]));
  expect(statuses.filter((status) => status === 404).length).toBeGreaterThanOrEqual(5);
});

test('every key has its own count, from wherever it calls; who has none, one for the address', async () => {
  const api = await alone.another({ ratePerSecond: 2, apiKeys: [SHOP, OTHER] });
  expect(limited(await many(() => api.get(CHEAP, bearer(SHOP))))).not.toHaveLength(0);
  expect((await api.get(CHEAP, bearer(OTHER))).problem().code).toBe('not_found');

  // A guess counts for the address and not for a shop.
  const guesses = await many(() => api.get(CHEAP, { authorization: 'Bearer guess' }));
  expect(limited(guesses)).not.toHaveLength(0);
  expect(guesses[0]?.problem().code).toBe('unauthenticated');
  expect((await api.get(CHEAP, bearer(OTHER))).problem().code).toBe('not_found');

  const from = async (remoteAddress: string): Promise<number> =>
    (await api.app.inject({ method: 'GET', url: CHEAP, remoteAddress })).statusCode;
  const here = await many(() => from('192.0.2.1'));
  expect(here).toContain(429);
  expect(await from('192.0.2.2')).toBe(401);
  expect(here[0]).toBe(401);
});

test('Stripe, health and the documents are not limited', async () => {
  const api = await alone.another({ ratePerSecond: 1 });
  for (const ask of [
    () => api.post('/v1/webhooks/stripe', {}),
    () => api.get('/health/live'),
    () => api.get('/openapi.json'),
    () => api.get('/docs'),
  ]) {
    const answers = await many(ask);
    expect(limited(answers)).toHaveLength(0);
    for (const { headers } of answers) expect(headers).not.toHaveProperty('ratelimit-limit');
  }
});

test('without a rate nobody is limited', async () => {
  const api = await alone.another();
  const answers = await many(() => api.get(CHEAP));
  expect(limited(answers)).toHaveLength(0);
  expect(answers[0]?.headers).not.toHaveProperty('ratelimit-limit');
});

test('every process counts on its own', async () => {
  const [one, two] = [await alone.another({ ratePerSecond: 2 }), await alone.another({ ratePerSecond: 2 })];
  expect(limited(await many(() => one.get(CHEAP)))).not.toHaveLength(0);
  expect((await two.get(CHEAP)).status).toBe(404);
});
