import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { createStripeClient, isLiveKey, type StripeCall } from './client';

interface Seen {
  readonly headers: IncomingHttpHeaders;
  readonly localPort: number | undefined;
}

let server: Server;
let port: number;
const seen: Seen[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push({ headers: request.headers, localPort: request.socket.remotePort });
    request.resume();
    response.writeHead(500, { 'content-type': 'application/json', 'stripe-should-retry': 'true' });
    response.end('{"error":{"type":"api_error"}}');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port');
  port = address.port;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

test('one call is one request, at our version, without telemetry, on a connection that is kept', async () => {
  const apiBase = `http://127.0.0.1:${port.toString()}`;
  const client = createStripeClient({ apiKey: 'sk_test_1', apiBase, timeoutSeconds: 5 });
  for (let call = 0; call < 2; call++) {
    await expect(client.paymentIntents.cancel('pi_1', {}, { idempotencyKey: 'key' })).rejects.toThrow();
  }
  expect(seen).toHaveLength(2);
  expect(seen[0]?.headers).toMatchObject({
    authorization: 'Bearer sk_test_1',
    'stripe-version': '2026-10-28.endive',
    'idempotency-key': 'key',
    'user-agent': expect.stringContaining('Holdfast') as string,
  });
  expect(seen[1]?.headers).not.toHaveProperty('x-stripe-client-telemetry');
  expect(seen[1]?.localPort).toBe(seen[0]?.localPort);
});

test('whoever wants to is told of every request: its route without ids, and what it got', async () => {
  const calls: StripeCall[] = [];
  const onCall = (call: StripeCall): void => void calls.push(call);
  const answering = createStripeClient({
    ...{ apiKey: 'sk_test_1', apiBase: `http://127.0.0.1:${port.toString()}`, timeoutSeconds: 5, onCall },
  });
  await expect(answering.paymentIntents.capture('pi_secret', { amount_to_capture: 4711 })).rejects.toThrow();
  await expect(answering.paymentIntents.list({ customer: 'cus_secret' })).rejects.toThrow();
  const nobody = createStripeClient({ apiKey: 'sk_test_1', apiBase: 'http://127.0.0.1:9', timeoutSeconds: 5, onCall });
  await expect(nobody.charges.retrieve('ch_secret')).rejects.toThrow();
  expect(calls).toEqual([
    { method: 'POST', route: '/v1/payment_intents/:id/capture', status: 500, seconds: expect.any(Number) as number },
    { method: 'GET', route: '/v1/payment_intents', status: 500, seconds: expect.any(Number) as number },
    { method: 'GET', route: '/v1/charges/:id', status: null, seconds: expect.any(Number) as number },
  ]);
});

test.each(['ftp://127.0.0.1', 'http://127.0.0.1/v1', 'nonsense'])('%s is no address of a server', (apiBase) => {
  expect(() => createStripeClient({ apiKey: 'sk_test_1', apiBase, timeoutSeconds: 5 })).toThrow();
});

test.each([
  { apiBase: undefined, expected: ['https', 'api.stripe.com', '443'] },
  { apiBase: 'https://stripe.example', expected: ['https', 'stripe.example', '443'] },
  { apiBase: 'http://stripe.example/', expected: ['http', 'stripe.example', '80'] },
  { apiBase: 'http://[::1]:12111', expected: ['http', '::1', '12111'] },
])('$apiBase is reached at $expected', ({ apiBase, expected }) => {
  const client = createStripeClient({ apiKey: 'sk_test_1', apiBase, timeoutSeconds: 5 });
  const at = (['protocol', 'host', 'port'] as const).map((field) => String(client.getApiField(field)));
  expect(at).toEqual(expected);
});

test.each([
  ['sk_live_1', true],
  ['rk_live_1', true],
  ['sk_test_1', false],
  ['rk_test_live_1', false],
])('%s moves real money: %s', (key, live) => {
  expect(isLiveKey(key)).toBe(live);
});
