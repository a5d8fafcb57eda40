import { randomUUID } from 'node:crypto';
import pino from 'pino';
import type { Input, ProviderEvent } from '../libs/domain/inputs';
import { createInbox, type Inbox, type ReceivedEvent } from '../libs/postgres/webhook-event-store';
import { parcel } from '../test/examples/payments';
import { killedBefore } from '../test/setup/killed-worker';
import { createShopDatabase, SETTLEMENT_READ_AFTER_SECONDS, Shop, type ShopDatabase } from '../test/setup/shop';
import { createEventDelivery, type EventDelivery, type SignalDispute, type SignalRefund } from './event-delivery';
import { createInboxActivities, type InboxActivities } from './inbox-activities';

const MINUTE = 60;
const DAY = 24 * 3600;
const log = pino({ level: 'silent' });

/** The inbox with its sweep; `running` stands for the orders whose workflow runs. */
class Delivery {
  readonly signals: { orderId: string; event: ProviderEvent }[] = [];
  running = true;
  reachable = true;
  readonly inbox: Inbox;
  readonly delivery: EventDelivery;
  readonly sweep: InboxActivities;
  private movedSeconds = 0;

  constructor({ database }: ShopDatabase) {
    const clock = (): Date => new Date(Date.now() + this.movedSeconds * 1000);
    const signalOrder = (orderId: string, event: ProviderEvent): Promise<'signalled' | 'not_found'> => {
      if (!this.reachable) return Promise.reject(new Error('connection refused'));
      if (!this.running) return Promise.resolve('not_found');
      this.signals.push({ orderId, event });
      return Promise.resolve('signalled');
    };
    const signalRefund: SignalRefund = () => Promise.reject(new Error('no event here is about a refund'));
    const signalDispute: SignalDispute = () => Promise.reject(new Error('no event here is about a dispute'));
    this.inbox = createInbox({ database, clock });
    const signals = { signalOrder, signalRefund, signalDispute };
    this.delivery = createEventDelivery({ inbox: this.inbox, database, ...signals, livemode: false, clock, log });
    const settlementReadAfterSeconds = SETTLEMENT_READ_AFTER_SECONDS;
    const { inbox, delivery } = this;
    this.sweep = createInboxActivities({
      ...{ inbox, delivery, database, signalOrder, signalDispute, clock, log, settlementReadAfterSeconds },
    });
  }

  pass(seconds: number): void {
    this.movedSeconds += seconds;
  }
}

let place: ShopDatabase;
let inbox: Delivery;
// One database for each test: the sweep takes every event there is.
beforeEach(async () => {
  place = await createShopDatabase();
  inbox = new Delivery(place);
});
afterEach(() => place.drop());

function event(overrides: Partial<ReceivedEvent>): ReceivedEvent {
  return {
    eventId: `evt_${randomUUID()}`,
    type: 'payment_intent.canceled',
    apiVersion: '2026-10-28.endive',
    createdAt: '2026-11-22T10:00:00.000Z',
    livemode: false,
    about: 'hold',
    paymentIntentId: null,
    chargeId: null,
    balanceTransactionId: null,
    orderId: null,
    refundId: null,
    stripeRefundId: null,
    disputeId: null,
    payload: { id: 'evt_1' },
    ...overrides,
  };
}

async function stored(received: ReceivedEvent): Promise<string> {
  expect(await inbox.inbox.storeEvent(received)).toBe('stored');
  return received.eventId;
}

async function outcomeOf(eventId: string): Promise<unknown> {
  return place.database
    .selectFrom('webhook_events')
    .select(['outcome', 'attempts', 'last_error', 'dead_letter_reason'])
    .where('event_id', '=', eventId)
    .executeTakeFirstOrThrow();
}

async function authorized(): Promise<Shop> {
  const shop = new Shop(place);
  await shop.handle({ kind: 'authorize' });
  return shop;
}

test.each(['metadata', 'PaymentIntent', 'charge'] as const)('an event finds its order by %s', async (by) => {
  const shop = await authorized();
  const { authorization } = await shop.record();
  const names = {
    metadata: { deployment: 'test', orderId: shop.orderId, paymentIntentId: authorization?.paymentIntentId ?? null },
    PaymentIntent: { paymentIntentId: authorization?.paymentIntentId ?? null },
    charge: { orderId: 'not one of ours', chargeId: authorization?.chargeId ?? null },
  }[by];
  const eventId = await stored(event(names));

  expect(await inbox.delivery.deliver(eventId)).toBe('delivered');
  expect(inbox.signals).toMatchObject([{ orderId: shop.orderId, event: { eventId, about: 'hold' } }]);
  expect(await outcomeOf(eventId)).toMatchObject({ outcome: 'signalled', attempts: 1 });
});

test('an event is delivered once, however often it comes', async () => {
  const shop = await authorized();
  const received = event({ orderId: shop.orderId, paymentIntentId: await shop.paymentIntentId() });
  const answers = await Promise.all(Array.from({ length: 50 }, () => inbox.inbox.storeEvent(received)));
  expect(answers.filter((answer) => answer === 'stored')).toHaveLength(1);

  await Promise.all(Array.from({ length: 50 }, () => inbox.delivery.deliver(received.eventId)));
  expect(inbox.signals).toHaveLength(1);
  expect(await inbox.sweep.deliverDueEvents()).toEqual({ delivered: 0, deferred: 0, deadLettered: 0, more: false });
});

test('an event that comes before our own answer waits for it', async () => {
  const shop = new Shop(place);
  const step = shop.stepFor({ kind: 'authorize' });
  await expect(shop.attempt(step, killedBefore(shop.gateway, 'authorize'))).rejects.toThrow();
  const eventId = await stored(
    event({ deployment: 'test', orderId: shop.orderId, paymentIntentId: 'pi_not_known_yet' }),
  );
  expect(await inbox.delivery.deliver(eventId)).toBe('deferred');

  shop.learn(step, await shop.attempt(step));
  inbox.pass(6);
  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ delivered: 1, deferred: 0 });
  expect(await outcomeOf(eventId)).toMatchObject({ outcome: 'not_needed' });
});

test('an event that cannot be delivered is tried after growing pauses, and is a dead letter after a day', async () => {
  const shop = await authorized();
  inbox.running = false;
  const eventId = await stored(event({ paymentIntentId: await shop.paymentIntentId() }));
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
  expect(await outcomeOf(eventId)).toMatchObject({
    outcome: 'dead_letter',
    dead_letter_reason: expect.stringContaining('is not running, though the order is open') as string,
  });
  inbox.pass(DAY);
  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ delivered: 0, deferred: 0, deadLettered: 0 });
});

test('the sweep leaves an event alone that was stored a moment ago', async () => {
  await stored(event({ about: 'nothing' }));
  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ delivered: 0 });

  inbox.pass(6);
  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ delivered: 1 });
});

test.each(['unreachable', 'not running'] as const)('the workflow is %s: the event is kept', async (trouble) => {
  const shop = await authorized();
  inbox.reachable = trouble !== 'unreachable';
  inbox.running = trouble !== 'not running';
  const eventId = await stored(event({ orderId: shop.orderId, paymentIntentId: await shop.paymentIntentId() }));
  expect(await inbox.delivery.deliver(eventId)).toBe('deferred');

  inbox.reachable = true;
  inbox.running = true;
  inbox.pass(MINUTE);
  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ delivered: 1 });
  expect(inbox.signals).toHaveLength(1);
});

test('a deliverer that died: its event is anybody’s again', async () => {
  const shop = await authorized();
  const eventId = await stored(event({ orderId: shop.orderId, paymentIntentId: await shop.paymentIntentId() }));
  await inbox.inbox.claim(eventId);
  inbox.pass(30);
  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ delivered: 0 });

  inbox.pass(31);
  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ delivered: 1 });
});

test('news of a hold wait while its capture is under way, but not for a person to mend a capture', async () => {
  const shop = await authorized();
  const ship: Input = { kind: 'capture_shipment', shipment: parcel('A', [{ lineId: '1', quantity: 1 }]) };
  await expect(shop.attempt(shop.stepFor(ship), killedBefore(shop.gateway, 'capture'))).rejects.toThrow();
  const eventId = await stored(event({ orderId: shop.orderId, paymentIntentId: await shop.paymentIntentId() }));
  expect(await inbox.delivery.deliver(eventId)).toBe('deferred');

  inbox.pass(11 * MINUTE);
  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ delivered: 1 });
});

test('a storm: the sweep takes a bounded batch and says that there is more', async () => {
  await Promise.all(Array.from({ length: 230 }, () => stored(event({ about: 'nothing' }))));
  inbox.pass(6);

  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ delivered: 200, more: true });
  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ delivered: 30, more: false });
});

test('a text that PostgreSQL does not take is no reason to lose an event', async () => {
  await stored(event({ about: 'nothing', payload: { description: 'a\0b' } }));
  expect(await place.database.selectFrom('webhook_events').select('payload').executeTakeFirst()).toEqual({
    payload: { description: 'a\ufffdb' },
  });
});

describe('captures whose settlement nobody told of', () => {
  async function captured(): Promise<Shop> {
    const shop = await authorized();
    await shop.control('account', { settlement_delay_seconds: null });
    await shop.handle({ kind: 'capture_shipment', shipment: parcel('A', [{ lineId: '1', quantity: 1 }]) });
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
