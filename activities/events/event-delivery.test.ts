import { sql } from 'kysely';
import { inTransaction } from '../../libs/postgres/database/transaction';
import { receivedEvent } from '../../test/examples/events';
import { openInbox } from '../../test/setup/desks/inbox-desk';
import { eventually } from '../../test/setup/eventually';
import { killedBefore } from '../../test/setup/killed-worker';
import { SETTLEMENT_READ_AFTER_SECONDS, OrderDesk } from '../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { shipping } from '../../test/examples/inputs';

const MINUTE = 60;
const DAY = 24 * 3600;

// As new for each test: the sweep takes every event there is.
const place = openShopDatabase({ emptied: true });
const inbox = openInbox(place);
const OWN = sql`(select oid from pg_database where datname = current_database())`;

test.each(['metadata', 'PaymentIntent', 'charge'] as const)('an event finds its order by %s', async (by) => {
  const shop = await OrderDesk.authorized(place);
  const { authorization } = await shop.record();
  const names = {
    metadata: { deployment: 'test', orderId: shop.orderId, paymentIntentId: authorization?.paymentIntentId ?? null },
    PaymentIntent: { paymentIntentId: authorization?.paymentIntentId ?? null },
    charge: { orderId: 'not one of ours', chargeId: authorization?.chargeId ?? null },
  }[by];
  const eventId = await inbox.store(names);

  expect(await inbox.delivery.deliver(eventId)).toBe('delivered');
  expect(inbox.signals).toMatchObject([{ orderId: shop.orderId, event: { eventId, about: 'hold' } }]);
  expect(await inbox.outcomeOf(eventId)).toMatchObject({ outcome: 'signalled', attempts: 1 });
});

test('an event is delivered once, however often it comes', async () => {
  const shop = await OrderDesk.authorized(place);
  const received = receivedEvent({ orderId: shop.orderId, paymentIntentId: await shop.paymentIntentId() });
  const answers = await Promise.all(Array.from({ length: 50 }, () => inbox.inbox.storeEvent(received)));
  expect(answers.filter((answer) => answer === 'stored')).toHaveLength(1);

  await Promise.all(Array.from({ length: 50 }, () => inbox.delivery.deliver(received.eventId)));
  expect(inbox.signals).toHaveLength(1);
  expect(await inbox.sweep.deliverDueEvents()).toEqual({ delivered: 0, deferred: 0, deadLettered: 0, more: false });
});

test('an event that comes before our own answer waits for it', async () => {
  const shop = new OrderDesk(place);
  const step = shop.stepFor({ kind: 'authorize' });
  await expect(shop.attempt(step, killedBefore(shop.gateway, 'authorize'))).rejects.toThrow();
  const eventId = await inbox.store({ deployment: 'test', orderId: shop.orderId, paymentIntentId: 'pi_not_known_yet' });
  expect(await inbox.delivery.deliver(eventId)).toBe('deferred');

  shop.learn(step, await shop.attempt(step));
  inbox.pass(6);
  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ delivered: 1, deferred: 0 });
  expect(await inbox.outcomeOf(eventId)).toMatchObject({ outcome: 'not_needed' });
});

test('an event whose delivery lost its connection is tried in a moment, not after its claim', async () => {
  const shop = await OrderDesk.authorized(place);
  const eventId = await inbox.store({ paymentIntentId: await shop.paymentIntentId() });
  const delivery = await inTransaction(place.database, async (transaction) => {
    await sql`lock table confirmations in access exclusive mode`.execute(transaction);
    const underWay = inbox.delivery.deliver(eventId);
    await eventually(
      () =>
        sql`select pg_terminate_backend(pid) from pg_locks where not granted and database = ${OWN}`.execute(
          transaction,
        ),
      ({ rows }) => rows.length > 0,
    );
    return { underWay };
  });
  expect(await delivery.underWay).toBe('deferred');

  inbox.pass(6);
  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ delivered: 1, deferred: 0 });
  expect(await inbox.outcomeOf(eventId)).toMatchObject({ outcome: 'signalled', attempts: 2 });
});

test('an event that cannot be delivered is tried with growing pauses, and dead after a day', async () => {
  const shop = await OrderDesk.authorized(place);
  inbox.running = false;
  const eventId = await inbox.store({ paymentIntentId: await shop.paymentIntentId() });
  expect(await inbox.delivery.deliver(eventId)).toBe('deferred');
  expect(await inbox.delivery.deliver(eventId)).toBeUndefined();
  for (const pause of [5, 10, 20, 40, 80, 160, 320, 600, 600]) {
    inbox.pass(pause - 1);
    expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ deferred: 0 });
    inbox.pass(1.5);
    expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ deferred: 1 });
  }

  inbox.pass(DAY);
  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ deadLettered: 1 });
  expect(await inbox.outcomeOf(eventId)).toMatchObject({
    outcome: 'dead_letter',
    dead_letter_reason: expect.stringContaining('is not running, though the order is open') as string,
  });
  inbox.pass(DAY);
  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ delivered: 0, deferred: 0, deadLettered: 0 });
});

test('the sweep leaves an event alone that was stored a moment ago', async () => {
  await inbox.store({ about: 'nothing' });
  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ delivered: 0 });

  inbox.pass(6);
  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ delivered: 1 });
});

test.each(['unreachable', 'not running'] as const)('the workflow is %s: the event is kept', async (trouble) => {
  const shop = await OrderDesk.authorized(place);
  inbox.reachable = trouble !== 'unreachable';
  inbox.running = trouble !== 'not running';
  const eventId = await inbox.store({ orderId: shop.orderId, paymentIntentId: await shop.paymentIntentId() });
  expect(await inbox.delivery.deliver(eventId)).toBe('deferred');

  inbox.reachable = true;
  inbox.running = true;
  inbox.pass(MINUTE);
  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ delivered: 1 });
  expect(inbox.signals).toHaveLength(1);
});

test('a deliverer that died: its event is anybody’s again', async () => {
  const shop = await OrderDesk.authorized(place);
  const eventId = await inbox.store({ orderId: shop.orderId, paymentIntentId: await shop.paymentIntentId() });
  await inbox.inbox.claim(eventId);
  inbox.pass(25);
  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ delivered: 0 });

  inbox.pass(6);
  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ delivered: 1 });
});

test('news of a hold wait while its capture is under way, but not for a person to mend a capture', async () => {
  const shop = await OrderDesk.authorized(place);
  const ship = shipping('A', '1:1');
  await expect(shop.attempt(shop.stepFor(ship), killedBefore(shop.gateway, 'capture'))).rejects.toThrow();
  const eventId = await inbox.store({ orderId: shop.orderId, paymentIntentId: await shop.paymentIntentId() });
  expect(await inbox.delivery.deliver(eventId)).toBe('deferred');

  inbox.pass(11 * MINUTE);
  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ delivered: 1 });
});

test('a storm is delivered while the turn of the sweep lasts, which then says what is left over', async () => {
  await Promise.all(Array.from({ length: 230 }, () => inbox.store({ about: 'nothing' })));
  inbox.pass(6);
  const slow = inbox.sweepWhoseClockRuns(5);

  expect(await slow.deliverDueEvents()).toMatchObject({ delivered: 60, more: true });
  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ delivered: 170, more: false });
});

test('events that nobody can deliver yet leave the way free to new ones', async () => {
  const paymentIntentId = await (await OrderDesk.authorized(place)).paymentIntentId();
  inbox.running = false;
  await Promise.all(Array.from({ length: 30 }, () => inbox.store({ paymentIntentId })));
  for (const pause of [6, 6]) {
    inbox.pass(pause);
    expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ deferred: 30 });
  }
  await inbox.store({ about: 'nothing' });
  inbox.pass(6);
  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ delivered: 1, deferred: 0 });
});

test('an event whose delivery fails by a bug is left for later, and the others are delivered', async () => {
  const shop = await OrderDesk.authorized(place);
  const other = await OrderDesk.authorized(place);
  await shop.ship('A', '1:1');
  const paymentIntentId = await shop.paymentIntentId();
  const unreadable = { amount: Number.MAX_SAFE_INTEGER + 1 };
  await place.database.updateTable('captures').set(unreadable).where('order_id', '=', shop.orderId).execute();
  const poison = await inbox.store({ orderId: shop.orderId, paymentIntentId });
  const good = await inbox.store({ orderId: other.orderId, paymentIntentId: await other.paymentIntentId() });
  inbox.pass(6);

  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ delivered: 1, deferred: 1 });
  expect(await inbox.outcomeOf(good)).toMatchObject({ outcome: 'signalled' });
  const { outcome, last_error: error } = await inbox.outcomeOf(poison);
  expect([outcome, error]).toEqual([null, expect.stringMatching(/^its delivery failed: .* is not a safe integer$/)]);
});

test('a text that PostgreSQL does not take is no reason to lose an event', async () => {
  await inbox.store({ about: 'nothing', payload: { description: 'a\0b' } });
  expect(await place.database.selectFrom('webhook_events').select('payload').executeTakeFirst()).toEqual({
    payload: { description: 'a\ufffdb' },
  });
});

describe('captures whose settlement nobody told of', () => {
  async function captured(): Promise<OrderDesk> {
    const shop = await OrderDesk.authorized(place);
    await shop.control('account', { settlement_delay_seconds: null });
    await shop.ship('A', '1:1');
    return shop;
  }

  test('their orders are reminded, after pauses that double', async () => {
    const shop = await captured();
    for (const [reads, pause] of [3600, 7200, 14_400].entries()) {
      inbox.pass(pause - MINUTE);
      expect(await inbox.sweep.remindOverdueSettlements()).toEqual({ reminded: 0, failed: 0, more: false });
      inbox.pass(2 * MINUTE);
      expect(await inbox.sweep.remindOverdueSettlements()).toEqual({ reminded: 1, failed: 0, more: false });
      inbox.pass(-MINUTE);
      const eventId = `settlement-due/${shop.orderId}/A/1/${(reads + 1).toString()}`;
      expect(inbox.signals.at(-1)).toMatchObject({
        orderId: shop.orderId,
        event: { eventId, type: 'holdfast.settlement_due', about: 'settlement' },
      });
    }
  });

  test('a reminder that did not arrive is sent again soon', async () => {
    await captured();
    inbox.reachable = false;
    inbox.pass(SETTLEMENT_READ_AFTER_SECONDS + 1);
    expect(await inbox.sweep.remindOverdueSettlements()).toMatchObject({ reminded: 0, failed: 1 });

    inbox.reachable = true;
    inbox.pass(MINUTE + 1);
    expect(await inbox.sweep.remindOverdueSettlements()).toMatchObject({ reminded: 1 });
  });
});
