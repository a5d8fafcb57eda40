import { randomUUID } from 'node:crypto';
import pino from 'pino';
import type { ReceivedEvent } from '../../libs/domain/provider/received-event';
import { createInbox, type WebhookInbox } from '../../libs/postgres/events/webhook-event-store';
import { shipmentOf } from '../../test/examples/payments';
import { DisputeDesk } from '../../test/setup/desks/dispute-desk';
import { killedAfter } from '../../test/setup/killed-worker';
import { OrderDesk } from '../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { createEventDelivery, type EventDelivery } from './event-delivery';
import { createInboxActivities, type InboxActivities } from '../inbox-activities';

const place = openShopDatabase({ ofEachTest: true });
let inbox: WebhookInbox;
let delivery: EventDelivery;
let sweep: InboxActivities;
let movedSeconds: number;
let reachable: boolean;
const signals: { orderId: string; disputeId: string; type: string }[] = [];

// One database for each test: the sweep takes everything there is.
beforeEach(() => {
  movedSeconds = 0;
  reachable = true;
  signals.length = 0;
  const { database } = place;
  const clock = (): Date => new Date(Date.now() + movedSeconds * 1000);
  const log = pino({ level: 'silent' });
  const context = {
    ...{ database, clock, log, settlementReadAfterSeconds: 3600 },
    signalOrder: () => Promise.reject(new Error('a dispute is not told to its order')),
    signalRefund: () => Promise.reject(new Error('a dispute is no refund')),
    signalDispute: (orderId: string, disputeId: string, { type }: { type: string }) => {
      if (!reachable) return Promise.reject(new Error('connection refused'));
      signals.push({ orderId, disputeId, type });
      return Promise.resolve('signalled' as const);
    },
  };
  inbox = createInbox({ database, clock });
  delivery = createEventDelivery({ ...context, inbox, livemode: false });
  sweep = createInboxActivities({ ...context, inbox, delivery });
});
async function stored(names: Partial<ReceivedEvent>): Promise<string> {
  const eventId = `evt_${randomUUID()}`;
  await inbox.storeEvent({
    ...{ eventId, apiVersion: null, createdAt: '2026-11-22T10:00:00.000Z', livemode: false, payload: {} },
    ...{ type: 'charge.dispute.created', about: 'dispute', paymentIntentId: null, chargeId: null, orderId: null },
    ...{ balanceTransactionId: null, refundId: null, stripeRefundId: null, disputeId: 'du_1' },
    ...names,
  });
  return eventId;
}

test('news find the order by the charge or by the PaymentIntent, though it may be closed', async () => {
  const { shop } = await DisputeDesk.open(place);
  await shop.ship('B', '2:1');
  const { authorization } = await shop.record();
  const chargeId = authorization?.chargeId ?? null;
  expect(await delivery.deliver(await stored({ chargeId }))).toBe('delivered');
  const paymentIntentId = authorization?.paymentIntentId ?? null;
  expect(await delivery.deliver(await stored({ paymentIntentId, type: 'charge.dispute.closed' }))).toBe('delivered');
  expect(signals).toEqual([
    { orderId: shop.orderId, disputeId: 'du_1', type: 'charge.dispute.created' },
    { orderId: shop.orderId, disputeId: 'du_1', type: 'charge.dispute.closed' },
  ]);
});

test('news that come before our own capture is recorded wait for it', async () => {
  const shop = new OrderDesk(place, {
    payment: { ...new OrderDesk(place).order.payment, paymentMethod: 'pm_card_createDispute' },
  });
  await shop.authorize();
  const step = shop.stepFor({ kind: 'capture_shipment', shipment: shipmentOf('A', [{ lineId: '1', quantity: 1 }]) });
  await expect(shop.attempt(step, killedAfter(shop.gateway, 'capture'))).rejects.toThrow();
  const eventId = await stored({ paymentIntentId: await shop.paymentIntentId() });
  expect(await delivery.deliver(eventId)).toBe('deferred');

  await shop.attempt(step, shop.gateway, 2);
  movedSeconds = 6;
  expect(await delivery.deliver(eventId)).toBe('delivered');
  expect(signals).toHaveLength(1);
});

test('a dispute of which nobody told anything is looked at when it is due, by one sweep', async () => {
  const desk = await DisputeDesk.open(place);
  await desk.look();
  expect(await sweep.remindDueDisputes()).toEqual({ reminded: 0, failed: 0, more: false });
  movedSeconds = 3700;
  expect(await Promise.all([sweep.remindDueDisputes(), sweep.remindDueDisputes()])).toContainEqual({
    ...{ reminded: 1, failed: 0, more: false },
  });
  const { disputeId, shop } = desk;
  expect(signals).toEqual([{ orderId: shop.orderId, disputeId, type: 'holdfast.dispute_due' }]);
});

test('a reminder that does not get through is repeated', async () => {
  const desk = await DisputeDesk.open(place);
  await desk.look();
  movedSeconds = 3700;
  reachable = false;
  expect(await sweep.remindDueDisputes()).toMatchObject({ reminded: 0, failed: 1 });
  reachable = true;
  expect(await sweep.remindDueDisputes()).toMatchObject({ reminded: 0 });
  movedSeconds += 61;
  expect(await sweep.remindDueDisputes()).toMatchObject({ reminded: 1 });
});
