import { openInbox } from '../../test/setup/desks/inbox-desk';
import { RefundDesk, refundCommand } from '../../test/setup/desks/refund-desk';
import { killedAfter } from '../../test/setup/killed-worker';
import { OrderDesk } from '../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';

const place = openShopDatabase();
const inbox = openInbox(place);
const about = { type: 'refund.updated', about: 'refund' } as const;

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

  expect(await inbox.delivery.deliver(await inbox.store({ ...about, stripeRefundId }))).toBe('delivered');
  expect(inbox.refundSignals).toEqual([{ orderId: desk.shop.orderId, refundId: 'R1', type: 'refund.updated' }]);
});

test('news that come before our own answer wait for it, found by metadata', async () => {
  const desk = await RefundDesk.open(place);
  const { orderId, gateway } = desk.shop;
  const command = refundCommand('R1', { shipmentId: 'A' });
  await expect(desk.request(command, killedAfter(gateway, 'refund'))).rejects.toThrow();
  const chargeId = (await desk.shop.record()).authorization?.chargeId ?? '';
  const made = await gateway.findRefund({ ref: { orderId, refundId: 'R1', part: 1 }, chargeId });
  const eventId = await inbox.store({
    ...about,
    deployment: 'test',
    orderId,
    refundId: 'R1',
    stripeRefundId: made?.stripeRefundId ?? null,
  });
  expect(await inbox.delivery.deliver(eventId)).toBe('deferred');

  await desk.request(command);
  inbox.pass(6);
  expect(await inbox.delivery.deliver(eventId)).toBe('delivered');
  expect(inbox.refundSignals).toHaveLength(1);
});

test('news of a refund of no order of ours are told to nobody', async () => {
  expect(await inbox.delivery.deliver(await inbox.store({ ...about, stripeRefundId: 're_by_hand' }))).toBe('delivered');
  expect(inbox.refundSignals).toEqual([]);
});

test('news of a refund by hand reach the order of its charge once a capture of that is recorded', async () => {
  const captured = await RefundDesk.open(place);
  const onlyHeld = new OrderDesk(place);
  await onlyHeld.authorize();
  const byHand = { stripeRefundId: 're_by_hand' };

  const early = await inbox.store({ ...about, ...byHand, paymentIntentId: await onlyHeld.paymentIntentId() });
  expect(await inbox.delivery.deliver(early)).toBe('deferred');
  const due = await inbox.store({ ...about, ...byHand, paymentIntentId: await captured.shop.paymentIntentId() });
  expect(await inbox.delivery.deliver(due)).toBe('delivered');
  expect(inbox.refundSignals).toEqual([
    { orderId: captured.shop.orderId, refundId: 're_by_hand', type: 'refund.updated' },
  ]);
});

test('an event is kept while Temporal is away', async () => {
  const { stripeRefundId } = await pending();
  const eventId = await inbox.store({ ...about, stripeRefundId });
  inbox.reachable = false;
  expect(await inbox.delivery.deliver(eventId)).toBe('deferred');
  inbox.reachable = true;
  inbox.pass(6);
  expect(await inbox.delivery.deliver(eventId)).toBe('delivered');
});
