import type { ApiOrder } from '../../../../test/setup/shop/api-order';
import { openApiShop } from '../../../../test/setup/shop/api-shop';
import type { HttpAnswer } from '../testing/api-driver';

const shop = openApiShop();
const ONE_CAPTURE = 'pm_card_credit_disableEnterpriseCardFeatures';

/** One unit of 22.00 and two of 22.00; shipments are covered until the last one leaves. */
async function covering(changes: object = {}): Promise<ApiOrder> {
  const line = { name: 'Chair', unitPrice: 2000 };
  const lines = [
    { ...line, lineId: '1', quantity: 1, taxAmount: 200 },
    { ...line, lineId: '2', quantity: 2, taxAmount: 400 },
  ];
  return shop.placeOrder(ONE_CAPTURE, { lines, shipping: { amount: 0 }, discountAmount: 0, ...changes });
}

function undo(order: ApiOrder, shipmentId: string): Promise<HttpAnswer> {
  return shop.api.post(`${order.path}/shipments/${shipmentId}/cancellation`, { reason: 'not picked up' });
}

test('a covered shipment that did not leave is never captured, and its units ship again', async () => {
  const order = await covering();
  expect((await order.ship('A', '1:1')).json()).toMatchObject({ status: 'covered', amount: 2200 });
  const answer = await undo(order, 'A');
  expect([answer.status, answer.json()]).toMatchObject([201, { shipmentId: 'A', status: 'canceled', amount: 2200 }]);
  expect((await order.read()).lines).toMatchObject([{ shipped: 0, open: 1 }, { open: 2 }]);

  expect((await order.ship('B', '2:2')).json()).toMatchObject({ status: 'covered', amount: 4400 });
  expect((await order.ship('C', '1:1')).json()).toMatchObject({ status: 'captured', amount: 2200, final: true });
  expect(await order.read()).toMatchObject({ amounts: { captured: 6600, held: 0, released: 0 } });
  await order.expectConsistentRecords();
});

test('units of a shipment that did not leave can be canceled, and go back with the hold', async () => {
  const order = await covering();
  await order.ship('A', '1:1');
  await undo(order, 'A');
  await order.cancel('c', '1:1');
  expect((await order.ship('B', '2:2')).json()).toMatchObject({ status: 'captured', amount: 4400, final: true });
  expect(await order.read()).toMatchObject({ amounts: { captured: 4400, released: 2200, refunded: 0 } });
  await order.complete();
  await order.expectConsistentRecords();
});

test('any of several covered shipments can be undone, also the one that names their capture', async () => {
  const order = await covering();
  await order.ship('A', '2:1');
  await order.ship('B', '2:1');
  await undo(order, 'A');
  expect((await order.ship('C', '2:1')).json()).toMatchObject({ status: 'covered', amount: 2200 });
  await undo(order, 'B');
  expect((await order.ship('D', '1:1,2:1')).json()).toMatchObject({ status: 'captured', amount: 4400 });
  const { shipments, amounts } = await order.read();
  expect(shipments.map(({ shipmentId, status }) => [shipmentId, status])).toEqual([
    ['A', 'canceled'],
    ['B', 'canceled'],
    ['C', 'captured'],
    ['D', 'captured'],
  ]);
  expect(amounts).toMatchObject({ captured: 6600, held: 0 });
  await order.expectConsistentRecords();
});

test('shipping that is charged as a whole goes on to the next shipment that left', async () => {
  const order = await covering({ shipping: { amount: 400 }, policy: { shippingAllocation: 'first_shipment' } });
  expect((await order.ship('A', '1:1')).json()).toMatchObject({ amount: 2600 });
  expect((await order.ship('B', '2:1')).json()).toMatchObject({ amount: 2200 });
  await undo(order, 'A');
  expect((await order.readShipment('B')).json()).toMatchObject({ amount: 2600, breakdown: { shipping: 400 } });
  expect((await order.ship('C', '1:1,2:1')).json()).toMatchObject({ amount: 4400 });
  expect((await order.read()).amounts).toMatchObject({ captured: 7000 });
  await order.expectConsistentRecords();
});

test('the same once more is a repeat; another shipment under its id is a conflict', async () => {
  const order = await covering();
  await order.ship('A', '1:1');
  await undo(order, 'A');
  const again = await undo(order, 'A');
  expect([again.status, again.headers['idempotent-replayed']]).toEqual([200, 'true']);
  const shipped = await order.ship('A', '1:1');
  expect([shipped.status, shipped.json()]).toMatchObject([200, { status: 'canceled' }]);
  expect((await order.ship('A', '2:1')).problem().code).toBe('shipment_conflict');
  expect(await order.timelineKinds()).toContain('shipment_canceled');
});

test('what is captured is refunded instead, and the answer says so', async () => {
  const order = await shop.placeOrder();
  await order.ship('A', '1:1');
  const { code, detail, status } = (await undo(order, 'A')).problem();
  expect([status, code, detail]).toEqual([409, 'shipment_not_cancelable', expect.stringContaining('refund it')]);
  await order.ship('B', '2:1');
  await order.complete();
  expect((await undo(order, 'B')).problem().code).toBe('shipment_not_cancelable');
});

test('a shipment or an order that nobody knows is named', async () => {
  const order = await covering();
  expect((await undo(order, 'Z')).problem().code).toBe('shipment_not_found');
  expect((await undo(shop.order('nobody-knows'), 'A')).problem().code).toBe('order_not_found');
});

test('when it left and when it was paid are two things', async () => {
  const order = await covering();
  const shippedAt = '2026-11-20T10:00:00.000Z';
  expect((await order.ship('A', '1:1', { shippedAt: '2026-11-20T11:00:00+01:00' })).json()).toMatchObject({
    shippedAt,
    capture: { capturedAt: null },
  });
  const told = (await order.ship('B', '2:2')).json() as { shippedAt: string; capture: { capturedAt: string } };
  expect(Date.parse(told.shippedAt)).toBeLessThanOrEqual(Date.parse(told.capture.capturedAt));
  expect((await order.readShipment('A')).json()).toMatchObject({ shippedAt });
});
