import fc from 'fast-check';
import { sql } from 'kysely';
import { AUTHORIZATION_STATES } from '../../libs/domain/orders/transitions';
import { whoseTag } from '../../libs/domain/provider/deployment';
import type { ReceivedEvent } from '../../libs/domain/provider/received-event';
import { readDeployment } from '../../libs/postgres/deployment/deployment-store';
import { readEventFacts, type EventSubject } from '../../libs/postgres/events/event-facts';
import { SITUATIONS, situationName, type Situation } from '../../libs/postgres/events/situation';
import { receivedEvent } from '../../test/examples/events';
import { shipmentOf } from '../../test/examples/payments';
import { openInbox } from '../../test/setup/desks/inbox-desk';
import { OrderDesk } from '../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { killedBefore } from '../../test/setup/killed-worker';
import { units } from '../../test/setup/shop/units';
import { decideDelivery, mayWait, outcomesAtOnce } from './delivery-rules';

/** An event that tells nothing new is stored and over in one statement, by the rules that every other is delivered by. */

const place = openShopDatabase({ emptied: true });
const inbox = openInbox(place);

async function rowOf(eventId: string) {
  return place.database
    .selectFrom('webhook_events')
    .select(['outcome', 'attempts', 'last_error', 'next_attempt_at', 'delivered_at'])
    .where('event_id', '=', eventId)
    .executeTakeFirst();
}

const TYPES: readonly [string, ReceivedEvent['about']][] = [
  ['payment_intent.canceled', 'hold'],
  ['payment_intent.amount_capturable_updated', 'hold'],
  ['payment_intent.succeeded', 'hold'],
  ['charge.updated', 'settlement'],
  ['transfer.created', 'settlement'],
  ['customer.created', 'nothing'],
];

const subjects: fc.Arbitrary<EventSubject | undefined> = fc.option(
  fc.record({
    orderId: fc.constant('1042'),
    status: fc.constantFrom('authorized' as const, 'processing' as const, 'completed' as const, 'canceled' as const),
    authorization: fc.constantFrom(...AUTHORIZATION_STATES, null),
    confirmInFlight: fc.boolean(),
    captureInFlight: fc.boolean(),
    releaseInFlight: fc.boolean(),
    receivedSums: fc.subarray([0, 700, 2300]),
    settlementRecorded: fc.boolean(),
  }),
  { nil: undefined },
);

function situationIn(subject: EventSubject | undefined, amountReceived: number | null): Situation {
  if (subject === undefined) return { order: 'none' };
  if (subject.status === 'completed' || subject.status === 'canceled') return { order: 'closed' };
  const { authorization, settlementRecorded, receivedSums } = subject;
  const isReceivedOurs = amountReceived === null || receivedSums.includes(amountReceived);
  return { order: 'open', authorization, settlementRecorded, isReceivedOurs };
}

test('an event ends in a situation as the rules of delivery say, whatever is under way', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...TYPES),
      subjects,
      fc.constantFrom(null, 0, 700, 9999),
      ([type, about], subject, amountReceived) => {
        const event = { type, about, amountReceived };
        const delivery = decideDelivery({ ...event, attempts: 1 }, subject);
        const end = delivery.kind === 'finish' && !mayWait(delivery.outcome, type) ? delivery.outcome : undefined;
        expect(outcomesAtOnce(event)[situationName(situationIn(subject, amountReceived))]).toBe(end);
      },
    ),
  );
});

test('no two situations have one name', () => {
  expect(new Set(SITUATIONS.map(situationName)).size).toBe(SITUATIONS.length);
});

/** Orders that events can come for, each in another state. */
const LIVES: Readonly<Record<string, (shop: OrderDesk) => Promise<unknown>>> = {
  authorized: (shop) => shop.authorize(),
  'partly shipped': async (shop) => {
    await shop.authorize();
    await shop.ship('A', '1:1');
  },
  shipped: async (shop) => {
    await shop.authorize();
    await shop.ship('A', '1:1,2:1');
  },
  canceled: async (shop) => {
    await shop.authorize();
    await shop.handle({
      kind: 'cancel_lines',
      cancellation: { cancellationId: 'X', reason: 'r', contentHash: 'h', requestId: 'r' },
    });
  },
};

test.each(Object.keys(LIVES))('news of an order that is %s come to the end that their delivery would', async (life) => {
  const shop = new OrderDesk(place);
  await LIVES[life]?.(shop);
  const paymentIntentId = await shop.paymentIntentId();
  const named = [{ deployment: 'test', orderId: shop.orderId, paymentIntentId }, { paymentIntentId }];
  const sums = [null, 0, 2300, 9999];
  for (const [type, about] of TYPES) {
    for (const [names, amountReceived] of named.flatMap((each) => sums.map((sum) => [each, sum] as const))) {
      const event = receivedEvent({ type, about, amountReceived, ...names });
      const { subject } = await readEventFacts(place.database, event, inbox.clock().toISOString());
      const delivery = decideDelivery({ ...event, attempts: 1 }, subject);
      const { outcome, deliver } = await inbox.delivery.take(event, true);
      const end = delivery.kind === 'finish' ? delivery.outcome : null;
      expect([outcome, deliver === undefined]).toEqual(['stored', end !== null]);
      expect(await rowOf(event.eventId)).toMatchObject({ outcome: end, attempts: 1 });
    }
  }
});

test('what tells something is delivered by whoever stored it, by what was recorded then', async () => {
  const shop = new OrderDesk(place);
  await shop.authorize();
  const event = receivedEvent({ paymentIntentId: await shop.paymentIntentId() });
  const { deliver } = await inbox.delivery.take(event, true);
  // The sweep leaves it alone meanwhile.
  inbox.pass(3);
  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ delivered: 0 });
  expect(await deliver?.()).toBe('delivered');
  expect(inbox.signals).toMatchObject([{ orderId: shop.orderId }]);
  expect(await rowOf(event.eventId)).toMatchObject({ outcome: 'signalled', attempts: 1 });
});

test('what comes before our own answer is left for later as it is stored', async () => {
  const shop = new OrderDesk(place);
  await shop.authorize();
  const ship = shop.stepFor({ kind: 'capture_shipment', shipment: shipmentOf('A', units('1:1')) });
  await expect(shop.attempt(ship, killedBefore(shop.gateway, 'capture'))).rejects.toThrow();
  const event = receivedEvent({ type: 'charge.captured', paymentIntentId: await shop.paymentIntentId() });
  const { deliver } = await inbox.delivery.take(event, true);
  const asItCame = await rowOf(event.eventId);
  expect(await deliver?.()).toBe('deferred');
  expect(await rowOf(event.eventId)).toEqual(asItCame);

  shop.learn(ship, await shop.attempt(ship));
  inbox.pass(6);
  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ delivered: 1 });
});

test('what nobody has room to deliver now is left to the sweep', async () => {
  const shop = new OrderDesk(place);
  await shop.authorize();
  const event = receivedEvent({ paymentIntentId: await shop.paymentIntentId() });
  expect(await inbox.delivery.take(event, false)).toEqual({ outcome: 'stored', deliver: undefined });
  inbox.pass(6);
  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ delivered: 1 });
});

test('an event that comes again is not stored again, and delivered only while it has no end', async () => {
  const shop = new OrderDesk(place);
  await shop.authorize();
  const over = receivedEvent({ about: 'nothing' });
  await inbox.delivery.take(over, true);
  expect(await inbox.delivery.take(over, true)).toEqual({ outcome: 'duplicate', deliver: undefined });

  const open = receivedEvent({ paymentIntentId: await shop.paymentIntentId() });
  await inbox.delivery.take(open, true);
  // Whoever stored it first died.
  const again = await inbox.delivery.take(open, true);
  expect(again.outcome).toBe('duplicate');
  expect(await again.deliver?.()).toBeUndefined();
  inbox.pass(6);
  expect(await again.deliver?.()).toBe('delivered');
});

test('one of fifty deliveries of an event at one time stores it', async () => {
  const shop = new OrderDesk(place);
  await shop.authorize();
  const event = receivedEvent({ paymentIntentId: await shop.paymentIntentId() });
  const taken = await Promise.all(Array.from({ length: 50 }, () => inbox.delivery.take(event, true)));
  expect(taken.filter(({ outcome }) => outcome === 'stored')).toHaveLength(1);
  await Promise.all(taken.flatMap(({ deliver }) => deliver?.() ?? []));
  expect(inbox.signals).toHaveLength(1);
});

test('an event is stored though what it is about cannot be read, and delivered once it can', async () => {
  const shop = new OrderDesk(place);
  await shop.authorize();
  const event = receivedEvent({ paymentIntentId: await shop.paymentIntentId() });
  await sql`alter table confirmations rename to confirmations_away`.execute(place.database);
  const { outcome, deliver } = await inbox.delivery.take(event, true);
  expect(outcome).toBe('stored');
  expect(await deliver?.()).toBe('deferred');
  await sql`alter table confirmations_away rename to confirmations`.execute(place.database);
  inbox.pass(6);
  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ delivered: 1 });
});

test.each([null, 'test', 'test.2', 'test.3', 'test.1', 'another', 'test.x', 'Test', ''])(
  'the statement knows whose the tag "%s" is, as the domain does',
  async (deployment) => {
    await place.database.updateTable('deployment').set({ epoch: 2 }).execute();
    const { whose } = await readEventFacts(place.database, receivedEvent({ deployment }), new Date().toISOString());
    expect(whose).toBe(whoseTag(deployment, await readDeployment(place.database)));
  },
);
