import { randomUUID } from 'node:crypto';
import pino from 'pino';
import type { ReceivedEvent } from '../../libs/domain/provider/received-event';
import { createInbox, type WebhookInbox } from '../../libs/postgres/events/webhook-event-store';
import { RefundDesk, refundCommand } from '../../test/setup/desks/refund-desk';
import { killedAfter } from '../../test/setup/killed-worker';
import { OrderDesk } from '../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { createEventDelivery, type EventDelivery } from './event-delivery';

const place = openShopDatabase();
let inbox: WebhookInbox;
let delivery: EventDelivery;
let movedSeconds: number;
let reachable: boolean;
const signals: { orderId: string; refundId: string; type: string }[] = [];

beforeEach(() => {
  movedSeconds = 0;
  reachable = true;
  signals.length = 0;
  const { database } = place;
  const clock = (): Date => new Date(Date.now() + movedSeconds * 1000);
  inbox = createInbox({ database, clock });
  delivery = createEventDelivery({
    livemode: false,
    ...{ inbox, database, clock, log: pino({ level: 'silent' }) },
    signalOrder: () => Promise.reject(new Error('a refund is not told to its order')),
    signalDispute: () => Promise.reject(new Error('a refund is no dispute')),
    signalRefund: (orderId, refundId, { type }) => {
      if (!reachable) return Promise.reject(new Error('connection refused'));
      signals.push({ orderId, refundId, type });
      return Promise.resolve('signalled');
    },
  });
});

async function stored(names: Partial<ReceivedEvent>): Promise<string> {
  const eventId = `evt_${randomUUID()}`;
  await inbox.storeEvent({
    ...{ eventId, type: 'refund.updated', apiVersion: null, createdAt: '2026-11-22T10:00:00.000Z', livemode: false },
    ...{ about: 'refund', paymentIntentId: null, chargeId: null, balanceTransactionId: null, orderId: null },
    ...{ refundId: null, stripeRefundId: null, disputeId: null, payload: {} },
    ...names,
  });
  return eventId;
}

async function pending(): Promise<{ desk: RefundDesk; stripeRefundId: string | null }> {
  const desk = await RefundDesk.open(place, 'pm_card_pendingRefund');
  await desk.request(refundCommand('R1', { shipmentId: 'A' }));
  const [part] = (await desk.record('R1')).parts;
  return { desk, stripeRefundId: part?.stripeRefundId ?? null };
}

test('news of a refund find it by Stripe’s id, though its order may be closed', async () => {
  const { desk, stripeRefundId } = await pending();
  const cancellation = { cancellationId: 'c', reason: 'enough', contentHash: 'c', requestId: 'r' };
  await desk.shop.handle({ kind: 'cancel_lines', cancellation });

  expect(await delivery.deliver(await stored({ stripeRefundId }))).toBe('delivered');
  expect(signals).toEqual([{ orderId: desk.shop.orderId, refundId: 'R1', type: 'refund.updated' }]);
});

test('news that come before our own answer wait for it, found by metadata', async () => {
  const desk = await RefundDesk.open(place);
  const { orderId, gateway } = desk.shop;
  const command = refundCommand('R1', { shipmentId: 'A' });
  await expect(desk.request(command, killedAfter(gateway, 'refund'))).rejects.toThrow();
  const chargeId = (await desk.shop.record()).authorization?.chargeId ?? '';
  const made = await gateway.findRefund({ ref: { orderId, refundId: 'R1', part: 1 }, chargeId });
  const eventId = await stored({
    deployment: 'test',
    orderId,
    refundId: 'R1',
    stripeRefundId: made?.stripeRefundId ?? null,
  });
  expect(await delivery.deliver(eventId)).toBe('deferred');

  await desk.request(command);
  movedSeconds = 6;
  expect(await delivery.deliver(eventId)).toBe('delivered');
  expect(signals).toHaveLength(1);
});

test('news of a refund of no order of ours are told to nobody', async () => {
  expect(await delivery.deliver(await stored({ stripeRefundId: 're_by_hand' }))).toBe('delivered');
  expect(signals).toEqual([]);
});

test('news of a refund by hand reach the order of its charge once a capture of that is recorded', async () => {
  const captured = await RefundDesk.open(place);
  const onlyHeld = new OrderDesk(place);
  await onlyHeld.authorize();
  const byHand = { stripeRefundId: 're_by_hand' };

  const early = await stored({ ...byHand, paymentIntentId: await onlyHeld.paymentIntentId() });
  expect(await delivery.deliver(early)).toBe('deferred');
  const due = await stored({ ...byHand, paymentIntentId: await captured.shop.paymentIntentId() });
  expect(await delivery.deliver(due)).toBe('delivered');
  expect(signals).toEqual([{ orderId: captured.shop.orderId, refundId: 're_by_hand', type: 'refund.updated' }]);
});

test('an event is kept while Temporal is away', async () => {
  const { stripeRefundId } = await pending();
  const eventId = await stored({ stripeRefundId });
  reachable = false;
  expect(await delivery.deliver(eventId)).toBe('deferred');
  reachable = true;
  movedSeconds = 6;
  expect(await delivery.deliver(eventId)).toBe('delivered');
});
