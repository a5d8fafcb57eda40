import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { openApiAlone } from '../../../../test/setup/shop/api-alone';
import { problemSchema } from '../problems/problem.schema';

const alone = openApiAlone();

function logLines(): Record<string, unknown>[] {
  return alone.api.log.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('problems', () => {
  test('are RFC 9457, whole', async () => {
    const answer = await alone.api.get('/v1/orders/1042', { 'x-request-id': 'trace-1' });
    expect(answer.status).toBe(404);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.problem()).toEqual({
      type: '/problems#order_not_found',
      title: 'The order does not exist',
      status: 404,
      detail: 'There is no order 1042.',
      code: 'order_not_found',
      instance: '/v1/orders/1042',
      requestId: 'trace-1',
    });
  });

  test.each([
    ['/', 'not_found', 404],
    ['/v1/nothing', 'not_found', 404],
    ['/v1/orders/1042/shipments/A/what', 'not_found', 404],
    ['/docs/../package.json', 'not_found', 404],
    ['/docs/package.json', 'not_found', 404],
    ['/v1/orders/%E0%A4%A', 'invalid_request', 400],
    ['/v1/orders/a%2Fb', 'invalid_request', 400],
    [`/v1/orders/${'a'.repeat(65)}`, 'invalid_request', 400],
    ['/v1/orders/1042/shipments/A', 'order_not_found', 404],
    ['/v1/orders/1042/timeline', 'order_not_found', 404],
    ['/v1/orders/1042/ledger', 'order_not_found', 404],
    ['/v1/orders/1042/ship-check', 'order_not_found', 404],
  ])('GET %s answers %s', async (url, code, status) => {
    const answer = await alone.api.get(url);
    expect(answer.problem()).toMatchObject({ code, status });
  });

  test.each([
    ['DELETE', '/v1/orders/1042', 'GET, HEAD'],
    ['PUT', '/v1/orders', 'GET, HEAD, POST'],
    ['GET', '/v1/orders/1042/cancellations', 'POST'],
    ['POST', '/v1/orders/1042', 'GET, HEAD'],
  ] as const)('%s %s answers 405 and names %s', async (method, url, allow) => {
    const answer = await alone.api.send(method, url);
    expect(answer.problem()).toMatchObject({ code: 'method_not_allowed', status: 405 });
    expect(answer.headers['allow']).toBe(allow);
  });
});

describe('the body', () => {
  test.each([
    ['not JSON', '{"orderId":', {}, 'invalid_json', 400],
    ['empty', '', {}, 'invalid_json', 400],
    ['a poisoned prototype', '{"__proto__":{"orderId":"1"}}', {}, 'invalid_json', 400],
    [
      'of another type',
      'orderId=1',
      { 'content-type': 'application/x-www-form-urlencoded' },
      'unsupported_media_type',
      415,
    ],
    ['plain text', 'x', { 'content-type': 'text/plain' }, 'unsupported_media_type', 415],
    ['257 KiB', `"${'x'.repeat(257 * 1024)}"`, {}, 'too_large', 413],
  ])('is refused when it is %s', async (_what, body, headers, code, status) => {
    const answer = await alone.api.post('/v1/orders', body, headers);
    expect(answer.problem()).toMatchObject({ code, status });
  });

  test.each([['null'], ['[]'], ['"text"'], ['1']])('is refused as a whole when it is %s', async (body) => {
    const { code, errors } = (await alone.api.post('/v1/orders', body)).problem();
    expect(code).toBe('invalid_request');
    expect(errors).toMatchObject([{ path: '' }]);
  });

  test('is refused as a whole when it is missing', async () => {
    const { code, errors } = (await alone.api.post('/v1/orders', undefined)).problem();
    expect(code).toBe('invalid_request');
    expect(errors).toMatchObject([{ path: '' }]);
  });

  test('is refused when it nests very deep', async () => {
    const body = `{"orderId":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect((await alone.api.post('/v1/orders', body)).problem()).toMatchObject({ code: 'invalid_request' });
  });
});

describe('a card number', () => {
  const card = '4242 4242 4242 4242';
  /** Longer than what the random ids of requests have by chance. */
  const partOfCard = /4242[ +]?4242/;

  test.each([
    ['in a field', '/v1/orders', { customerReference: card }, 'customerReference'],
    ['in a key', '/v1/orders', { metadata: { [card]: 'x' } }, 'metadata'],
    ['as a number', '/v1/orders', { discountAmount: 4242424242424242 }, 'discountAmount'],
    ['in an unknown field', '/v1/orders/1/shipments', { note: [{ deep: `pay with ${card} please` }] }, 'note[0].deep'],
    ['in a cancellation', '/v1/orders/1042/cancellations', { cancellationId: 'C', reason: card }, 'reason'],
    ['in the query', `/v1/orders?cursor=${encodeURIComponent(card)}`, {}, 'cursor'],
  ])('%s is refused with its field and never said back', async (_where, url, body, path) => {
    const answer = await alone.api.post(url, body);
    expect(answer.problem()).toMatchObject({ code: 'card_number_refused', status: 400, errors: [{ path }] });
    expect(answer.text).not.toMatch(partOfCard);
  });

  test('is not looked for in the ids of a path, and not said back', async () => {
    const answer = await alone.api.post('/v1/orders/4242424242424242/shipments', {});
    expect(answer.problem()).toMatchObject({ code: 'invalid_request', instance: '/' });
    expect(answer.text).not.toMatch(partOfCard);
  });

  test('is not taken over from a request id, and never logged', async () => {
    const answer = await alone.api.get('/v1/orders/1', { 'x-request-id': '4242424242424242' });
    expect(answer.headers['x-request-id']).not.toMatch(partOfCard);
    await alone.api.get('/v1/orders/4242424242424242');
    expect(alone.api.log.join('')).not.toMatch(partOfCard);
  });
});

test('a URL above 2 KB is refused, whoever sends it', async () => {
  for (const path of ['/v1/orders', '/v1/webhooks/stripe', '/nothing']) {
    const { code, status } = (await alone.api.get(`${path}?${'4-'.repeat(7000)}`)).problem();
    expect([code, status]).toEqual(['url_too_long', 414]);
  }
});

test('what Node cannot read, and a head that is too large, is answered as a problem, too', async () => {
  await alone.api.app.listen(0, '127.0.0.1');
  const { port } = alone.api.app.getHttpServer().address() as AddressInfo;
  const answers = [`GET /v1/orders?${'4'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 'no HTTP\r\n\r\n'].map(
    async (head) => {
      const socket = connect(port, '127.0.0.1').end(head);
      const answer = await text(socket);
      const [top = '', body = ''] = answer.split('\r\n\r\n');
      return { top, problem: problemSchema.parse(JSON.parse(body)) };
    },
  );
  expect(await Promise.all(answers)).toMatchObject([
    { top: expect.stringMatching(/^HTTP\/1.1 414 /) as string, problem: { code: 'url_too_long', status: 414 } },
    { top: expect.stringMatching(/^HTTP\/1.1 400 /) as string, problem: { code: 'invalid_request', status: 400 } },
  ]);
});

describe('every answer', () => {
  test('carries the request id: the given one when it is fit for a log', async () => {
    expect((await alone.api.get('/health/live', { 'x-request-id': 'shop.7-a_B' })).headers['x-request-id']).toBe(
      'shop.7-a_B',
    );
    for (const unfit of ['a b', '<script>', 'x'.repeat(65), '']) {
      const { headers } = await alone.api.get('/health/live', { 'x-request-id': unfit });
      expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  test('forbids browsers what an API does not need', async () => {
    for (const url of ['/health/live', '/v1/orders/1042']) {
      expect((await alone.api.get(url)).headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      });
    }
  });

  test('is one line in the log, with the route and without the address', async () => {
    await alone.api.get('/v1/orders/1042/timeline?x=1', { 'x-request-id': 'logged-1' });
    const lines = logLines().filter(({ requestId }) => requestId === 'logged-1');
    expect(lines).toMatchObject([
      { msg: 'request', method: 'GET', route: '/v1/orders/:orderId/timeline', status: 404, orderId: '1042' },
    ]);
    expect(lines[0]).toHaveProperty('ms');
  });
});
