import { randomUUID } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { Client } from 'pg';
import { freePort } from '../../../../libs/local/port';
import { closeAttention, openAttention } from '../../../../libs/postgres/orders/attention-store';
import { openDatabase, type Database } from '../../../../libs/postgres/database/database';
import { recordOutcome } from '../../../../libs/postgres/orders/order-change';
import { createInbox, type WebhookInbox } from '../../../../libs/postgres/events/webhook-event-store';
import { eventually } from '../../../../test/setup/eventually';
import { deliverTo, openApiShop, stripeEvent } from '../../../../test/setup/shop/api-shop';
import { seriesOf, total } from '../../../../test/setup/prometheus-text';
import { driveApi, type ApiDriver } from '../testing/api-driver';

const shop = openApiShop();
let database: Database;
let api: ApiDriver;
beforeEach(async () => {
  database = openDatabase({ url: shop.holdfast.databaseUrl, applicationName: 'test' });
  api = await driveApi(shop.holdfast);
});
afterEach(async () => {
  await api.close();
  await database.destroy();
});

async function scrape(of: ApiDriver = api): Promise<string> {
  const answer = await of.get('/metrics');
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  return answer.text;
}

/** What PostgreSQL knows is read once a second at most: scrapes until it says so. */
async function scrapeUntil(
  series: string,
  value: number,
  labels: Readonly<Record<string, string>> = {},
): Promise<string> {
  return scrapeWhere((text) => total(text, series, labels) === value);
}

/** What waits is read at most once a second, so that the first look may show what was. */
async function scrapeWhere(isIt: (text: string) => boolean): Promise<string> {
  return eventually(() => scrape(), isIt);
}

/** An inbox whose events came so long ago. */
function inboxOf(secondsAgo: number): WebhookInbox {
  return createInbox({ database, clock: () => new Date(Date.now() - secondsAgo * 1000) });
}

describe('requests', () => {
  const requests = 'holdfast_http_requests_total';

  test('are counted and timed by route and status, whatever their ids', async () => {
    for (const orderId of ['1', '2', '3']) await api.get(`/v1/orders/${orderId}?x=${orderId}`);
    await api.get('/health/live');
    await api.post('/v1/orders', {});
    const text = await scrape();
    const reads = { method: 'GET', route: '/v1/orders/:orderId', status: '404' };
    expect(total(text, requests, reads)).toBe(3);
    expect(total(text, 'holdfast_http_request_duration_seconds_count', reads)).toBe(3);
    expect(total(text, 'holdfast_http_request_duration_seconds_sum', reads)).toBeGreaterThan(0);
    expect(total(text, requests, { route: '/health/live', status: '200' })).toBe(1);
    expect(total(text, requests, { method: 'POST', route: '/v1/orders', status: '400' })).toBe(1);
  });

  test('are one series per method when they fit no route, however many addresses are tried', async () => {
    for (const path of ['/', '/v1/nothing', '/admin.php', `/${randomUUID()}`]) await api.get(path);
    const unknown = [...seriesOf(await scrape())].filter(([series]) => /^\w+_total\{.*route="unknown"/.test(series));
    expect(unknown).toEqual([[`${requests}{method="GET",route="unknown",status="404"}`, 4]]);
  });

  test('are counted by each API for itself', async () => {
    const other = await driveApi(shop.holdfast);
    await api.get('/health/live');
    expect(total(await scrape(other), requests)).toBe(0);
    await other.close();
  });
});

describe('a metric of what waits', () => {
  test('counts orders by status as they change, and says neither whose they are nor their worth', async () => {
    const before = await scrape();
    const open = (status: string): number => total(before, 'holdfast_orders_open', { status });
    const order = await shop.placeOrder();
    await scrapeUntil('holdfast_orders_open', open('authorized') + 1, { status: 'authorized' });
    await order.ship('A', '1:1');
    const shipped = await scrapeUntil('holdfast_orders_open', open('partially_captured') + 1, {
      status: 'partially_captured',
    });
    expect(shipped).not.toContain(order.orderId);
    const labels = [...shipped.matchAll(/(\w+)="([^"]*)"/g)].filter(([, name]) => name !== 'le' && name !== 'status');
    for (const [, name = '', value = ''] of labels)
      expect(`${name}=${value}`).toMatch(/^\w+=[A-Za-z_/:.]+(v1[a-zA-Z/:]*)?$/);
  });

  test('counts open attentions by code, and says 0 of a code without any', async () => {
    const { orderId } = await shop.placeOrder();
    const attentions = { code: 'provider_misuse' };
    expect(seriesOf(await scrape()).get('holdfast_attentions_open{code="provider_misuse"}')).toBe(0);
    const at = new Date().toISOString();
    const origin = { actor: 'holdfast', requestId: null, eventId: null } as const;
    await recordOutcome(database, { orderId, at, origin }, (change) =>
      openAttention(change, 'provider_misuse', 'look here'),
    );
    const text = await scrapeUntil('holdfast_attentions_open', 1, attentions);
    expect(total(text, 'holdfast_attentions_open')).toBe(1);
  });

  test('tells of orders without a workflow, overdue holds and requests without an outcome', async () => {
    const watched = [
      'holdfast_orders_without_workflow',
      'holdfast_release_overdue_seconds',
      'holdfast_oldest_step_seconds',
    ];
    const before = seriesOf(await scrape());
    expect(watched.map((name) => before.get(name))).toEqual([0, 0, 0]);
    const { orderId } = await shop.placeOrder();
    const at = new Date().toISOString();
    const origin = { actor: 'holdfast', requestId: null, eventId: null } as const;
    await recordOutcome(database, { orderId, at, origin }, (change) =>
      openAttention(change, 'workflow_missing', 'look here'),
    );
    const since = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();
    await database
      .updateTable('orders')
      .set({ release_at: since(400) })
      .where('order_id', '=', orderId)
      .execute();
    const release = {
      release_key: `key ${orderId}`,
      release_requested_at: since(700),
      release_cause: 'deadline',
    } as const;
    await database.updateTable('authorizations').set(release).where('order_id', '=', orderId).execute();
    const after = seriesOf(await scrapeUntil('holdfast_orders_without_workflow', 1));
    const [without = 0, overdue = 0, oldest = 0] = watched.map((name) => after.get(name));
    expect(without).toBe(1);
    expect([Math.floor(overdue / 100), Math.floor(oldest / 100)]).toEqual([4, 7]);
    // An order of its own, for the tests after this one.
    await recordOutcome(database, { orderId, at, origin }, async (change) => {
      await closeAttention(change, 'workflow_missing', 'looked');
    });
    await database.updateTable('orders').set({ release_at: null }).where('order_id', '=', orderId).execute();
    const nothing = { release_key: null, release_requested_at: null, release_cause: null } as const;
    await database.updateTable('authorizations').set(nothing).where('order_id', '=', orderId).execute();
  });

  test('counts events without an outcome, and says the age of the oldest', async () => {
    expect(total(await scrape(), 'holdfast_inbox_waiting')).toBe(0);
    expect(seriesOf(await scrape()).get('holdfast_inbox_oldest_seconds')).toBe(0);
    for (const secondsAgo of [60, 3600]) await inboxOf(secondsAgo).storeEvent(event());
    const text = await scrapeUntil('holdfast_inbox_waiting', 2);
    expect(total(text, 'holdfast_inbox_oldest_seconds')).toBeGreaterThanOrEqual(3600);
    expect(total(text, 'holdfast_inbox_oldest_seconds')).toBeLessThan(3700);
    const inbox = inboxOf(0);
    for (const claimed of await inbox.claimDue(10)) await inbox.finish(claimed, 'not_needed');
    await scrapeUntil('holdfast_inbox_waiting', 0);
  });

  test('says how far the search for missed events is behind, and nothing where there is none', async () => {
    const search = database.updateTable('missed_events_search');
    const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
    await search.set({ read_until: hourAgo }).execute();
    const text = await scrapeWhere((said) => total(said, 'holdfast_missed_events_lag_seconds') >= 3600);
    expect(seriesOf(text).get('holdfast_missed_events_refused')).toBe(0);
    await search.set({ state: 'refused', problem: 'a key without the permission' }).execute();
    await scrapeUntil('holdfast_missed_events_refused', 1);
    await search.set({ state: 'off', problem: null }).execute();
    await scrapeWhere((said) => !said.includes('holdfast_missed_events'));
    await search.set({ state: 'on' }).execute();
  });

  test('counts a webhook by what became of its delivery', async () => {
    await deliverTo(api, stripeEvent('customer.created', { id: 'cus_1' }));
    const text = await eventually(
      () => scrape(),
      (each) => total(each, 'holdfast_event_deliveries_total') > 0,
    );
    expect(total(text, 'holdfast_event_deliveries_total', { result: 'delivered' })).toBe(1);
  });
});

function event(): Parameters<WebhookInbox['storeEvent']>[0] {
  return {
    ...{ eventId: `evt_${randomUUID()}`, type: 'charge.updated', apiVersion: null, livemode: false, payload: {} },
    ...{ createdAt: '2026-11-22T10:00:00.000Z', about: 'settlement', paymentIntentId: 'pi_1', chargeId: 'ch_1' },
    ...{ balanceTransactionId: null, orderId: null, stripeRefundId: null, refundId: null, disputeId: null },
  };
}

describe('PostgreSQL', () => {
  const expectWithout = (text: string): void => {
    expect(seriesOf(text).get('holdfast_database_up')).toBe(0);
    expect(text).not.toMatch(/holdfast_(orders_open|attentions_open|inbox)/);
    expect(text).toContain('holdfast_http_requests_total');
  };

  test('is said to be away, and what it would know is left out', async () => {
    expect(seriesOf(await scrape()).get('holdfast_database_up')).toBe(1);
    const port = (await freePort()).toString();
    const alone = await driveApi({
      ...shop.holdfast,
      databaseUrl: `postgres://holdfast:hush@127.0.0.1:${port}/holdfast`,
    });
    expectWithout(await scrape(alone));
    expect(alone.log.join('')).toContain('PostgreSQL did not answer: this scrape');
    expect(alone.log.join('')).not.toContain('hush');
    await alone.close();
  });

  test('may take connections and say nothing: the answer comes in time all the same', async () => {
    const silent = await listenSilently();
    const alone = await driveApi({
      ...shop.holdfast,
      databaseUrl: `postgres://u:p@127.0.0.1:${silent.port.toString()}/x`,
    });
    const asked = Date.now();
    expectWithout(await scrape(alone));
    expect(Date.now() - asked).toBeLessThan(4_000);
    await silent.close();
    await alone.close();
  });

  test('holds up a reading and nothing else, however many scrapes come; the next one knows again', async () => {
    const locker = new Client({ connectionString: shop.holdfast.databaseUrl });
    await locker.connect();
    await locker.query('begin');
    await locker.query('lock table webhook_events in access exclusive mode');
    const scrapes = Array.from({ length: 30 }, () => scrape());
    expect((await api.get('/v1/orders?limit=1')).status).toBe(200);
    for (const text of await Promise.all(scrapes)) expectWithout(text);
    const { rows } = await locker.query(
      `select from pg_stat_activity where application_name = 'holdfast-api' and datname = current_database()`,
    );
    expect(rows.length).toBeLessThan(5);
    expect(api.log.join('')).toContain('statement timeout');
    await locker.query('rollback');
    await locker.end();
    await scrapeUntil('holdfast_database_up', 1);
  });
});

async function listenSilently(): Promise<{ readonly port: number; close(): Promise<void> }> {
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => sockets.push(socket));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port');
  return {
    port: address.port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}
