import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { sql } from 'kysely';
import { createStripeClient } from '../../libs/stripe/requests/client';
import { createEventList } from '../../libs/stripe/events/event-list';
import { readMissedEventsSearch } from '../../libs/postgres/events/missed-events-store';
import { openEmulatorControl, type EmulatorControl } from '../../test/setup/emulator-control';
import { openInbox } from '../../test/setup/desks/inbox-desk';
import { OrderDesk } from '../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { fetchMissedEvents, type FetchReport, type MissedEventsContext } from './fetch-missed-events';

const MINUTE = 60;
const DAY = 24 * 3600;

// As new for each test: there is one search. No webhook endpoint is registered, so that nothing comes by itself.
const place = openShopDatabase({ emptied: true });
const inbox = openInbox(place);
let shop: OrderDesk;
let stripe: EmulatorControl;
let logged: { level: number; msg: string }[];
beforeEach(() => {
  shop = new OrderDesk(place);
  stripe = openEmulatorControl(shop.stripe);
  logged = [];
});

function context(settings: Partial<MissedEventsContext> = {}): MissedEventsContext {
  const { apiKey, url: apiBase } = stripe;
  const write = (line: string): void => {
    logged.push(JSON.parse(line) as { level: number; msg: string });
  };
  return {
    ...{ delivery: inbox.delivery, database: place.database, clock: inbox.clock },
    ...{ events: createEventList(createStripeClient({ apiKey, apiBase, timeoutSeconds: 5 })) },
    ...{ fetched: true, afterSeconds: 0, log: pino({ level: 'warn' }, { write }) },
    ...settings,
  };
}

function fetchPage(settings: Partial<MissedEventsContext> = {}): Promise<FetchReport> {
  return fetchMissedEvents(context(settings));
}

async function stored(): Promise<string[]> {
  const rows = await place.database.selectFrom('webhook_events').select('type').orderBy('type').execute();
  return rows.map(({ type }) => type);
}

/** Payments of another program: each has one event that is listed. */
async function foreignPayments(count: number): Promise<void> {
  for (let made = 0; made < count; made += 1) {
    const intent = await shop.submit('/v1/payment_intents', { amount: '1000', currency: 'usd' });
    const { id } = intent as { id: string };
    await shop.submit(`/v1/payment_intents/${id}/cancel`, {});
  }
}

test('what no webhook brought is stored, delivered, and told of once', async () => {
  await shop.authorize();
  await stripe.byHand(await shop.paymentIntentId(), 'cancel');

  const missed: number[] = [];
  expect(await fetchPage({ onMissed: (events) => missed.push(events) })).toEqual({ stored: 2, more: false });
  expect(await stored()).toEqual(['payment_intent.amount_capturable_updated', 'payment_intent.canceled']);
  expect(inbox.signals).toMatchObject([{ orderId: shop.orderId, event: { type: 'payment_intent.canceled' } }]);
  expect(missed).toEqual([2]);
  expect(logged.map(({ msg }) => msg)).toEqual([expect.stringContaining('is the webhook endpoint at Stripe enabled')]);

  expect(await fetchPage()).toEqual({ stored: 0, more: false });
  expect(inbox.signals).toHaveLength(1);
});

test('an event that a webhook brings too is one row, whoever was first', async () => {
  await foreignPayments(2);
  const list = await context().events?.listEvents({ since: '2026-01-01T00:00:00.000Z', after: null });
  const [first, second] = list?.kind === 'page' ? list.events : [];
  if (first === undefined || second === undefined) throw new Error('two events are listed');
  expect(await inbox.inbox.storeEvent(first)).toBe('stored');
  expect(await fetchPage()).toEqual({ stored: 1, more: false });
  expect(await inbox.inbox.storeEvent(second)).toBe('duplicate');
  expect(await stored()).toHaveLength(2);
});

test('what has just happened is a webhook on its way: it is read once it is older', async () => {
  await foreignPayments(1);
  expect(await fetchPage({ afterSeconds: MINUTE })).toEqual({ stored: 0, more: false });
  await stripe.advance(MINUTE + 1);
  await foreignPayments(1);
  expect(await fetchPage({ afterSeconds: MINUTE })).toEqual({ stored: 1, more: false });
});

test('an event that shows late in the list is found: the last minute is read again', async () => {
  await foreignPayments(1);
  const later = new Date(Date.now() + 30_000).toISOString();
  await place.database.updateTable('missed_events_search').set({ read_until: later }).execute();
  expect(await fetchPage()).toEqual({ stored: 1, more: false });
});

test.each([
  { stripes: 3 * DAY, ours: 0 },
  { stripes: 0, ours: 3 * DAY },
])('events are dated by Stripe’s clock: $stripes s ahead, and ours $ours s', async ({ stripes, ours }) => {
  await stripe.advance(stripes);
  inbox.pass(ours);
  for (const round of [1, 2]) {
    await foreignPayments(round);
    expect(await fetchPage()).toEqual({ stored: round, more: false });
  }
});

describe('a flood', () => {
  test('is read page by page; what happens meanwhile is read after it', async () => {
    await foreignPayments(130);
    expect(await fetchPage()).toEqual({ stored: 100, more: true });
    const between = await readMissedEventsSearch(place.database);
    expect(between.reading).not.toBeNull();
    await foreignPayments(1);
    expect(await fetchPage()).toEqual({ stored: 30, more: false });
    expect((await readMissedEventsSearch(place.database)).reading).toBeNull();
    expect(await fetchPage()).toEqual({ stored: 1, more: true });
    expect(await fetchPage()).toEqual({ stored: 0, more: false });
    expect(new Set(await stored())).toEqual(new Set(['payment_intent.canceled']));
    expect(await stored()).toHaveLength(131);
  });

  test('a reader that is killed before it went on reads the page again, and stores nothing twice', async () => {
    await foreignPayments(130);
    const before = await place.database.selectFrom('missed_events_search').selectAll().executeTakeFirstOrThrow();
    expect(await fetchPage()).toEqual({ stored: 100, more: true });
    await place.database.updateTable('missed_events_search').set(before).execute();
    expect(await fetchPage()).toEqual({ stored: 0, more: true });
    expect(await fetchPage()).toEqual({ stored: 30, more: false });
  });

  test('two readers at once: everything is stored once, and one of them goes on', async () => {
    await foreignPayments(130);
    const both = await Promise.all([fetchPage(), fetchPage()]);
    expect(both.map(({ more }) => more).sort()).toEqual([false, true]);
    expect(both.reduce((sum, report) => sum + report.stored, 0)).toBe(100);
    expect(await fetchPage()).toEqual({ stored: 30, more: false });
  });

  test('read so slowly that its place is gone after 30 days is read again by time', async () => {
    await foreignPayments(130);
    expect(await fetchPage()).toEqual({ stored: 100, more: true });
    await stripe.advance(31 * DAY);
    await foreignPayments(1);
    expect(await fetchPage()).toEqual({ stored: 0, more: true });
    expect(logged.at(-1)?.msg).toContain('is read again from its newest');
    expect(await fetchPage()).toEqual({ stored: 1, more: false });
  });
});

describe('Stripe does not list its events', () => {
  const LIST = { method: 'GET', path: '/v1/events', nth: 1, times: 1 };

  test.each([
    { kind: 'error', status: 500, stored: false },
    { kind: 'rate_limit' },
    { kind: 'drop_before_commit' },
    { kind: 'truncate' },
  ])('now, $kind: it is asked again in a minute, from the same place', async (effect) => {
    await foreignPayments(1);
    const before = await readMissedEventsSearch(place.database);
    await stripe.fault(LIST, effect);
    expect(await fetchPage()).toEqual({ stored: 0, more: false });
    expect(await fetchPage()).toEqual({ stored: 0, more: false });
    expect(await stripe.requests('/v1/events')).toHaveLength(1);
    expect(await readMissedEventsSearch(place.database)).toEqual({ ...before, dueAt: expect.any(String) as string });
    inbox.pass(MINUTE + 1);
    expect(await fetchPage()).toEqual({ stored: 1, more: false });
  });

  test('to a key without the permission: said once, and asked after a minute, then every ten', async () => {
    await foreignPayments(1);
    await stripe.fault(
      { ...LIST, times: 2 },
      { kind: 'error', status: 403, type: 'invalid_request_error', code: null, stored: false },
    );
    for (const pause of [0, 0.5 * MINUTE, MINUTE, 9 * MINUTE]) {
      inbox.pass(pause);
      expect(await fetchPage()).toEqual({ stored: 0, more: false });
    }
    expect(await stripe.requests('/v1/events')).toHaveLength(2);
    expect(logged.map(({ msg }) => msg)).toEqual([expect.stringContaining('permission to read Events')]);
    expect(await readMissedEventsSearch(place.database)).toMatchObject({ state: 'refused' });
    inbox.pass(2 * MINUTE);
    expect(await fetchPage()).toEqual({ stored: 1, more: false });
    expect(await readMissedEventsSearch(place.database)).toMatchObject({ state: 'on' });
  });

  test('because it is switched off: it is not asked, and once it is on again nothing was forgotten', async () => {
    await foreignPayments(1);
    expect(await fetchPage({ fetched: false })).toEqual({ stored: 0, more: false });
    expect(await stripe.requests('/v1/events')).toEqual([]);
    expect(await readMissedEventsSearch(place.database)).toMatchObject({ state: 'off' });
    expect(await fetchPage()).toEqual({ stored: 1, more: false });
    expect(await readMissedEventsSearch(place.database)).toMatchObject({ state: 'on' });
  });
});

describe('the first search', () => {
  /** What the migration does where there are orders already. */
  async function begunAnew(): Promise<number> {
    const migration = readFileSync(join(__dirname, '../../migrations/0025_missed_events.sql'), 'utf8');
    const [begin = ''] = /insert into missed_events_search[^;]*;/.exec(migration) ?? [];
    await place.database.deleteFrom('missed_events_search').execute();
    await sql.raw(begin).execute(place.database);
    return (Date.now() - Date.parse((await readMissedEventsSearch(place.database)).readUntil)) / 1000;
  }

  test('begins when its deployment was made, if that is new', async () => {
    expect(await begunAnew()).toBeLessThan(MINUTE);
  });

  test.each([
    { age: 5 * DAY, back: 5 * DAY },
    { age: 90 * DAY, back: 30 * DAY },
  ])('begins $back s back where the first order is $age s old', async ({ age, back }) => {
    await shop.authorize();
    const created = new Date(Date.now() - age * 1000).toISOString();
    await place.database.updateTable('orders').set({ created_at: created }).execute();
    expect(Math.abs((await begunAnew()) - back)).toBeLessThan(MINUTE);
  });
});
