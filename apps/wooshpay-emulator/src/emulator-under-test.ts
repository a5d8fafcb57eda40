import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isJsonObject } from '../../../libs/emulation/objects/json';
import type { JsonObject } from '../../../libs/emulation/objects/json';
import { startWooshPayEmulator } from './server';
import type { WooshPayEmulator } from './server';

/** What tests need around the emulator: an account of its own, its control API, and a webhook receiver. */
let keys = 0;

export function freshKey(): string {
  keys += 1;
  return `sk_test_${String(process.pid)}x${String(keys)}`;
}

export async function startUnderTest(): Promise<WooshPayEmulator> {
  return startWooshPayEmulator({ checked: true });
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: JsonObject;
}

/** One account of a server that speaks WooshPay. */
export class Client {
  constructor(
    readonly url: string,
    readonly key: string,
  ) {}

  async send(
    method: string,
    path: string,
    body?: object | string,
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${this.key}:`).toString('base64')}`,
        'content-type': 'application/json',
        ...headers,
      },
      ...(body !== undefined && { body: text }),
    });
    const value: unknown = JSON.parse(await response.text());
    if (!isJsonObject(value)) throw new Error(`${method} ${path}: no JSON object`);
    return { status: response.status, headers: response.headers, body: value };
  }

  /** The answer of a call that is expected to succeed. */
  async get(path: string): Promise<JsonObject> {
    return this.done('GET', path);
  }

  async post(path: string, body: object = {}, headers: Record<string, string> = {}): Promise<JsonObject> {
    return this.done('POST', path, body, headers);
  }

  async delete(path: string): Promise<JsonObject> {
    return this.done('DELETE', path);
  }

  private async done(
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<JsonObject> {
    const reply = await this.send(method, path, body, headers);
    if (reply.status === 200) return reply.body;
    throw new Error(`${method} ${path}: ${String(reply.status)} ${JSON.stringify(reply.body)}`);
  }
}

/** The control API of the same account. */
export class Control {
  private readonly client: Client;

  constructor(url: string, key: string) {
    this.client = new Client(`${url}/_emulator`, key);
  }

  async get(path: string): Promise<JsonObject> {
    return this.client.get(`/${path}`);
  }

  async post(path: string, body: object = {}): Promise<JsonObject> {
    return this.client.post(`/${path}`, body);
  }

  async delete(path: string): Promise<JsonObject> {
    return this.client.delete(`/${path}`);
  }

  async advance(seconds: number): Promise<void> {
    await this.post('clock', { advance_seconds: seconds });
  }

  /** The types of all events so far, the oldest first. */
  async eventTypes(): Promise<unknown[]> {
    const { events } = await this.get('events');
    return Array.isArray(events) ? events.filter(isJsonObject).map(({ type }) => type) : [];
  }
}

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly payload: string;
}

/** A webhook endpoint of a shop; `answer` is the status it gives. */
export class Receiver {
  readonly received: Received[] = [];
  answer = 200;
  private readonly server = createServer((request, response) => {
    void this.take(request).then(() => response.writeHead(this.answer).end());
  });

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('The receiver has no port');
    return `http://127.0.0.1:${String(address.port)}/hook`;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => {
      this.server.close(resolve);
      this.server.closeAllConnections();
    });
  }

  private async take(request: IncomingMessage): Promise<void> {
    let payload = '';
    for await (const chunk of request) payload += String(chunk);
    this.received.push({ headers: request.headers, payload });
  }
}

const PATIENCE_MS = 5000;

/** Waits for a condition, for so long and no longer. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end;) {
    if (await condition()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`Not within ${String(PATIENCE_MS)} ms: ${what}`);
}
