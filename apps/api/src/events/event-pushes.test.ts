import type { EventsConfig } from '../../../../libs/config/config';
import { EVENT_SECRET, startEventReceiver, type EventReceiver } from '../../../../test/setup/event-receiver';
import { eventually } from '../../../../test/setup/eventually';
import { total } from '../../../../test/setup/prometheus-text';
import { openApiShop } from '../../../../test/setup/shop/api-shop';
import { driveApi } from '../testing/api-driver';
import { deliveryPageSchema, type DeliveryBody } from './delivery.schema';
import type { ShopEvent } from './event.schema';

const OTHER_SECRET = `whsec_${Buffer.from('the secret that takes its place!').toString('base64')}`;

let receiver: EventReceiver;
beforeAll(async () => {
  receiver = await startEventReceiver();
});
afterAll(() => receiver.close());
beforeEach(() => {
  receiver.answerWith(() => ({ status: 204 }));
});

function eventsConfig(changes: Partial<EventsConfig> = {}): EventsConfig {
  // The receiver knows the second one: the first is being rolled out.
  const endpoint = { name: 'shop', url: receiver.url, secrets: [OTHER_SECRET, EVENT_SECRET] };
  return { endpoints: [endpoint], internalAllowed: true, keptDays: 30, ...changes };
}

const shop = openApiShop({
  webhooks: true,
  api: {
    get events() {
      return eventsConfig();
    },
  },
});

function receivedOf(orderId: string): ShopEvent[] {
  return receiver.received.flatMap(({ event }) => (event.orderId === orderId ? [event] : []));
}

function takenUntil(orderId: string, last: ShopEvent['type']): Promise<ShopEvent[]> {
  return eventually(
    () => Promise.resolve(receivedOf(orderId)),
    (events) => events.some(({ type }) => type === last),
  );
}

async function deliveries(query: string): Promise<DeliveryBody[]> {
  return deliveryPageSchema.parse((await shop.api.get(`/v1/event-deliveries?limit=100&${query}`)).json()).deliveries;
}

/** The pause before the next attempt is over. */
async function hurry(): Promise<void> {
  await shop.sql(
    `update event_deliveries set next_attempt_at = now() where state = 'due' and last_attempt_at is not null`,
  );
}

test('an endpoint gets the events of an order as the feed has them, each once and signed', async () => {
  const order = await shop.placeOrder();
  await order.ship('A', '1:1,2:1');
  const taken = await takenUntil(order.orderId, 'order.completed');
  const { events } = (await shop.api.get(`/v1/events?orderId=${order.orderId}`)).json() as { events: ShopEvent[] };
  expect(taken.map(({ id, type }) => [id, type])).toEqual(events.map(({ id, type }) => [id, type]));
  const headers = receiver.received.find(({ event }) => event.orderId === order.orderId)?.headers;
  expect(headers).toMatchObject({ 'webhook-id': taken[0]?.id, 'content-type': 'application/json' });
  expect(headers?.['webhook-signature']?.split(' ')).toHaveLength(2);
  const told = await eventually(
    () => deliveries(`orderId=${order.orderId}`),
    (all) => all.every(({ state }) => state === 'delivered'),
  );
  expect(told.map(({ attempts, lastStatus }) => [attempts, lastStatus])).toEqual(taken.map(() => [1, 204]));
});

test('an event that is refused comes again, and holds back what follows it in its order alone', async () => {
  let refusing = true;
  const refused = await shop.placeOrder({});
  receiver.answerWith(({ event }) => ({ status: refusing && event.orderId === refused.orderId ? 500 : 204 }));
  await refused.confirm();
  await refused.cancel('C');
  const other = await shop.placeOrder();
  await takenUntil(other.orderId, 'order.authorized');
  const states = async (): Promise<string[]> =>
    (await deliveries(`orderId=${refused.orderId}`)).map(({ state, lastStatus }) => `${state} ${String(lastStatus)}`);
  await eventually(states, (each) => each.length === 3 && each[2] === 'due 500');
  expect(await states()).toEqual(['waiting null', 'waiting null', 'due 500']);
  expect(receivedOf(refused.orderId)).toHaveLength(1);
  refusing = false;
  await hurry();
  const taken = await takenUntil(refused.orderId, 'order.canceled');
  expect(taken.map(({ type }) => type)).toEqual([
    'order.authorized',
    'order.authorized',
    'hold.released',
    'order.canceled',
  ]);
  expect(new Set(taken.map(({ id }) => id)).size).toBe(3);
  const logged = shop.api.log.filter((line) => line.includes('it is sent again in 5 s'));
  expect(logged.some((line) => line.includes(refused.orderId))).toBe(true);
});

test('a receiver that hangs up, redirects or asks for time has not taken the event', async () => {
  const answers = ['hang_up', { status: 302, headers: { location: receiver.url } }, { status: 429 }] as const;
  for (const answer of answers) {
    receiver.answerWith(() => answer);
    const order = await shop.placeOrder();
    const [delivery] = await eventually(
      () => deliveries(`orderId=${order.orderId}`),
      ([each]) => (each?.lastError ?? null) !== null,
    );
    expect(delivery).toMatchObject({ state: 'due', lastStatus: answer === 'hang_up' ? null : answer.status });
    receiver.answerWith(() => ({ status: 204 }));
    await hurry();
    await eventually(
      () => deliveries(`orderId=${order.orderId}&state=delivered`),
      (all) => all.length === 1,
    );
  }
});

test('an event that nobody took for three days has failed, and is sent again when asked', async () => {
  receiver.answerWith(() => ({ status: 500 }));
  const order = await shop.placeOrder();
  await takenUntil(order.orderId, 'order.authorized');
  const ago = `update event_deliveries set first_attempt_at = now() - interval '3 days' where order_id = $1`;
  await shop.sql(ago, [order.orderId]);
  await hurry();
  const [failed] = await eventually(
    () => deliveries(`orderId=${order.orderId}&state=failed`),
    (all) => all.length === 1,
  );
  expect(failed).toMatchObject({ endpoint: 'shop', attempts: 2, lastStatus: 500, nextAttemptAt: null });
  expect(shop.api.log.some((line) => line.includes('has failed') && line.includes(order.orderId))).toBe(true);
  const metrics = (await shop.api.get('/metrics')).text;
  expect(total(metrics, 'holdfast_event_pushes_total', { endpoint: 'shop', result: 'given_up' })).toBe(1);
  expect(total(metrics, 'holdfast_event_push_delay_seconds_count', { endpoint: 'shop' })).toBeGreaterThan(0);

  receiver.answerWith(() => ({ status: 204 }));
  const path = `/v1/events/${failed?.eventId ?? ''}/redeliver`;
  const answer = await shop.api.post(path, { endpoint: 'shop' });
  expect([answer.status, answer.json()]).toEqual([200, expect.objectContaining({ state: 'due', attempts: 0 })]);
  const delivered = await eventually(
    () => deliveries(`orderId=${order.orderId}&state=delivered`),
    (all) => all.length === 1,
  );
  expect(delivered[0]).toMatchObject({ attempts: 1, lastStatus: 204, lastError: null });
  const nobody = await shop.api.post(path, { endpoint: 'nobody' });
  expect(nobody.problem().code).toBe('event_not_found');
});

test('deliveries come in pages that leave nothing out', async () => {
  const order = await shop.placeOrder();
  await order.cancel('C');
  await takenUntil(order.orderId, 'order.canceled');
  const all = await deliveries(`orderId=${order.orderId}`);
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const answer = await shop.api.get(`/v1/event-deliveries?orderId=${order.orderId}&limit=1${from}`);
    const page = deliveryPageSchema.parse(answer.json());
    seen.push(...page.deliveries.map(({ eventId }) => eventId));
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(all.map(({ eventId }) => eventId));
  expect(seen).toHaveLength(3);
});

test('an API that knows no endpoint writes the feed and takes nothing from those who do', async () => {
  const other = await driveApi({ ...shop.holdfast, events: eventsConfig({ endpoints: [] }) });
  for (let number = 0; number < 5; number += 1) {
    const order = await shop.placeOrder();
    expect(await takenUntil(order.orderId, 'order.authorized')).toHaveLength(1);
  }
  await other.close();
});

test('an event is not sent into our own network unless that is allowed', async () => {
  const url = receiver.url.replace('127.0.0.1', 'localhost');
  const endpoints = [{ name: 'inside', url, secrets: [EVENT_SECRET] }];
  const careful = await driveApi({ ...shop.holdfast, events: eventsConfig({ endpoints, internalAllowed: false }) });
  await eventually(
    () => shop.sql(`select from event_endpoints where endpoint = 'inside'`),
    (rows) => rows.length === 1,
  );
  const order = await shop.placeOrder();
  const [delivery] = await eventually(
    () => deliveries(`endpoint=inside&orderId=${order.orderId}`),
    ([each]) => (each?.lastError ?? null) !== null,
  );
  expect(delivery).toMatchObject({ state: 'due', lastStatus: null });
  expect(delivery?.lastError).toMatch(/^localhost is the internal address (127\.0\.0\.1|::1)$/);
  await careful.close();
});
