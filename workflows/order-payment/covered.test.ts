import { accept, newOrder, ofOneLine, paidWith, withPolicy } from '../../test/examples/orders';
import { eventually } from '../../test/setup/eventually';
import { seconds } from '../../test/setup/pace';
import { refusalOf, verdictOf, type WorkflowOrder } from '../../test/setup/shop/workflow-order';
import { openWorkflowShop } from '../../test/setup/shop/workflow-shop';

const shop = openWorkflowShop();
const CAPTURES = '/v1/payment_intents/*/capture';
const ONE_CAPTURE = paidWith('pm_card_credit_disableEnterpriseCardFeatures');
/** Of a hold that lives four seconds: released after two, warned of after one. */
const HASTY = { marginSeconds: seconds(2) };

async function captureCalls(order: WorkflowOrder): Promise<number> {
  return (await shop.stripe.requests(CAPTURES.replace('*', await order.paymentIntentId()))).length;
}

test('a card that allows one capture lets shipments leave one by one, and the last captures all', async () => {
  const order = await shop.placeOrder(ONE_CAPTURE);
  expect(await order.ship('A', '1:1')).toMatchObject({
    status: 'covered',
    amount: 2300,
    final: false,
    replayed: false,
  });
  expect(await order.ship('A', '1:1')).toMatchObject({ status: 'covered', replayed: true });
  const details = await order.details();
  expect(details).toContain('| A | 23.00 USD | covered |');
  expect(details).toMatch(/\| next \| 1 unit to ship; 23\.00 USD of covered shipments are captured with the last one/);
  await order.expectConsistentRecords();
  expect(await order.ship('B', '2:1')).toMatchObject({ status: 'captured', amount: 2300, final: true });
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 4600, released: 0, lost: 0 });
  expect(await captureCalls(order)).toBe(1);
  expect((await order.read()).shipments.map(({ status }) => status)).toEqual(['settled', 'settled']);
  await order.expectConsistentRecords();
  await order.recordHistory('covered-until-the-last-parcel');
});

test('a covered shipment that did not leave is undone, and its units ship with the last one', async () => {
  const order = await shop.placeOrder(ONE_CAPTURE);
  await order.ship('A', '1:1');
  expect(await order.undo('A')).toEqual({ kind: 'accepted', shipmentId: 'A', replayed: false });
  expect(await order.undo('A')).toMatchObject({ replayed: true });
  expect(await order.details()).toContain('| A | 23.00 USD | canceled |');
  expect(await refusalOf(order.undo('Z'))).toBe('shipment_not_cancelable');
  expect(await order.ship('B', '1:1,2:1')).toMatchObject({ status: 'captured', amount: 4600, final: true });
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 4600, released: 0, lost: 0 });
  expect(await captureCalls(order)).toBe(1);
  await order.expectConsistentRecords();
  await order.recordHistory('covered-and-undone');
});

test('at the deadline what has left is captured, and the rest goes back', async () => {
  await shop.stripe.account({ capture_window_seconds: seconds(4) });
  const order = await shop.placeOrder({ ...ONE_CAPTURE, ...withPolicy(HASTY) });
  await order.ship('A', '1:1');
  await order.untilStatus('captured');
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 2300, released: 2300, lost: 0 });
  await order.expectConsistentRecords();
  await order.recordHistory('covered-until-the-deadline');
});

test('canceling the rest captures what has left at once; a cancellation of nothing is refused', async () => {
  const order = await shop.placeOrder(ONE_CAPTURE);
  await order.ship('A', '1:1');
  expect(await order.cancel('c1')).toMatchObject({ released: 2300 });
  await order.untilStatus('captured');
  expect(await verdictOf(order.cancel('c2'))).toBe('order_closed');
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 2300, released: 2300 });
  await order.expectConsistentRecords();
  await order.recordHistory('covered-and-the-rest-cancelled');
});

test('after fifty captures shipments are covered, and the last one captures them with itself', async () => {
  const lines = ofOneLine(53).lines.map((line) => ({ ...line, unitPrice: 100 }));
  const order = await shop.placeOrder({ lines });
  for (let shipmentNumber = 1; shipmentNumber <= 50; shipmentNumber += 1) {
    expect(await order.ship(shipmentNumber.toString(), '1:1')).toMatchObject({ status: 'captured' });
  }
  expect(await order.ship('51', '1:1')).toMatchObject({ status: 'covered' });
  expect(await order.ship('52', '1:1')).toMatchObject({ status: 'covered' });
  await order.expectConsistentRecords();
  expect(await order.ship('53', '1:1')).toMatchObject({ status: 'captured', final: true });
  const { total } = accept(newOrder({ lines }));
  expect((await order.read()).amounts).toMatchObject({ captured: total, held: 0, released: 0 });
  expect(await captureCalls(order)).toBe(51);
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: total });
  await order.expectConsistentRecords();
  await order.recordHistory('fifty-three-parcels');
}, 120_000);

test('capture_remaining captures at the deadline what has not left, and says that it is paid', async () => {
  await shop.stripe.account({ capture_window_seconds: seconds(4) });
  const order = await shop.placeOrder(withPolicy({ ...HASTY, onDeadline: 'capture_remaining' }));
  await order.ship('A', '1:1');
  await order.untilStatus('captured');
  await expect(order.ship('B', '2:1')).rejects.toMatchObject({
    cause: { type: 'order_closed', message: expect.stringContaining('they are paid') as string },
  });
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 4600, released: 0, lost: 0 });
  expect((await order.read()).shipments).toMatchObject([
    { shipmentId: 'A', status: 'settled' },
    { shipmentId: 'holdfast.remaining', status: 'settled', amount: 2300 },
  ]);
  await order.expectConsistentRecords();
  await order.recordHistory('remaining-captured-at-the-deadline');
});

test('a final capture that is refused is tried until the last call, then the hold is given back', async () => {
  await shop.stripe.account({ capture_window_seconds: seconds(8) });
  const order = await shop.placeOrder({ ...ONE_CAPTURE, ...withPolicy({ marginSeconds: seconds(4) }) });
  await order.ship('A', '1:1');
  const declined = { kind: 'error', status: 402, type: 'card_error', code: 'card_declined', message: 'no' };
  await shop.stripe.fault({ method: 'POST', path: CAPTURES, nth: 1, times: 2 }, { ...declined, stored: false });
  expect(await order.workflow.result()).toMatchObject({ status: 'canceled', captured: 0, released: 4600, lost: 0 });
  expect(await captureCalls(order)).toBe(2);
  const { attention, shipments } = await order.read();
  expect(attention).toMatchObject([{ code: 'final_capture_failed' }]);
  expect(shipments).toMatchObject([{ shipmentId: 'A', status: 'refused' }]);
  await order.expectConsistentRecords();
  await order.recordHistory('final-capture-refused');
});

test('a hold that is about to end is warned of once, and shipping everything closes the warning', async () => {
  await shop.stripe.account({ capture_window_seconds: seconds(12) });
  const order = await shop.placeOrder(withPolicy({ ...HASTY, marginSeconds: seconds(6) }));
  await order.ship('A', '1:1');
  const warned = await order.until(({ attention }) => attention.length > 0);
  expect(warned.attention).toMatchObject([{ code: 'hold_expiring' }]);
  expect(warned.attention[0]?.message).toContain('1 unit worth 23.00 USD has not shipped');
  await eventually(
    () => order.workflow.describe(),
    ({ typedSearchAttributes }) => JSON.stringify(typedSearchAttributes.getAll()).includes('"value":true'),
  );
  await order.ship('B', '2:1');
  expect((await order.read()).attention).toEqual([]);
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 4600 });
  const { typedSearchAttributes } = await order.workflow.describe();
  expect(JSON.stringify(typedSearchAttributes.getAll())).toContain('"value":false');
  expect((await order.timelineKinds()).filter((kind) => kind === 'attention_opened')).toHaveLength(1);
  await order.recordHistory('warned-then-shipped');
});

test('a capture asked for in the last second wins, a shipment behind the deadline is refused', async () => {
  await shop.stripe.account({ capture_window_seconds: seconds(6) });
  const order = await shop.placeOrder(withPolicy({ ...HASTY, marginSeconds: seconds(3) }));
  // The answer comes after the warning and the deadline have become due.
  await shop.stripe.fault(
    { method: 'POST', path: CAPTURES, nth: 1, times: 1 },
    { kind: 'delay', seconds: seconds(3.3) },
  );
  const askedBefore = (await shop.stripe.requests(CAPTURES)).length;
  const asked = order.ship('A', '1:1');
  await eventually(
    () => shop.stripe.requests(CAPTURES),
    ({ length }) => length > askedBefore,
  );
  const [first, second] = await Promise.all([asked, verdictOf(order.ship('B', '2:1'))]);
  expect(first).toMatchObject({ kind: 'accepted', status: 'captured', amount: 2300 });
  expect(second).toBe('order_closed');
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 2300, released: 2300, lost: 0 });
  expect(await order.timelineKinds()).not.toContain('attention_opened');
  await order.expectConsistentRecords();
});
