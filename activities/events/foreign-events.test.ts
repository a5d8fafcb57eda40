import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { readDeployment } from '../../libs/postgres/deployment/deployment-store';
import { readOpenWork } from '../../libs/postgres/watch/open-work-reader';
import type { ReceivedEvent } from '../../libs/domain/provider/received-event';
import { createInbox, type WebhookInbox } from '../../libs/postgres/events/webhook-event-store';
import { killedBefore, WorkerKilled } from '../../test/setup/killed-worker';
import { OrderDesk } from '../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { createEventDelivery, type EventDelivery } from './event-delivery';

/** Events of an account that others use too. */

const place = openShopDatabase({ ofEachTest: true });
let inbox: WebhookInbox;
let delivery: EventDelivery;
let movedSeconds = 0;
const signals: string[] = [];

beforeEach(() => {
  movedSeconds = 0;
  signals.length = 0;
  const { database } = place;
  const clock = (): Date => new Date(Date.now() + movedSeconds * 1000);
  const signal = (orderId: string): Promise<'signalled'> => {
    signals.push(orderId);
    return Promise.resolve('signalled');
  };
  inbox = createInbox({ database, clock });
  delivery = createEventDelivery({
    ...{ inbox, database, clock, log: pino({ level: 'silent' }), livemode: false },
    ...{ signalOrder: signal, signalRefund: signal, signalDispute: signal },
  });
});
async function stored(names: Partial<ReceivedEvent>): Promise<string> {
  const eventId = `evt_${randomUUID()}`;
  await inbox.storeEvent({
    ...{ eventId, apiVersion: null, createdAt: '2026-11-22T10:00:00.000Z', livemode: false, payload: {} },
    ...{ type: 'payment_intent.canceled', about: 'hold', paymentIntentId: null, chargeId: null, orderId: null },
    ...{ balanceTransactionId: null, refundId: null, stripeRefundId: null, disputeId: null },
    ...names,
  });
  return eventId;
}

async function outcomeOf(eventId: string): Promise<string | null> {
  const row = await place.database
    .selectFrom('webhook_events')
    .select('outcome')
    .where('event_id', '=', eventId)
    .executeTakeFirstOrThrow();
  return row.outcome;
}

async function authorized(): Promise<OrderDesk> {
  const shop = new OrderDesk(place);
  await shop.authorize();
  return shop;
}

/** A request whose answer nobody has seen. */
async function unanswered(): Promise<void> {
  const shop = new OrderDesk(place);
  const attempt = shop.attempt(shop.stepFor({ kind: 'authorize' }), killedBefore(shop.gateway, 'authorize'));
  await expect(attempt).rejects.toThrow(WorkerKilled);
}

const theirs = { paymentIntentId: 'pi_theirs', chargeId: 'ch_theirs' };
const kinds: { what: string; names: Partial<ReceivedEvent> }[] = [
  { what: 'a payment of another program', names: theirs },
  { what: 'a card of another program', names: { type: 'setup_intent.succeeded', setupIntentId: 'seti_theirs' } },
  { what: 'a charge that settles', names: { ...theirs, type: 'charge.updated', about: 'settlement' } },
  { what: 'a transfer', names: { type: 'transfer.created', about: 'settlement', chargeId: 'ch_theirs' } },
  { what: 'a fee', names: { type: 'application_fee.created', about: 'settlement', chargeId: 'ch_theirs' } },
  { what: 'a refund', names: { ...theirs, type: 'refund.created', about: 'refund', stripeRefundId: 're_theirs' } },
  { what: 'a dispute', names: { ...theirs, type: 'charge.dispute.created', about: 'dispute', disputeId: 'du_1' } },
];

test.each(kinds)('$what is over at once, and counts nowhere as waiting', async ({ names }) => {
  const eventId = await stored(names);
  expect(await delivery.deliver(eventId)).toBe('delivered');
  expect(await outcomeOf(eventId)).toBe('not_ours');
  expect(await readOpenWork(place.database)).toMatchObject({ waitingEvents: 0, deploymentConflict: false });
  expect(signals).toEqual([]);
});

test.each(kinds)('$what of another deployment that has an order of the same number is not ours', async ({ names }) => {
  const shop = await authorized();
  const eventId = await stored({ ...names, deployment: 'another', orderId: shop.orderId, refundId: 'R1' });
  expect(await delivery.deliver(eventId)).toBe('delivered');
  expect(await outcomeOf(eventId)).toBe('not_ours');
  expect(signals).toEqual([]);
});

test('what happened at a connected account is not ours, whatever it names', async () => {
  const shop = await authorized();
  const eventId = await stored({ account: 'acct_1', paymentIntentId: await shop.paymentIntentId() });
  await delivery.deliver(eventId);
  expect(await outcomeOf(eventId)).toBe('not_ours');
  expect(signals).toEqual([]);
});

test.each(kinds.slice(3))(
  '$what waits while a payment of ours has no answer yet, an hour at most',
  async ({ names }) => {
    await unanswered();
    const eventId = await stored(names);
    expect(await delivery.deliver(eventId)).toBe('deferred');
    movedSeconds = 3_700;
    expect(await delivery.deliver(eventId)).toBe('delivered');
    expect(await outcomeOf(eventId)).toBe('not_ours');
  },
);

test('what carries the name of its maker waits for nobody', async () => {
  await unanswered();
  const eventId = await stored(theirs);
  expect(await delivery.deliver(eventId)).toBe('delivered');
});

test('a dispute and a refund made by hand of a charge of ours are ours without any name', async () => {
  const shop = await authorized();
  const paymentIntentId = await shop.paymentIntentId();
  await delivery.deliver(
    await stored({ type: 'charge.dispute.created', about: 'dispute', disputeId: 'du_1', paymentIntentId }),
  );
  expect(signals).toEqual([shop.orderId]);
});

describe('what carries our name and was never asked for here', () => {
  const conflict = async (): Promise<string | undefined> => (await readDeployment(place.database)).conflict?.seen;

  test.each([
    { what: 'of an order that we do not know', names: { orderId: 'nobody' } },
    { what: 'of a refund that we do not know', names: { refundId: 'R9', about: 'refund' as const } },
    { what: 'of our order, written down at another time', names: { intendedAt: '2020-01-01T00:00:00.000Z' } },
  ])('$what stops all that moves money, and is told', async ({ names }) => {
    const shop = await authorized();
    const eventId = await stored({ deployment: 'test', orderId: shop.orderId, ...theirs, ...names });
    expect(await delivery.deliver(eventId)).toBe('delivered');
    expect(await outcomeOf(eventId)).toBe('not_ours');
    expect(await conflict()).toContain(eventId);
    expect(await readOpenWork(place.database)).toMatchObject({ deploymentConflict: true });
  });

  test('is what another epoch of ours left behind, once a person has said which database lives', async () => {
    await place.database.updateTable('deployment').set({ epoch: 2 }).execute();
    const eventId = await stored({ deployment: 'test', orderId: 'nobody', ...theirs });
    await delivery.deliver(eventId);
    expect(await outcomeOf(eventId)).toBe('not_ours');
    expect(await conflict()).toBeUndefined();
  });

  test('is no conflict where the time is that of our own intent', async () => {
    const shop = await authorized();
    const { created_at: intendedAt } = await place.database
      .selectFrom('authorizations')
      .select('created_at')
      .where('order_id', '=', shop.orderId)
      .executeTakeFirstOrThrow();
    await delivery.deliver(await stored({ deployment: 'test', orderId: shop.orderId, intendedAt }));
    expect(await conflict()).toBeUndefined();
  });
});
