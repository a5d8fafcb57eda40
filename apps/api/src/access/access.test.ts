import type { ApiKey } from '../../../../libs/config/api-keys';
import { openApiAlone } from '../../../../test/setup/shop/api-alone';

const WRITE: ApiKey = { name: 'shop', access: 'write', key: 'w'.repeat(32) };
const READ: ApiKey = { name: 'reports', access: 'read', key: 'r'.repeat(32) };
const alone = openApiAlone({ apiKeys: [WRITE, READ] });

function bearer({ key }: Pick<ApiKey, 'key'>): Record<string, string> {
  return { authorization: `Bearer ${key}` };
}

function requestLine(requestId: string): unknown {
  return alone.api.log
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .find((line) => line['msg'] === 'request' && line['requestId'] === requestId);
}

describe('a request without a key that is known', () => {
  test('is refused with a whole problem that says how to ask', async () => {
    const answer = await alone.api.get('/v1/orders', { 'x-request-id': 'nobody-1' });
    expect(answer.problem()).toEqual({
      type: '/problems#unauthenticated',
      title: 'An API key is needed',
      status: 401,
      detail: expect.stringContaining('Authorization: Bearer') as string,
      code: 'unauthenticated',
      instance: '/v1/orders',
      requestId: 'nobody-1',
    });
    expect(answer.headers).toMatchObject({
      'www-authenticate': 'Bearer',
      'content-type': 'application/problem+json; charset=utf-8',
      'x-request-id': 'nobody-1',
      'cache-control': 'no-store',
    });
  });

  test.each([
    ['an unknown key', `Bearer ${'x'.repeat(32)}`],
    ['the beginning of a key', `Bearer ${WRITE.key.slice(0, -1)}`],
    ['a key and more', `Bearer ${WRITE.key}w`],
    ['two keys', `Bearer ${WRITE.key}, Bearer ${READ.key}`],
    ['a bare key', WRITE.key],
    ['another scheme', `Basic ${Buffer.from(`shop:${WRITE.key}`).toString('base64')}`],
    ['no key', 'Bearer'],
    ['an empty key', 'Bearer '],
    ['the name of a key', 'Bearer shop'],
  ])('%s is refused', async (_what, authorization) => {
    const answer = await alone.api.get('/v1/orders', { authorization });
    expect(answer.problem()).toMatchObject({ code: 'unauthenticated', status: 401 });
  });

  test.each([
    ['GET', '/v1/nothing'],
    ['GET', '/v1'],
    ['GET', '/v1/webhooks/stripe'],
    ['POST', '/v1/webhooks/stripe/'],
    ['GET', '/%761/orders'],
    ['GET', '/v%31/nothing'],
    ['PUT', '/v1/orders'],
    ['DELETE', '/v1/orders/1042'],
    ['GET', '/v1/orders/1042/ledger'],
  ] as const)('%s %s is refused like every other', async (method, url) => {
    expect((await alone.api.send(method, url)).problem()).toMatchObject({ code: 'unauthenticated', status: 401 });
  });

  test.each([
    ['is not JSON', '{'],
    ['is too large', `"${'x'.repeat(257 * 1024)}"`],
    ['is not an order', {}],
    ['has a card number', { customerReference: '4242 4242 4242 4242' }],
  ])('is refused before its body is looked at, which %s', async (_what, body) => {
    expect((await alone.api.post('/v1/orders', body)).problem().code).toBe('unauthenticated');
    expect((await alone.api.post('/v1/orders', body, bearer(WRITE))).problem().code).not.toBe('unauthenticated');
  });
});

describe('a key', () => {
  test('with the access write may read and write', async () => {
    expect((await alone.api.get('/v1/orders', bearer(WRITE))).json()).toEqual({ orders: [], nextCursor: null });
    expect((await alone.api.post('/v1/orders', {}, bearer(WRITE))).problem().code).toBe('invalid_request');
    expect((await alone.api.get('/v1/nothing', bearer(WRITE))).problem().code).toBe('not_found');
    expect((await alone.api.send('PUT', '/v1/orders', bearer(WRITE))).problem().code).toBe('method_not_allowed');
  });

  test('with the access read may read', async () => {
    expect((await alone.api.get('/v1/orders', bearer(READ))).status).toBe(200);
    expect((await alone.api.get('/v1/orders/1042', bearer(READ))).problem().code).toBe('order_not_found');
    const head = await alone.api.app.inject({ method: 'HEAD', url: '/v1/orders', headers: bearer(READ) });
    expect(head.statusCode).toBe(200);
  });

  test.each([
    ['POST', '/v1/orders'],
    ['POST', '/v1/orders/1042/refunds'],
    ['POST', '/v1/nothing'],
    ['PUT', '/v1/orders'],
    ['DELETE', '/v1/orders/1042'],
  ] as const)('with the access read may not %s %s', async (method, url) => {
    const answer = await alone.api.send(method, url, bearer(READ));
    expect(answer.problem()).toMatchObject({
      code: 'forbidden',
      status: 403,
      requestId: answer.headers['x-request-id'],
    });
  });

  test.each(['bearer', 'BEARER'])('may come with the scheme written %s', async (scheme) => {
    expect((await alone.api.get('/v1/orders', { authorization: `${scheme} ${READ.key}` })).status).toBe(200);
  });
});

describe('without a key', () => {
  test.each(['/health/live', '/openapi.json', '/docs', '/docs/start.js', '/problems'])(
    'GET %s is answered',
    async (url) => {
      expect((await alone.api.get(url)).status).toBe(200);
      expect((await alone.api.get(url, { authorization: 'Bearer wrong' })).status).toBe(200);
    },
  );

  test('the webhook asks for the signature of Stripe instead', async () => {
    expect((await alone.api.post('/v1/webhooks/stripe', {})).problem().code).toBe('invalid_signature');
    expect((await alone.api.post('/v1/webhooks/stripe', {}, bearer(WRITE))).problem().code).toBe('invalid_signature');
  });

  test('other paths are not found', async () => {
    expect((await alone.api.get('/v2/orders')).problem().code).toBe('not_found');
    expect((await alone.api.get('/v1x')).problem().code).toBe('not_found');
  });
});

describe('the log', () => {
  test('names the client of a request', async () => {
    await alone.api.get('/v1/orders', { ...bearer(READ), 'x-request-id': 'client-1' });
    expect(requestLine('client-1')).toMatchObject({ client: 'reports', status: 200 });
    await alone.api.post('/v1/orders', {}, { ...bearer(READ), 'x-request-id': 'client-2' });
    expect(requestLine('client-2')).toMatchObject({ client: 'reports', status: 403 });
    await alone.api.get('/v1/orders', { authorization: 'Bearer wrong', 'x-request-id': 'client-3' });
    expect(requestLine('client-3')).toMatchObject({ status: 401 });
    expect(requestLine('client-3')).not.toHaveProperty('client');
  });

  test('never has a key or an authorization header in it, known or not, also when something breaks', async () => {
    const unknown = 'u'.repeat(40);
    const databaseUrl = 'postgres://holdfast:hush@127.0.0.1:9/holdfast';
    const broken = await alone.another({ databaseUrl, apiKeys: [WRITE, READ] });
    for (const each of [alone.api, broken]) {
      await each.get('/v1/orders', bearer(WRITE));
      await each.post('/v1/orders', '{', bearer(READ));
      await each.get('/v1/orders', bearer({ key: unknown }));
    }
    const log = [...alone.api.log, ...broken.log].join('');
    expect(broken.log.join('')).toContain('PostgreSQL did not answer');
    for (const secret of [WRITE.key, READ.key, unknown, 'Bearer', 'authorization']) expect(log).not.toContain(secret);
  });
});

test('without keys everybody may do everything, and a key that comes along is not looked at', async () => {
  const open = await alone.another();
  expect((await open.get('/v1/orders')).status).toBe(200);
  expect((await open.get('/v1/orders', bearer(WRITE))).status).toBe(200);
  expect((await open.post('/v1/orders', {})).problem().code).toBe('invalid_request');
});

test('the document of an API with keys names the key that each of its guarded routes needs', async () => {
  const { paths } = (await alone.api.get('/openapi.json')).json() as { paths: Record<string, Record<string, object>> };
  const security = [{ apiKey: [] }, { session: [] }];
  expect(paths['/v1/orders']).toMatchObject({ get: { security }, post: { security } });
});
