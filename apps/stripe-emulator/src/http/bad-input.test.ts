import { connect } from 'node:net';
import * as fc from 'fast-check';
import { freshKey, startUnderTest } from '../emulator-under-test';
import type { Emulator } from '../server';
import { isJsonObject } from '../../../../libs/emulation/objects/json';

const PATIENCE_MS = 5000;

describe('bad input', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterAll(async () => {
    await emulator.close();
  });

  const key = freshKey();
  const FORM = 'application/x-www-form-urlencoded';

  /** Bytes as they are, and all that comes back until the server closes or has answered. */
  async function raw(bytes: string): Promise<string> {
    const { hostname, port } = new URL(emulator.url);
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname);
      let answer = '';
      const patience = setTimeout(() => {
        socket.destroy();
        reject(new Error(`No end after ${String(PATIENCE_MS)} ms: ${bytes.slice(0, 200)}`));
      }, PATIENCE_MS);
      socket.on('data', (chunk) => (answer += chunk.toString('utf8')));
      socket.on('error', () => undefined);
      socket.on('close', () => {
        clearTimeout(patience);
        resolve(answer);
      });
      socket.end(bytes);
    });
  }

  async function send(
    method: string,
    path: string,
    body: string | null,
    type = FORM,
  ): Promise<{ status: number; error: Record<string, unknown> }> {
    const headers = { authorization: `Bearer ${key}`, ...(body !== null && { 'content-type': type }) };
    const response = await fetch(`${emulator.url}${path}`, { method, headers, body });
    const answer: unknown = await response.json();
    const error = isJsonObject(answer) ? answer['error'] : undefined;
    return { status: response.status, error: isJsonObject(error) ? error : {} };
  }

  const head = `Host: x\r\nAuthorization: Bearer ${key}\r\n`;

  it.each([
    ['no HTTP at all', 'hello\r\n\r\n', '400'],
    ['a broken header', `GET /v1/charges HTTP/1.1\r\n${head}no colon\r\n\r\n`, '400'],
    ['a body shorter than promised', `POST /v1/customers HTTP/1.1\r\n${head}Content-Length: 50\r\n\r\nname=x`, ''],
    ['two lengths', `POST /v1/customers HTTP/1.1\r\n${head}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc`, '400'],
    ['a broken chunk', `POST /v1/customers HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, ''],
    ['a header of 100 KB', `GET /v1/charges HTTP/1.1\r\n${head}X-Long: ${'x'.repeat(100_000)}\r\n\r\n`, '431'],
    ['an address of 100 KB', `GET /v1/charges?a=${'x'.repeat(100_000)} HTTP/1.1\r\n${head}\r\n`, '431'],
    [
      'a thousand headers',
      `GET /v1/charges HTTP/1.1\r\n${head}${'X-A: b\r\n'.repeat(1000)}Connection: close\r\n\r\n`,
      '',
    ],
    ['a method there is none of', `BREW /v1/charges HTTP/1.1\r\n${head}\r\n`, '400'],
    ['a tunnel', 'CONNECT stripe.com:443 HTTP/1.1\r\nHost: stripe.com\r\n\r\n', ''],
  ])('%s is refused as Stripe refuses, or cut off', async (_, bytes, status) => {
    const answer = await raw(bytes);
    // Where the list gives no status, being cut off is as good.
    expect(answer).toMatch(status === '' ? /^/ : new RegExp(`^HTTP/1.1 ${status} [^]*"type":"invalid_request_error"`));
    expect((await send('GET', '/v1/charges', null)).status).toBe(200);
  });

  it('bodies that are too large are 413, however they arrive', async () => {
    expect(await send('POST', '/v1/customers', `name=${'x'.repeat(2_000_000)}`)).toMatchObject({
      status: 413,
      error: { type: 'invalid_request_error' },
    });
    const chunk = `${(100_000).toString(16)}\r\n${'x'.repeat(100_000)}\r\n`;
    const chunked = `POST /v1/customers HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(20)}0\r\n\r\n`;
    expect(await raw(chunked)).toMatch(/^HTTP\/1.1 413 /);
  });

  it.each([
    ['application/json', '{"name":"x"}'],
    ['text/plain', 'name=x'],
    ['multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nx\r\n--x--\r\n'],
    ['application/x-www-form-urlencodedx', 'name=x'],
  ])('%s is not a form', async (type, body) => {
    const { status, error } = await send('POST', '/v1/customers', body, type);
    expect([status, error['type']]).toEqual([400, 'invalid_request_error']);
    expect(error['message']).toContain('application/x-www-form-urlencoded');
  });

  const piece = fc.oneof(
    fc.constantFrom(
      'amount',
      'currency',
      'metadata',
      'expand',
      'payment_method_options',
      'card',
      'shipping',
      'created',
    ),
    fc.constantFrom(
      '[',
      ']',
      '[]',
      '[0]',
      '[x]',
      '=',
      '&',
      '%',
      '%00',
      '%ff',
      '+',
      '__proto__',
      'constructor',
      'limit',
    ),
    fc.constantFrom(
      'usd',
      '1000',
      '-1',
      '1e9',
      '9'.repeat(30),
      'true',
      'data.latest_charge',
      'pi_1',
      'pm_card_visa',
      '',
    ),
    fc.string({ unit: 'binary', maxLength: 8 }),
  );
  const form = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
  const path = fc.oneof(
    fc.constantFrom('/v1/payment_intents', '/v1/customers', '/v1/refunds', '/v1/webhook_endpoints', '/v1/events'),
    fc.constantFrom('/v1/payment_intents/pi_1/capture', '/v1/charges/ch_1', '/v1/setup_intents', '/v1/__proto__', '/'),
    fc.constantFrom(
      '/v1',
      '/v1/',
      '/v1//',
      '/v1/charges/',
      '/v1/charges/%00',
      '/v2/core/events',
      '/_emulator/challenges/',
    ),
  );

  it('of any kind gets an answer of Stripe\u2019s kind, and leaves the state sound', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'POST', 'DELETE', 'PUT', 'PATCH'),
        path,
        form,
        async (method, at, text) => {
          const query =
            method === 'GET' ? `?${encodeURI(text.replaceAll(/[\ud800-\udfff]/g, '')).replaceAll('#', '')}` : '';
          const headers = { authorization: `Bearer ${key}`, 'content-type': FORM };
          const body = method === 'GET' ? null : text;
          const response = await fetch(`${emulator.url}${at}${query}`, { method, headers, body });
          const answer = await response.text();
          expect([200, 400, 402, 404]).toContain(response.status);
          const isError = response.status >= 400 && !at.startsWith('/_');
          expect(isError && !answer.includes('"type": "')).toBe(false);
        },
      ),
      { numRuns: 200 },
    );
    expect(
      await (await fetch(`${emulator.url}/_emulator/checks`, { headers: { authorization: `Bearer ${key}` } })).json(),
    ).toEqual({
      violations: [],
    });
  });

  it('in control calls is refused with a reason', async () => {
    const calls = ['clock', 'account', 'faults', 'webhooks'];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...calls), fc.oneof(fc.json(), fc.string()), async (call, body) => {
        const headers = { authorization: `Bearer ${freshKey()}` };
        const response = await fetch(`${emulator.url}/_emulator/${call}`, { method: 'POST', headers, body });
        expect([200, 400]).toContain(response.status);
        await response.json();
      }),
      { numRuns: 200 },
    );
  });
});
