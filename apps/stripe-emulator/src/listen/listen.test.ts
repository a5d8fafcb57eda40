import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Duplex } from 'node:stream';
import type Stripe from 'stripe';
import { clientOf, freshKey, hold, Receiver, startUnderTest, until } from '../emulator-under-test';
import type { Emulator } from '../server';
import { parseJsonObject, textIn } from '../../../../libs/emulation/objects/json';
import type { JsonObject } from '../../../../libs/emulation/objects/json';

/** The client's end of a WebSocket, as far as `stripe listen` uses it. */
class Listener {
  readonly messages: JsonObject[] = [];
  pongs = 0;
  closed = false;
  private heard = Buffer.alloc(0);

  private constructor(private readonly socket: Duplex) {
    socket.on('data', (chunk: Buffer) => {
      this.hear(chunk);
    });
    socket.on('close', () => {
      this.closed = true;
    });
  }

  static async connect(session: JsonObject): Promise<Listener> {
    const url = new URL(textIn(session, 'websocket_url').replace('ws://', 'http://'));
    return new Promise((resolve, reject) => {
      const asked = request(url, {
        headers: {
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-key': randomBytes(16).toString('base64'),
          'sec-websocket-version': '13',
          'sec-websocket-protocol': 'stripecli-devproxy-v1',
          'websocket-id': textIn(session, 'websocket_id'),
        },
      });
      asked.on('upgrade', (response, socket) => {
        expect(response.headers['sec-websocket-protocol']).toBe('stripecli-devproxy-v1');
        resolve(new Listener(socket));
      });
      asked.on('response', (response) => {
        reject(new Error(String(response.statusCode)));
      });
      asked.on('error', reject);
      asked.end();
    });
  }

  /** Clients mask what they say; this mask changes nothing. */
  say(opcode: number, text: string): void {
    const payload = Buffer.from(text);
    this.socket.write(Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0]), payload]));
  }

  close(): void {
    this.socket.destroy();
  }

  private hear(chunk: Buffer): void {
    this.heard = Buffer.concat([this.heard, chunk]);
    while (this.heard.length >= 2) {
      const short = this.heard.readUInt8(1);
      const at = short === 126 ? 4 : short === 127 ? 10 : 2;
      if (this.heard.length < at) return;
      const size =
        short === 126 ? this.heard.readUInt16BE(2) : short === 127 ? Number(this.heard.readBigUInt64BE(2)) : short;
      if (this.heard.length < at + size) return;
      const opcode = this.heard.readUInt8(0) & 0x0f;
      if (opcode === 1) this.messages.push(parseJsonObject(this.heard.toString('utf8', at, at + size)));
      if (opcode === 10) this.pongs += 1;
      this.heard = this.heard.subarray(at + size);
    }
  }
}

describe('stripe listen', () => {
  let emulator: Emulator;
  const listeners: Listener[] = [];
  beforeAll(async () => {
    emulator = await startUnderTest();
  });
  afterEach(() => {
    for (const listener of listeners.splice(0)) listener.close();
  });
  afterAll(async () => {
    await emulator.close();
  });

  async function openSession(key: string): Promise<JsonObject> {
    const response = await fetch(`${emulator.url}/v1/stripecli/sessions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'device_name=desk&websocket_features[]=webhooks',
    });
    return parseJsonObject(await response.text());
  }

  async function listen(session: JsonObject): Promise<Listener> {
    const listener = await Listener.connect(session);
    listeners.push(listener);
    return listener;
  }

  /** The events that the CLI shows without `--latest`. */
  const shownTo = ({ messages }: Listener): Stripe.Event[] =>
    messages
      .filter(({ endpoint }) => JSON.stringify(endpoint) === '{"api_version":null}')
      .map((message) => JSON.parse(textIn(message, 'event_payload')) as Stripe.Event);

  it('is told of every event, signed with the secret of its session', async () => {
    const key = freshKey();
    const session = await openSession(key);
    expect(session).toMatchObject({ websocket_authorized_feature: 'webhooks', default_version: '2026-10-28.endive' });
    const listener = await listen(session);
    const { stripe } = clientOf(emulator, key);
    await hold(stripe);
    await until('three events', () => shownTo(listener).length === 3);
    expect(shownTo(listener).map(({ type }) => type)).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.amount_capturable_updated',
    ]);
    const [message] = listener.messages;
    const headers = message?.['http_headers'] as JsonObject;
    const payload = textIn(message ?? {}, 'event_payload');
    const event = stripe.webhooks.constructEvent(
      payload,
      textIn(headers, 'Stripe-Signature'),
      textIn(session, 'secret'),
    );
    expect(event.type).toBe('payment_intent.created');
    expect(textIn(message ?? {}, 'type')).toBe('webhook_event');
    expect(textIn(message ?? {}, 'webhook_id')).toMatch(/^wh_/);
  });

  it('gets each event in the version of the account, and in the newest for --latest', async () => {
    const key = freshKey();
    const { control, stripe } = clientOf(emulator, key);
    await control.post('account', { api_version: '2022-08-01' });
    const session = await openSession(key);
    expect(session).toMatchObject({ default_version: '2022-08-01', latest_version: '2026-10-28.endive' });
    const listener = await listen(session);
    await hold(stripe);
    await until('six messages', () => listener.messages.length === 6);
    const [own, latest] = listener.messages.slice(4).map((message) => textIn(message, 'event_payload'));
    expect(own).toContain('"charges"');
    expect(latest).not.toContain('"charges"');
  });

  it('keeps the secret of the account from session to session', async () => {
    const key = freshKey();
    const [first, second] = [await openSession(key), await openSession(key)];
    expect(first['secret']).toBe(second['secret']);
    expect(first['websocket_id']).not.toBe(second['websocket_id']);
  });

  it('answers pings, takes acknowledgements, and can come back after it left', async () => {
    const key = freshKey();
    const session = await openSession(key);
    const listener = await listen(session);
    listener.say(0x9, '');
    listener.say(0x1, '{"type":"event_ack"}');
    await until('a pong', () => listener.pongs === 1);
    listener.say(0x8, '');
    await until('the end', () => listener.closed);
    const again = await listen(session);
    await hold(clientOf(emulator, key).stripe);
    await until('three events', () => shownTo(again).length === 3);
    expect(listener.messages).toEqual([]);
  });

  it('turns away a session that nobody opened', async () => {
    const session = await openSession(freshKey());
    await expect(Listener.connect({ ...session, websocket_id: 'cliws_none' })).rejects.toThrow('404');
  });

  it('is told again by events resend, which tells endpoints only when they are named', async () => {
    const key = freshKey();
    const { stripe } = clientOf(emulator, key);
    const receiver = new Receiver();
    const endpoint = await stripe.webhookEndpoints.create({
      url: await receiver.open(),
      enabled_events: ['charge.succeeded'],
    });
    await hold(stripe);
    await until('the webhook', () => receiver.received.length === 1);
    const listener = await listen(await openSession(key));
    const [event] = (await stripe.events.list({ type: 'charge.succeeded' })).data;
    const resend = async (form: object): Promise<unknown> =>
      stripe.rawRequest('POST', `/v1/events/${event?.id ?? ''}/retry`, form);
    expect(await resend({ for_stripecli: true })).toMatchObject({ id: event?.id, object: 'event' });
    await until('one event', () => shownTo(listener).length === 1);
    expect(receiver.received).toHaveLength(1);
    await resend({ webhook_endpoint: endpoint.id });
    await until('the webhook again', () => receiver.received.length === 2);
    await resend({});
    await until('the webhook a third time', () => receiver.received.length === 3);
    expect(shownTo(listener)).toHaveLength(1);
    await receiver.close();
  });
});
