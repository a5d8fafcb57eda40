import { createServer, type RequestListener, type Server } from 'node:http';
import { isKeySpent, ProviderMisuse, ProviderUnavailable } from '../../domain/provider/payment-gateway';
import { createWooshPayClient, type WooshPayCall, type WooshPayClient } from './wooshpay-client';
import { sortWooshPayError, WooshPayError, type SortedWooshPayError } from './wooshpay-error';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function clientAt(answer: RequestListener, calls: WooshPayCall[] = []): Promise<WooshPayClient> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return createWooshPayClient({
    apiKey: 'sk_test_1',
    apiBase: `http://127.0.0.1:${address.port.toString()}`,
    timeoutSeconds: 2,
    onCall: (call) => calls.push(call),
  });
}

async function thrownBy(answer: RequestListener): Promise<unknown> {
  const client = await clientAt(answer);
  return client.post('/v1/payment_intents', {}, 'key').then(
    () => new Error('answered'),
    (error: unknown) => error,
  );
}

function saying(status: number, body: string): RequestListener {
  return (_request, response) => response.writeHead(status, { 'request-id': 'req_7' }).end(body);
}

const sorted = (thrown: unknown): SortedWooshPayError<never> => sortWooshPayError<never>(thrown, () => undefined);

test.each([
  [
    'below error',
    '{"error": {"type": "card_error", "code": "card_declined", "decline_code": "lost_card", "message": "No"}}',
  ],
  ['at the top', '{"type": "card_error", "code": "card_declined", "decline_code": "lost_card", "message": "No"}'],
])('an error %s is read', async (_where, body) => {
  const thrown = await thrownBy(saying(402, body));
  if (!(thrown instanceof WooshPayError)) throw new Error('no error of WooshPay');
  expect(thrown.details).toEqual({
    status: 402,
    type: 'card_error',
    code: 'card_declined',
    declineCode: 'lost_card',
    words: 'No',
    requestId: 'req_7',
  });
  expect(thrown.message).not.toContain('No');
});

test.each([
  ['a broken connection', (_request, response) => response.socket?.destroy()],
  ['an answer that does not come', () => undefined],
  [
    'half an answer',
    (_request, response) => response.writeHead(200, { 'content-length': 99 }).write('{"id"', () => response.destroy()),
  ],
  ['a success that is no JSON', saying(200, '<html>')],
  ['an error of the server', saying(500, '{}')],
  ['a bad gateway', saying(502, '<html>')],
  ['too many requests', saying(429, '{}')],
  ['a conflict with another request', saying(409, '{"error": {"type": "idempotency_error"}}')],
  ['an api_error', saying(400, '{"error": {"type": "api_error"}}')],
] satisfies [string, RequestListener][])('after %s the outcome is unknown', async (_what, answer) => {
  const { error, sort } = { error: undefined, ...sorted(await thrownBy(answer)) };
  expect([sort, error]).toEqual(['retry', expect.any(ProviderUnavailable)]);
});

test.each([
  ['a wrong key', 401, 'invalid_request_error'],
  ['a missing permission', 403, 'invalid_request_error'],
  ['a wrong parameter', 400, 'invalid_request_error'],
  ['an unknown type', 400, 'some_error'],
])('%s is our mistake', async (_what, status, type) => {
  const { error, sort } = {
    error: undefined,
    ...sorted(await thrownBy(saying(status, JSON.stringify({ error: { type } })))),
  };
  expect([sort, error]).toEqual(['our_fault', expect.any(ProviderMisuse)]);
  expect(isKeySpent(error)).toBe(false);
});

test('a key that another request has used is spent', async () => {
  const thrown = await thrownBy(saying(400, '{"type": "idempotency_error", "message": "other"}'));
  const { error } = { error: undefined, ...sorted(thrown) };
  expect(isKeySpent(error)).toBe(true);
});

test('a request carries the key as Basic user name, its idempotency key and JSON', async () => {
  const calls: WooshPayCall[] = [];
  let heard: unknown;
  const client = await clientAt((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { authorization, 'idempotency-key': key } = request.headers;
      heard = { url: request.url, authorization, key, body };
      response.end('{"id": "pi_1"}');
    });
  }, calls);
  expect(
    await client.post('/v1/payment_intents/pi_1693466278934609920/capture', { amount_to_capture: 8000 }, 'k'),
  ).toEqual({
    id: 'pi_1',
  });
  expect(heard).toEqual({
    url: '/v1/payment_intents/pi_1693466278934609920/capture',
    authorization: `Basic ${Buffer.from('sk_test_1:').toString('base64')}`,
    key: 'k',
    body: '{"amount_to_capture":8000}',
  });
  expect(calls).toMatchObject([{ method: 'POST', operation: '/v1/payment_intents/{id}/capture', status: 200 }]);
  expect(calls[0]).toHaveProperty('milliseconds', expect.any(Number));
});

test('an address with a path is no address of WooshPay', () => {
  const options = { apiKey: 'sk_test_1', timeoutSeconds: 1 };
  expect(() => createWooshPayClient({ ...options, apiBase: 'https://apitest.wooshpay.com/v1' })).toThrow(
    'nothing more',
  );
  expect(() => createWooshPayClient({ ...options, apiBase: 'ftp://apitest.wooshpay.com' })).toThrow('nothing more');
});
