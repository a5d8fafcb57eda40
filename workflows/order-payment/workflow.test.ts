import { WorkflowUpdateFailedError } from '@temporalio/client';
import { seconds } from '../../test/setup/pace';
import type { WorkflowOrder } from '../../test/setup/shop/workflow-order';
import { refusalOf } from '../../test/setup/shop/workflow-order';
import { openWorkflowShop } from '../../test/setup/shop/workflow-shop';
import { EVERYTHING } from '../../test/setup/shop/units';
import { ofOneLine, paidWith, withPolicy } from '../../test/examples/orders';

const shop = openWorkflowShop();
const CAPTURES = '/v1/payment_intents/*/capture';

async function capturesAsked(order: WorkflowOrder): Promise<number> {
  return (await shop.stripe.requests(CAPTURES.replace('*', await order.paymentIntentId()))).length;
}

test('an order is authorized under the hash of its content, and answers without a client secret', async () => {
  const order = await shop.placeOrder();
  const contentHash = `hash of ${order.orderId}`;
  expect(order.result).toMatchObject({ status: 'authorized', clientSecret: null, contentHash });
  await order.workflow.terminate();
});

test('an order ships in two shipments, settles, and completes', async () => {
  const order = await shop.placeOrder();
  expect(await order.ship('A', '1:1')).toMatchObject({ kind: 'accepted', amount: 2300, final: false, replayed: false });
  await order.expectConsistentRecords();
  expect(await order.ship('B', '2:1')).toMatchObject({ kind: 'accepted', amount: 2300, final: true });
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 4600, released: 0, lost: 0 });
  expect((await order.read()).amounts).toMatchObject({ captured: 4600, settled: 4600, held: 0 });
  await order.expectConsistentRecords();
  await order.recordHistory('two-parcels');
});

test('three shipments that settle one after the other stay within 75 events and 18 Actions', async () => {
  const order = await shop.placeOrder(ofOneLine(3));
  for (const [index, shipmentId] of ['A', 'B', 'C'].entries()) {
    await order.ship(shipmentId, '1:1');
    await order.settle();
    await order.until(({ shipments }) => shipments.filter(({ status }) => status === 'settled').length === index + 1);
  }
  await order.workflow.result();
  const cost = await order.cost();
  expect(cost.events).toBeLessThanOrEqual(75);
  expect(cost.actions).toBeLessThanOrEqual(18);
  await order.recordHistory('three-parcels');
});

test('the deadline gives the rest back, before the network takes it', async () => {
  await shop.stripe.account({ capture_window_seconds: seconds(4) });
  const order = await shop.placeOrder(withPolicy({ marginSeconds: seconds(2) }));
  await order.ship('A', '1:1');
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 2300, released: 2300, lost: 0 });
  await order.expectConsistentRecords();
  await order.recordHistory('deadline-after-one-parcel');
});

test('the deadline cancels a hold of which nothing was captured', async () => {
  await shop.stripe.account({ capture_window_seconds: seconds(4) });
  const order = await shop.placeOrder(withPolicy({ marginSeconds: seconds(2) }));
  expect(await order.workflow.result()).toMatchObject({ status: 'canceled', cancelReason: 'deadline', released: 4600 });
  await order.expectConsistentRecords();
  await order.recordHistory('deadline-with-nothing-shipped');
});

test('events may come twice, early, and for nothing', async () => {
  const order = await shop.placeOrder();
  await order.settle();
  await order.tell('hold', 'payment_intent.amount_capturable_updated');
  await Promise.all([order.ship('A', '1:1'), order.settle()]);
  await Promise.all(Array.from({ length: 10 }, () => order.settle()));
  await order.ship('B', '2:1');
  await Promise.all(Array.from({ length: 3 }, () => order.settle()));
  expect(await order.workflow.result()).toMatchObject({ status: 'completed', captured: 4600 });
  const settlements = (await shop.holdfast.reader.readLedger(order.orderId)).transactions.filter(
    ({ kind }) => kind === 'settled',
  );
  expect(settlements).toHaveLength(2);
  await order.expectConsistentRecords();
  await order.recordHistory('events-twice-and-early');
});

test('the same shipment twice is captured once, also at the same time', async () => {
  const order = await shop.placeOrder();
  const results = await Promise.all([order.ship('A', '1:1'), order.ship('A', '1:1'), order.ship('A', '1:1')]);
  expect(results.map((result) => result.kind === 'accepted' && result.replayed).sort()).toEqual([false, true, true]);
  expect(await refusalOf(order.ship('A', '2:1'))).toBe('shipment_conflict');
  expect(await capturesAsked(order)).toBe(1);
  await order.workflow.terminate();
});

test('what cannot succeed is refused before it becomes history', async () => {
  const order = await shop.placeOrder();
  await order.ship('A', '1:1');
  const before = await order.cost();
  expect(await refusalOf(order.ship('B', '1:1'))).toBe('units_not_available');
  expect(await order.cost()).toEqual(before);
  await order.workflow.terminate();
});

test('canceling after a capture keeps the captured part and gives the rest back', async () => {
  const order = await shop.placeOrder();
  await order.ship('A', '1:1');
  expect(await order.cancel('c1')).toMatchObject({ released: 2300 });
  expect(await refusalOf(order.ship('B', '2:1'))).toBe('order_closed');
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 2300, released: 2300 });
  await order.expectConsistentRecords();
  await order.recordHistory('cancelled-after-one-parcel');
});

test('a shipment and a cancellation of all at the same time: one wins, the other is told why', async () => {
  const order = await shop.placeOrder();
  const refusal = (error: unknown): string => (error instanceof WorkflowUpdateFailedError ? 'refused' : 'broken');
  const kinds = await Promise.all([
    order.ship('A', EVERYTHING).then(({ kind }) => kind, refusal),
    order.cancel('c1').then(({ kind }) => kind, refusal),
  ]);
  expect([...kinds].sort()).toEqual(['accepted', 'refused']);
  if (kinds[0] === 'accepted') await order.settle();
  expect(await order.workflow.result()).toMatchObject({ status: kinds[0] === 'accepted' ? 'completed' : 'canceled' });
  await order.expectConsistentRecords();
});

test('a lost answer to a capture is found out by reading, and captured once', async () => {
  const order = await shop.placeOrder();
  await shop.stripe.fault({ method: 'POST', path: CAPTURES, nth: 1, times: 1 }, { kind: 'commit_then_drop' });
  expect(await order.ship('A', '1:1')).toMatchObject({ kind: 'accepted', amount: 2300 });
  await order.expectConsistentRecords();
  expect(await capturesAsked(order)).toBe(1);
  await order.workflow.terminate();
});

test('a stored failure is read, proven to have moved nothing, and asked again under a new key', async () => {
  const order = await shop.placeOrder();
  const failure = { kind: 'error', status: 500, type: 'api_error', message: 'An unknown error occurred', stored: true };
  await shop.stripe.fault({ method: 'POST', path: CAPTURES, nth: 1, times: 1 }, failure);
  expect(await order.ship('A', '1:1')).toMatchObject({ kind: 'accepted', amount: 2300 });
  const { shipments } = await order.read();
  expect(shipments.map(({ capture }) => capture.captureId)).toEqual([`${order.orderId}/A/2`]);
  await order.expectConsistentRecords();
  await order.workflow.terminate();
});

test('a hold that the network dropped is declared lost', async () => {
  await shop.stripe.account({ capture_window_seconds: 86_400 });
  const order = await shop.placeOrder();
  await shop.stripe.advance(90_000);
  expect(await order.ship('A', '1:1')).toMatchObject({ kind: 'refused', refusal: { code: 'hold_lost' } });
  expect(await order.workflow.result()).toMatchObject({ status: 'canceled', cancelReason: 'hold_lost', lost: 4600 });
  expect(await order.attention()).toEqual(['hold_lost']);
  await order.expectConsistentRecords();
  await order.recordHistory('hold-lost');
});

test('a declined card is a result, and the order waits for another one', async () => {
  const order = await shop.placeOrder(paidWith('pm_card_visa_chargeDeclinedInsufficientFunds'));
  expect(order.result).toMatchObject({
    status: 'requires_payment_method',
    lastError: { code: 'card_declined', declineCode: 'insufficient_funds' },
  });
  expect(await refusalOf(order.ship('A', '1:1'))).toBe('order_not_capturable');
  await order.workflow.terminate();
});

test('the Temporal UI shows the order without reading code', async () => {
  const order = await shop.placeOrder();
  await order.ship('A', '1:1');
  const details = await order.details();
  expect(details).toContain(`**Order ${order.orderId}**`);
  expect(details).toContain('| status | partially_captured |');
  expect(details).toContain('| held | 23.00 USD |');
  expect(details).toContain('| A | 23.00 USD | captured |');
  const { typedSearchAttributes } = await order.workflow.describe();
  expect(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value])).toEqual(
    expect.arrayContaining([
      ['HoldfastStatus', 'authorized'],
      ['HoldfastAttention', false],
      ['HoldfastReleaseAt', expect.any(Date)],
    ]),
  );
  await order.workflow.terminate();
});
