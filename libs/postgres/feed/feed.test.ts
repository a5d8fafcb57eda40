import { setTimeout as pause } from 'node:timers/promises';
import { accept, newOrder } from '../../../test/examples/orders';
import { openShopDatabase } from '../../../test/setup/desks/shop-database';
import { addSeconds } from '../../domain/orders/deadline';
import { recordOutcome } from '../orders/order-change';
import { insertOrder } from '../orders/order-store';
import { appendTimeline } from '../orders/timeline-store';
import { claimDeliveries, listDeliveries, redeliver, settleDelivery, type DeliveryRecord } from './delivery-store';
import { EventsNotKept, readEvents, type EventRecord } from './event-reader';
import { lookAtFeed } from './feed-look';
import { forgetEvents } from './forget-events';
import { offerEvents } from './offer-events';
import { writeFeed } from './write-feed';

const place = openShopDatabase();

const origin = { actor: 'holdfast', requestId: null, eventId: null } as const;
const EVERYTHING = { after: null, types: null, orderId: null, limit: 10_000 };

function now(): string {
  return new Date().toISOString();
}

let orders = 0;

async function newOrderId(): Promise<string> {
  orders += 1;
  const order = accept(newOrder({ orderId: `feed-${orders.toString()}` }), '2026-11-22T10:00:00.000Z');
  await place.database.transaction().execute((transaction) => insertOrder(transaction, order, 'workflow'));
  return order.orderId;
}

/** Something that is an event happens to an order, in a transaction that takes a while before it commits. */
async function happen(orderId: string, message: string, milliseconds = 0): Promise<void> {
  await recordOutcome(place.database, { orderId, at: now(), origin }, async (change) => {
    await appendTimeline(change, { kind: 'hold_lost', amount: null, about: {}, message });
    await pause(milliseconds);
  });
}

async function readAll(orderId: string | null = null): Promise<readonly EventRecord[]> {
  return (await readEvents(place.database, { ...EVERYTHING, orderId })).events;
}

function messages(events: readonly EventRecord[]): (string | undefined)[] {
  return events.map(({ entry }) => entry?.message);
}

test('who reads on while many write misses nothing, and sees each order in its order', async () => {
  const ids = await Promise.all(Array.from({ length: 6 }, () => newOrderId()));
  const { through: begin } = await readEvents(place.database, EVERYTHING);
  const each = 12;
  const over = new AbortController();
  const facts = Promise.all(
    ids.map(async (orderId) => {
      for (let number = 0; number < each; number += 1) await happen(orderId, number.toString(), Math.random() * 20);
    }),
  ).finally(() => {
    over.abort();
  });
  const feeding = [1, 2].map(async () => {
    while (!over.signal.aborted) await writeFeed(place.database);
  });
  const seen: EventRecord[] = [];
  let after = begin;
  while (!over.signal.aborted) {
    const page = await readEvents(place.database, { ...EVERYTHING, after, limit: 3 });
    seen.push(...page.events);
    after = page.through;
  }
  await Promise.all([facts, ...feeding]);
  await writeFeed(place.database);
  seen.push(...(await readEvents(place.database, { ...EVERYTHING, after })).events);

  expect(seen.map(({ position }) => position)).toEqual(seen.map((_, index) => begin + index + 1));
  const expected = Array.from({ length: each }, (_, number) => number.toString());
  for (const orderId of ids) expect(messages(seen.filter((event) => event.orderId === orderId))).toEqual(expected);
});

test('a fact that is taken back is no event', async () => {
  const orderId = await newOrderId();
  const failing = recordOutcome(place.database, { orderId, at: now(), origin }, async (change) => {
    await appendTimeline(change, { kind: 'hold_lost', amount: null, about: {}, message: 'never' });
    throw new Error('taken back');
  });
  await expect(failing).rejects.toThrow('taken back');
  await happen(orderId, 'once');
  await writeFeed(place.database);
  expect(messages(await readAll(orderId))).toEqual(['once']);
});

test('an attention that a person closes by SQL is an event as any other', async () => {
  const orderId = await newOrderId();
  const attention = { order_id: orderId, code: 'hold_expiring', message: 'look', step: null, since: now() } as const;
  await place.database.insertInto('attentions').values(attention).execute();
  const end = { closed_at: now(), closed_by: 'ann', close_reason: 'looked' };
  await place.database.updateTable('attentions').set(end).where('order_id', '=', orderId).execute();
  await writeFeed(place.database);
  expect((await readAll(orderId)).map(({ type, status }) => [type, status])).toEqual([
    ['hold.expiring', { from: null, to: 'open' }],
    ['attention.opened', { from: null, to: 'open' }],
    ['attention.closed', { from: 'open', to: 'closed' }],
  ]);
});

test('events that are too old are deleted from the old end, and whoever still wants them is told', async () => {
  const orderId = await newOrderId();
  for (const message of ['old', 'older', 'new']) await happen(orderId, message);
  await writeFeed(place.database);
  const { events, through } = await readEvents(place.database, EVERYTHING);
  const newest = events.at(-1);
  await place.database
    .updateTable('shop_events')
    .set({ at: '2026-01-01T00:00:00.000Z' })
    .where('position', '<', newest?.position ?? 0)
    .execute();
  expect(await forgetEvents(place.database, '2026-02-01T00:00:00.000Z')).toBe(events.length - 1);
  expect(await forgetEvents(place.database, '2026-02-01T00:00:00.000Z')).toBe(0);
  expect(await readEvents(place.database, EVERYTHING)).toEqual({ events: [newest], through });
  const behind = readEvents(place.database, { ...EVERYTHING, after: 0 });
  await expect(behind).rejects.toEqual(new EventsNotKept(through - 1, through));
  await happen(orderId, 'next');
  await writeFeed(place.database);
  expect((await readAll()).at(-1)?.position).toBe(through + 1);
});

describe('an endpoint', () => {
  const delivered = { kind: 'delivered', httpStatus: 204 } as const;

  async function statesOf(endpoint: string): Promise<string[]> {
    const filter = { endpoint, state: null, orderId: null, behind: null, limit: 1_000 };
    return (await listDeliveries(place.database, filter)).map(({ state }) => state).reverse();
  }

  function find(endpoint: string, position: number): Promise<DeliveryRecord | undefined> {
    const filter = { endpoint, state: null, orderId: null, behind: null, limit: 1_000 };
    return listDeliveries(place.database, filter).then((all) => all.find((each) => each.position === position));
  }

  test('is offered what happens after it was known first, whichever process wrote the feed', async () => {
    const orderId = await newOrderId();
    await happen(orderId, 'before');
    await writeFeed(place.database);
    expect(await lookAtFeed(place.database, ['late'], now())).toMatchObject({ offersWait: true });
    await offerEvents(place.database, ['late']);
    expect(await lookAtFeed(place.database, ['late'], now())).toMatchObject({ offersWait: false, deliveryDue: false });
    await happen(orderId, 'after');
    await writeFeed(place.database);
    expect(await lookAtFeed(place.database, ['late'], now())).toMatchObject({ offersWait: true });
    await offerEvents(place.database, ['late']);
    expect(await statesOf('late')).toEqual(['due']);
    expect(await lookAtFeed(place.database, ['late'], now())).toMatchObject({ offersWait: false, deliveryDue: true });
  });

  test('has the events of an order one after the other, those of another beside them', async () => {
    const [first, second] = [await newOrderId(), await newOrderId()];
    await offerEvents(place.database, ['lanes']);
    for (const orderId of [first, second, first]) await happen(orderId, orderId);
    await writeFeed(place.database);
    await offerEvents(place.database, ['lanes']);
    expect(await statesOf('lanes')).toEqual(['due', 'due', 'waiting']);
    const [one, two] = await claimDeliveries(place.database, 'lanes', 10, now());
    if (one === undefined || two === undefined) throw new Error('two deliveries were due');
    expect([one.orderId, two.orderId]).toEqual([first, second]);
    expect(await claimDeliveries(place.database, 'lanes', 10, now())).toEqual([]);
    const later = { kind: 'later', httpStatus: 500, error: 'answered 500', seconds: 5 } as const;
    await settleDelivery(place.database, one, later, now());
    expect(await statesOf('lanes')).toEqual(['due', 'due', 'waiting']);
    expect(await claimDeliveries(place.database, 'lanes', 10, addSeconds(now(), 4))).toEqual([]);
    const [again] = await claimDeliveries(place.database, 'lanes', 10, addSeconds(now(), 6));
    expect(again).toMatchObject({ position: one.position, attempts: 2, firstAttemptAt: one.firstAttemptAt });
    if (again === undefined) throw new Error('it was due');
    await settleDelivery(place.database, again, delivered, now());
    expect(await statesOf('lanes')).toEqual(['delivered', 'due', 'due']);
  });

  test('has an event again whose sender died', async () => {
    const orderId = await newOrderId();
    await offerEvents(place.database, ['dead']);
    await happen(orderId, 'once');
    await writeFeed(place.database);
    await offerEvents(place.database, ['dead']);
    const [lost] = await claimDeliveries(place.database, 'dead', 10, now());
    expect(await claimDeliveries(place.database, 'dead', 10, addSeconds(now(), 20))).toEqual([]);
    const [again] = await claimDeliveries(place.database, 'dead', 10, addSeconds(now(), 31));
    expect(again).toMatchObject({ position: lost?.position, attempts: 2 });
  });

  test('takes an event once more that was given up, before what comes after it', async () => {
    const orderId = await newOrderId();
    await offerEvents(place.database, ['again']);
    for (const message of ['1', '2', '3']) await happen(orderId, message);
    await writeFeed(place.database);
    await offerEvents(place.database, ['again']);
    const [first] = await claimDeliveries(place.database, 'again', 10, now());
    if (first === undefined) throw new Error('it was due');
    const end = { kind: 'given_up', httpStatus: null, error: 'nobody there' } as const;
    await settleDelivery(place.database, first, end, now());
    expect(await statesOf('again')).toEqual(['failed', 'due', 'waiting']);
    expect(await redeliver(place.database, first, now())).toMatchObject({ state: 'due', attempts: 0, endedAt: null });
    const [once, second] = await claimDeliveries(place.database, 'again', 10, now());
    if (once === undefined || second === undefined) throw new Error('two were due');
    await settleDelivery(place.database, second, delivered, now());
    expect(await statesOf('again')).toEqual(['due', 'delivered', 'waiting']);
    await settleDelivery(place.database, once, delivered, now());
    expect(await statesOf('again')).toEqual(['delivered', 'delivered', 'due']);
    expect(await redeliver(place.database, { endpoint: 'nobody', position: first.position }, now())).toBeUndefined();
  });

  test('has taken an event though it said so late, and another attempt was begun', async () => {
    const orderId = await newOrderId();
    await offerEvents(place.database, ['slow']);
    await happen(orderId, 'once');
    await writeFeed(place.database);
    await offerEvents(place.database, ['slow']);
    const [slow] = await claimDeliveries(place.database, 'slow', 10, now());
    const [other] = await claimDeliveries(place.database, 'slow', 10, addSeconds(now(), 31));
    if (slow === undefined || other === undefined) throw new Error('it was due twice');
    const refused = { kind: 'later', httpStatus: 500, error: 'answered 500', seconds: 5 } as const;
    await settleDelivery(place.database, slow, refused, now());
    expect(await find('slow', slow.position)).toMatchObject({ attempts: 2, lastStatus: null });
    await settleDelivery(place.database, slow, delivered, now());
    await settleDelivery(place.database, other, refused, now());
    expect(await find('slow', slow.position)).toMatchObject({ state: 'delivered', lastStatus: 204, lastError: null });
  });

  test('has every event in the end, however facts, offers and answers race', async () => {
    const ids = await Promise.all(Array.from({ length: 3 }, () => newOrderId()));
    await offerEvents(place.database, ['race']);
    const each = 15;
    const over = new AbortController();
    const taken = new Map<string, number[]>();
    const facts = Promise.all(
      ids.map(async (orderId) => {
        for (let number = 0; number < each; number += 1) await happen(orderId, number.toString(), Math.random() * 5);
      }),
    ).finally(() => {
      over.abort();
    });
    const send = async (): Promise<number> => {
      const claimed = await claimDeliveries(place.database, 'race', 5, now());
      await Promise.all(
        claimed.map(async (delivery) => {
          const { orderId, position } = delivery;
          taken.set(orderId, [...(taken.get(orderId) ?? []), position]);
          await settleDelivery(place.database, delivery, delivered, now());
        }),
      );
      return claimed.length;
    };
    const workers = [1, 2].map(async () => {
      while (!over.signal.aborted) {
        await writeFeed(place.database);
        await offerEvents(place.database, ['race']);
        await send();
      }
    });
    await Promise.all([facts, ...workers]);
    await writeFeed(place.database);
    await offerEvents(place.database, ['race']);
    while ((await send()) > 0);
    expect(new Set(await statesOf('race'))).toEqual(new Set(['delivered']));
    for (const orderId of ids) {
      const positions = taken.get(orderId) ?? [];
      expect(positions).toHaveLength(each);
      expect(positions).toEqual([...positions].sort((one, other) => one - other));
    }
  });
});
