import { sql } from 'kysely';
import { accept, newOrder } from '../../../test/examples/orders';
import { openShopDatabase } from '../../../test/setup/desks/shop-database';
import { openAttention } from '../orders/attention-store';
import { changeAuthorization, getAuthorization, insertAuthorization } from '../holds/authorization-store';
import { InvalidCursor } from './page-cursor';
import { OrderNotRecorded, recordOutcome, type OrderChange } from '../orders/order-change';
import type { OrderFilter } from '../records/order-record';
import { insertOrder } from '../orders/order-store';

const place = openShopDatabase();

const everything: OrderFilter = { cursor: null, limit: 100 };

/** `a` to `e`, one minute apart but for `c` and `d`; `b` has been held, `d` needs attention. */
beforeAll(async () => {
  const minutes = { a: '00', b: '01', c: '02', d: '02', e: '03' };
  for (const [orderId, minute] of Object.entries(minutes)) {
    const order = accept(newOrder({ orderId }), `2026-11-22T10:${minute}:00.000Z`);
    await place.database.transaction().execute((transaction) => insertOrder(transaction, order, `workflow ${orderId}`));
  }
  await change('b', hold);
  await change('d', (each) => openAttention(each, 'provider_misuse', 'look here'));
});
function change<Result>(orderId: string, work: (change: OrderChange) => Promise<Result>): Promise<Result> {
  const origin = { actor: 'shop', requestId: null, eventId: null } as const;
  return recordOutcome(place.database, { orderId, at: '2026-11-22T11:00:00.000Z', origin }, work);
}

async function hold(each: OrderChange): Promise<void> {
  const row = await insertAuthorization(each, { generation: 1, tier: 'all', amount: 4600, idempotencyKey: 'key' });
  if (row === undefined) throw new Error('it was there');
  await changeAuthorization(each, row, 'held', {
    ...{ payment_intent_id: 'pi_1', charge_id: 'ch_1', plan: 'multicapture', multicapture: true, overcapture: false },
    ...{ incremental_authorization: false, extended_authorization: false, maximum_capturable: 4600 },
    ...{ capture_before: '2026-11-29T10:00:00.000Z', release_at: '2026-11-28T22:00:00.000Z' },
  });
}

test.each<{ filter: Partial<OrderFilter>; found: string }>([
  { filter: {}, found: 'edcba' },
  { filter: { limit: 2 }, found: 'ed' },
  { filter: { status: 'created' }, found: 'edca' },
  { filter: { status: 'authorized' }, found: 'b' },
  { filter: { status: 'completed' }, found: '' },
  { filter: { attention: true }, found: 'd' },
  { filter: { attention: false }, found: 'ecba' },
  { filter: { attention: false, status: 'created' }, found: 'eca' },
  { filter: { releaseBefore: '2026-11-28T22:00:00.001Z' }, found: 'b' },
  { filter: { releaseBefore: '2026-11-28T22:00:00.000Z' }, found: '' },
])('$filter finds "$found", newest first', async ({ filter, found }) => {
  const { items } = await place.reader.listOrders({ ...everything, ...filter });

  expect(items.map(({ orderId }) => orderId).join('')).toBe(found);
});

test.each([1, 2, 3, 4, 5])('pages of %i leave nothing out and repeat nothing', async (limit) => {
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof place.reader.listOrders>> = await place.reader.listOrders({
      ...{ ...everything, limit, cursor },
    });
    seen.push(...page.items.map(({ orderId }) => orderId));
    cursor = page.nextCursor;
  } while (cursor !== null);

  expect(seen.join('')).toBe('edcba');
});

test.each([
  '',
  'x',
  Buffer.from('2026-11-22 a').toString('base64url'),
  Buffer.from("2026-11-22T10:00:00Z '").toString('base64url'),
])('the cursor "%s" is refused', async (cursor) => {
  await expect(place.reader.listOrders({ ...everything, cursor })).rejects.toThrow(InvalidCursor);
});

test('an order is read with its lines, its hold and its open problems', async () => {
  expect(await place.reader.findOrder('b')).toMatchObject({
    orderId: 'b',
    status: 'authorized',
    currency: 'usd',
    given: { policy: { onDeadline: 'release' }, customerReference: 'customer_reference', orderNumber: null },
    workflowId: 'workflow b',
    createdAt: '2026-11-22T10:01:00.000Z',
    updatedAt: '2026-11-22T11:00:00.000Z',
    amounts: { total: 4600, held: 4600, captured: 0, settled: 0, released: 0, refunded: 0, lost: 0, fees: [] },
    authorization: { generation: 1, state: 'held', paymentIntentId: 'pi_1', captureBefore: '2026-11-29T10:00:00.000Z' },
    lines: [
      { lineId: '1', quantity: 1, shipped: 0, canceled: 0, unitPrice: 2000, amount: 2300 },
      { lineId: '2', quantity: 1, shipped: 0, canceled: 0, unitPrice: 2000, amount: 2300 },
    ],
    shipments: [],
    attention: [],
  });
  const { attention } = (await place.reader.findOrder('d')) ?? {};
  expect(attention).toEqual([
    { code: 'provider_misuse', message: 'look here', since: '2026-11-22T11:00:00.000Z', step: null },
  ]);
});

test('what is not there is not found', async () => {
  expect(await place.reader.findOrder('z')).toBeUndefined();
  expect(await place.reader.findShipment('b', 'z')).toBeUndefined();
  expect(await place.reader.findCancellation('b', 'z')).toBeUndefined();
  expect(await place.reader.readTimeline('z')).toEqual([]);
  expect(await place.reader.readLedger('z')).toEqual({ transactions: [], balances: [] });
  await expect(change('z', () => Promise.resolve())).rejects.toThrow(OrderNotRecorded);
});

test('a problem is raised once while it is open', async () => {
  await change('d', (each) => openAttention(each, 'provider_misuse', 'again'));

  expect((await place.reader.findOrder('d'))?.attention).toMatchObject([{ message: 'look here' }]);
  expect((await place.reader.readTimeline('d')).map(({ kind }) => kind)).toEqual(['attention_opened']);
});

test('a state changes along the table only', async () => {
  const back = change('b', async (each) =>
    changeAuthorization(each, await getAuthorization(each.transaction, 'b', 1), 'requires_action', {}),
  );
  await expect(back).rejects.toThrow('Bug! Authorization b/1 is held and cannot become requires_action');

  const late = change('b', async (each) => {
    const row = await getAuthorization(each.transaction, 'b', 1);
    return changeAuthorization(each, { ...row, state: 'processing' }, 'held', {});
  });
  await expect(late).rejects.toThrow('is not processing any more');
});

test('another order under the same id is refused, and its money not touched', async () => {
  const other = { ...accept(newOrder({ orderId: 'a' })), acceptanceId: 'another acceptance' };
  const inserted = place.database.transaction().execute((transaction) => insertOrder(transaction, other, 'workflow'));

  await expect(inserted).rejects.toThrow('accepted before, by another request');
});

test('the pages of a status are read from an index', async () => {
  const plan = await place.database.transaction().execute(async (transaction) => {
    await sql`set local enable_seqscan = off`.execute(transaction);
    return sql<{ 'QUERY PLAN': string }>`explain select order_id from orders where status = 'created'
      order by created_at desc, order_id desc limit 10`.execute(transaction);
  });

  expect(plan.rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/orders_by_status[^]*/);
});
