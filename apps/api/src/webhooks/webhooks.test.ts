import { createHmac, randomUUID } from 'node:crypto';
import { eventually } from '../../../../test/setup/eventually';
import type { ApiOrder } from '../../../../test/setup/shop/api-order';
import { openApiShop, stripeEvent } from '../../../../test/setup/shop/api-shop';
import { EVERYTHING } from '../../../../test/setup/shop/units';
import { WEBHOOK_SECRET, type HttpAnswer } from '../testing/api-driver';

const shop = openApiShop({ api: { webhookSecrets: ['whsec_rolled_out', WEBHOOK_SECRET] } });

interface Delivery {
  readonly secret?: string;
  /** Seconds from now. */
  readonly signedAt?: number;
  /** Sent instead of what was signed. */
  readonly sent?: string;
}

/** Sends an event as Stripe does. */
function deliver(event: object, delivery: Delivery = {}): Promise<HttpAnswer> {
  return deliverText(JSON.stringify(event), delivery);
}

/** JSON as Stripe's signature covers it, which `JSON.stringify` may refuse to write. */
function deliverText(
  body: string,
  { secret = WEBHOOK_SECRET, signedAt = 0, sent }: Delivery = {},
): Promise<HttpAnswer> {
  const time = (Math.floor(Date.now() / 1000) + signedAt).toString();
  const signature = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
  return shop.api.post('/v1/webhooks/stripe', sent ?? body, { 'stripe-signature': `t=${time},v1=${signature}` });
}

function chargeUpdated(charge: object): { readonly id: string } {
  return stripeEvent('charge.updated', charge, { balance_transaction: null });
}

interface StoredEvent {
  readonly outcome: string | null;
  readonly attempts: number;
  readonly last_error: string | null;
}

async function stored(eventId: string): Promise<StoredEvent | undefined> {
  const statement = 'select outcome, attempts, last_error from webhook_events where event_id = $1';
  return (await shop.sql<StoredEvent>(statement, [eventId]))[0];
}

async function payloadOf(eventId: string): Promise<unknown> {
  const statement = 'select payload from webhook_events where event_id = $1';
  return (await shop.sql<{ payload: unknown }>(statement, [eventId]))[0]?.payload;
}

/** An order that has shipped whole; its captures wait for their settlement. */
async function shipped(): Promise<{ order: ApiOrder; settlement: { id: string } }> {
  const order = await shop.placeOrder();
  await order.ship('A', EVERYTHING);
  const capture = (await order.read()).shipments[0]?.capture;
  const settlement = chargeUpdated({
    id: capture?.chargeId,
    object: 'charge',
    payment_intent: capture?.paymentIntentId,
    balance_transaction: 'txn_1',
    metadata: { holdfast_deployment: 'test', holdfast_order_id: order.orderId },
  });
  return { order, settlement };
}

test('an event is stored, answered, and reaches its order', async () => {
  const { order, settlement } = await shipped();
  const answer = await deliver(settlement);
  expect([answer.status, answer.json()]).toEqual([200, { received: true }]);
  const { status, amounts } = await order.untilStatus('completed');
  expect([status, amounts.settled]).toEqual(['completed', 4600]);
  const kept = await eventually(
    () => stored(settlement.id),
    (row) => row?.outcome !== null,
  );
  expect(kept).toEqual({ outcome: 'signalled', attempts: 1, last_error: null });
});

test('a second delivery is answered the same and delivered no second time', async () => {
  const { settlement } = await shipped();
  const answers = await Promise.all([deliver(settlement), deliver(settlement), deliver(settlement)]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  const kept = await eventually(
    () => stored(settlement.id),
    (row) => row?.outcome !== null,
  );
  expect(kept).toEqual({ outcome: 'signalled', attempts: 1, last_error: null });
  expect((await deliver(settlement)).json()).toEqual({ received: true });
});

test('an event of the other mode is stored, and moves nothing', async () => {
  const { order, settlement } = await shipped();
  const live = { ...settlement, id: `evt_${randomUUID()}`, livemode: true };
  expect((await deliver(live)).status).toBe(200);
  const kept = await eventually(
    () => stored(live.id),
    (row) => row?.outcome !== null,
  );
  expect(kept).toMatchObject({ outcome: 'not_needed', last_error: expect.stringContaining('of live mode') as string });
  expect((await order.read()).status).toBe('captured');
  await deliver(settlement);
  await order.untilStatus('completed');
});

test('an event of another program on the account is stored, and over at once', async () => {
  const stranger = stripeEvent('payment_intent.canceled', { id: 'pi_unknown', object: 'payment_intent', metadata: {} });
  expect((await deliver(stranger)).status).toBe(200);
  const kept = await eventually(
    () => stored(stranger.id),
    (row) => row?.outcome !== null,
  );
  expect(kept).toMatchObject({ outcome: 'not_ours', attempts: 1 });
});

test.each<[string, Delivery]>([
  ['with another secret', { secret: 'whsec_other' }],
  ['too long ago', { signedAt: -301 }],
  ['in the future', { signedAt: 301 }],
  ['and altered on the way', { sent: '{"id":"evt_altered","object":"event"}' }],
])('an event signed %s is refused and not stored', async (_how, delivery) => {
  const forged = chargeUpdated({ id: 'ch_1', object: 'charge' });
  const answer = await deliver(forged, delivery);
  expect(answer.problem()).toMatchObject({ code: 'invalid_signature', status: 400 });
  expect(await stored(forged.id)).toBeUndefined();
  const line = shop.api.log.find((each) => each.includes(answer.problem().requestId));
  expect(line).toContain('a webhook was refused');
});

test.each([
  ['without a signature', {}],
  ['with a signature that cannot be read', { 'stripe-signature': 'v1=abc' }],
])('a delivery %s is refused', async (_how, headers) => {
  const answer = await shop.api.post('/v1/webhooks/stripe', chargeUpdated({ id: 'ch_1' }), headers);
  expect(answer.problem().code).toBe('invalid_signature');
});

test('an empty delivery and one that is no event are refused', async () => {
  expect((await shop.api.post('/v1/webhooks/stripe', undefined)).problem().code).toBe('invalid_signature');
  expect((await deliver({ hello: 'world' })).problem().code).toBe('invalid_signature');
});

test('an event may be larger than an order, up to 1 MiB', async () => {
  const large = chargeUpdated({
    id: 'pi_large',
    object: 'payment_intent',
    description: 'x'.repeat(600 * 1024),
  });
  expect((await deliver(large)).status).toBe(200);
  const larger = chargeUpdated({
    id: 'pi_larger',
    object: 'payment_intent',
    description: 'x'.repeat(1024 * 1024),
  });
  expect((await deliver(larger)).problem()).toMatchObject({ code: 'too_large', status: 413 });
  expect(await stored(larger.id)).toBeUndefined();
});

const NUL = String.raw`\u0000`;
const HALF = String.raw`\ud83d`;

function odd(name: string, strange: string): string {
  const whole = stripeEvent('payment_intent.canceled', { id: 'pi_1', object: 'payment_intent', metadata: {} });
  const places: Readonly<Record<string, string>> = {
    id: `"id":"${whole.id}`,
    type: '"type":"payment_intent.canceled',
    api_version: '"api_version":"2026-10-28.endive',
    payment_intent: '"id":"pi_1',
  };
  const text = JSON.stringify(whole);
  const place = places[name];
  if (place === undefined) return text.replace('"metadata":{}', `"metadata":{"${name}":"${strange}"},"${strange}":1`);
  return text.replace(place, `${place}${strange}`);
}

test.each(['id', 'type', 'api_version', 'payment_intent', 'order_id', 'refund_id', 'note'])(
  'an event with what PostgreSQL cannot hold in its %s is stored, once',
  async (name) => {
    for (const strange of [NUL, HALF, `${'x'.repeat(100)}${NUL}`]) {
      const body = odd(name, strange);
      for (const answer of [await deliverText(body), await deliverText(body)]) {
        expect([answer.status, answer.json()]).toEqual([200, { received: true }]);
      }
      const { id } = JSON.parse(body) as { id: string };
      const kept = await eventually(
        () => stored(id.replace(/\0|\ud83d$/, '\ufffd')),
        (row) => row !== undefined && row.attempts > 0,
      );
      expect(kept).toMatchObject({ attempts: 1 });
    }
  },
);

test.each([
  ['objects', 5_000, '{"a":', '}'],
  ['lists', 5_000, '[', ']'],
  ['lists', 250_000, '[', ']'],
])('an event of %s %i levels deep is stored as deep as anybody reads', async (_what, levels, open, close) => {
  const whole = stripeEvent('payment_intent.canceled', { id: 'pi_1', object: 'payment_intent' });
  const deep = `${open.repeat(levels)}1${close.repeat(levels)}`;
  const answer = await deliverText(JSON.stringify(whole).replace('"id":"pi_1"', `"id":"pi_1","deep":${deep}`));
  expect([answer.status, answer.json()]).toEqual([200, { received: true }]);
  expect(JSON.stringify(await payloadOf(whole.id))).toContain('left out: more than 100 levels deep');
});

test('what an event holds is stored as it is, text that looks like an escape too', async () => {
  const object = {
    id: 'pi_1',
    object: 'payment_intent',
    note: String.raw`\u0000 \ud83d and \\u0000`,
    emoji: 'paid 🎉',
    ['__proto__']: { polluted: true },
    nested: [[1, -0.5, null, true, 'x'], {}, []],
  };
  const whole = stripeEvent('payment_intent.canceled', object);
  expect((await deliver(whole)).status).toBe(200);
  expect(await payloadOf(whole.id)).toEqual(whole);
});

test('an event may hold anything, and nothing of it is logged', async () => {
  const personal = stripeEvent('payment_intent.succeeded', {
    id: 'pi_p',
    object: 'payment_intent',
    receipt_email: 'jo@shop.example',
    note: '4242424242424242 \u0000',
  });
  expect((await deliver(personal)).status).toBe(200);
  expect(await stored(personal.id)).toBeDefined();
  expect(shop.api.log.join('')).not.toMatch(/jo@shop|4242424242424242/);
});
