import { eventually } from '../../../../test/setup/eventually';
import { openApiShop } from '../../../../test/setup/shop/api-shop';
import { eventIdOf } from './event-id';
import { eventPageSchema, type EventPageBody, type ShopEvent } from './event.schema';

const shop = openApiShop({ webhooks: true });

async function read(query = ''): Promise<EventPageBody> {
  return eventPageSchema.parse((await shop.api.get(`/v1/events${query}`)).json());
}

/** The events of an order, once the last of them is there. */
async function eventsUntil(orderId: string, last: ShopEvent['type']): Promise<readonly ShopEvent[]> {
  const { events } = await eventually(
    () => read(`?orderId=${orderId}&limit=500`),
    (page) => page.events.some(({ type }) => type === last),
  );
  return events;
}

function typesOf(events: readonly ShopEvent[]): ShopEvent['type'][] {
  return events.map(({ type }) => type);
}

test('the life of an order is told from its authorization to its end', async () => {
  const order = await shop.placeOrder();
  await order.ship('A', '1:1');
  await order.ship('B', '2:1');
  const events = await eventsUntil(order.orderId, 'order.completed');
  expect(typesOf(events).toSorted()).toEqual([
    'order.authorized',
    'order.completed',
    'shipment.captured',
    'shipment.captured',
    'shipment.settled',
    'shipment.settled',
  ]);
  expect([events[0]?.type, events.at(-1)?.type]).toEqual(['order.authorized', 'order.completed']);
  expect(events.map(({ id }) => id)).toEqual(events.map(({ id }) => id).toSorted());
});

test('an event shows what GET shows, and says what changed', async () => {
  const order = await shop.placeOrder();
  await order.ship('A', '1:1');
  const events = await eventsUntil(order.orderId, 'shipment.settled');
  const [captured] = events.filter(({ type }) => type === 'shipment.captured');
  expect(captured).toEqual({
    id: expect.stringMatching(/^event_\d{12}$/) as string,
    type: 'shipment.captured',
    timestamp: expect.any(String) as string,
    orderId: order.orderId,
    changed: { status: { from: 'pending', to: 'captured' }, entry: null },
    data: { order: await order.read(), shipment: (await order.get('/shipments/A')).json() },
  });
  const [authorized] = events;
  const { entries } = (await order.get('/timeline')).json() as { entries: { kind: string }[] };
  expect(authorized?.changed).toEqual({ status: null, entry: entries.find(({ kind }) => kind === 'hold_placed') });
  expect((await shop.api.get(`/v1/events/${authorized?.id ?? ''}`)).json()).toEqual(authorized);
});

test('what a buyer pays with is in no event', async () => {
  const order = await shop.placeOrder('pm_card_authenticationRequired');
  expect(order.placed.payment.clientSecret).not.toBeNull();
  const [event] = await eventsUntil(order.orderId, 'order.action_required');
  expect(event?.data.order.payment).toMatchObject({ clientSecret: null, nextAction: null });
  expect(JSON.stringify(event)).not.toContain('_secret_');
});

test('a card that is declined, or that nobody knows, is a failed payment; no card at all is none', async () => {
  const order = await shop.placeOrder({});
  await order.confirm('pm_card_visa_chargeDeclinedInsufficientFunds');
  await order.confirm('pm_nobody_knows');
  await order.confirm();
  expect(typesOf(await eventsUntil(order.orderId, 'order.authorized'))).toEqual([
    'order.payment_failed',
    'order.payment_failed',
    'order.authorized',
  ]);
});

test('an order that is canceled gives back its hold and has no more to tell', async () => {
  const order = await shop.placeOrder();
  await order.cancel('C');
  expect(typesOf(await eventsUntil(order.orderId, 'order.canceled'))).toEqual([
    'order.authorized',
    'hold.released',
    'order.canceled',
  ]);
});

test('a refund is told once, with the refund as it is', async () => {
  const order = await shop.placeOrder();
  await order.ship('A', '1:1');
  const refund = { refundId: 'R', shipmentId: 'A', reason: 'broken' };
  await shop.api.post(`${order.path}/refunds`, refund);
  const events = await eventsUntil(order.orderId, 'refund.succeeded');
  const told = events.filter(({ type }) => type.startsWith('refund.'));
  expect(told).toHaveLength(1);
  expect(told[0]?.data).toMatchObject({ refund: { refundId: 'R', status: 'succeeded' } });
});

test('an order that is paid at once is authorized, and has one shipment', async () => {
  const order = await shop.placeOrder('pm_card_visa', { policy: { fulfilment: 'immediate' } });
  const events = await eventsUntil(order.orderId, 'order.completed');
  expect(typesOf(events)).toEqual(
    expect.arrayContaining(['order.authorized', 'shipment.captured', 'shipment.settled', 'order.completed']),
  );
  expect(events).toHaveLength(4);
});

test('pages of one event leave nothing out, and the last page says where to go on', async () => {
  const { next: begin } = await read('?limit=500');
  const order = await shop.placeOrder();
  await order.cancel('C');
  const all = await eventsUntil(order.orderId, 'order.canceled');
  const seen: ShopEvent[] = [];
  let after = begin;
  for (;;) {
    const page = await read(`?after=${after}&limit=1`);
    if (page.events.length === 0) break;
    seen.push(...page.events);
    after = page.next;
  }
  expect(seen.filter(({ orderId }) => orderId === order.orderId)).toEqual(all);
  expect(await read(`?after=${after}`)).toEqual({ events: [], next: after });
});

test('types that were not asked for are passed over', async () => {
  const order = await shop.placeOrder();
  await order.cancel('C');
  await eventsUntil(order.orderId, 'order.canceled');
  const { events, next } = await read(`?orderId=${order.orderId}&types=order.canceled,hold.released`);
  expect(typesOf(events)).toEqual(['hold.released', 'order.canceled']);
  expect(next >= (events.at(-1)?.id ?? '')).toBe(true);
});

describe('somebody who waits', () => {
  test('is answered as soon as there is an event', async () => {
    const { next } = await read('?limit=500');
    const waiting = read(`?after=${next}&wait=20&types=order.authorized`);
    const order = await shop.placeOrder();
    const { events } = await waiting;
    expect(events.map(({ orderId, type }) => [orderId, type])).toEqual([[order.orderId, 'order.authorized']]);
  });

  test('from now on is told of nothing that was before, and then of all', async () => {
    const begin = await read('?after=latest');
    expect(begin.events).toEqual([]);
    const order = await shop.placeOrder();
    const { events } = await read(`?after=${begin.next}&wait=20&types=order.authorized`);
    expect(events.map(({ orderId }) => orderId)).toEqual([order.orderId]);
    expect((await read('?after=latest')).next > begin.next).toBe(true);
  });

  test('is answered with nothing when the time is over', async () => {
    const { next } = await read('?limit=500');
    const begun = performance.now();
    expect(await read(`?after=${next}&wait=1&types=dispute.opened`)).toEqual({
      events: [],
      next: expect.stringMatching(/^event_/) as string,
    });
    expect(performance.now() - begun).toBeGreaterThan(900);
  });
});

test.each([
  ['?after=42', 'after'],
  ['?types=order.placed', 'types[0]'],
  ['?wait=21', 'wait'],
  ['?limit=501', 'limit'],
  ['?since=yesterday', 'since'],
])('%s is refused with the name of the field', async (query, path) => {
  const { code, errors } = (await shop.api.get(`/v1/events${query}`)).problem();
  expect([code, errors?.map((error) => error.path)]).toEqual(['invalid_request', [path]]);
});

test('events that were deleted are not left out without a word', async () => {
  await shop.placeOrder();
  const { next } = await eventually(
    () => read('?limit=500'),
    ({ events }) => events.length > 0,
  );
  await shop.sql('update event_feed set kept_after = head');
  const { code, next: goOnFrom } = (await shop.api.get(`/v1/events?after=${eventIdOf(0)}`)).problem();
  expect(code).toBe('events_not_kept');
  expect((goOnFrom ?? '') >= next).toBe(true);
  expect(await read(`?after=${goOnFrom ?? ''}`)).toMatchObject({ events: [] });
});

test('an event that there is not is not found', async () => {
  expect((await shop.api.get(`/v1/events/${eventIdOf(999_999)}`)).problem().code).toBe('event_not_found');
});
