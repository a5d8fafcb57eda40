import type { ApiOrder } from '../../../../test/setup/shop/api-order';
import { openApiShop } from '../../../../test/setup/shop/api-shop';
import { units } from '../../../../test/setup/shop/units';
import { refundListSchema } from './refund.schema';

const shop = openApiShop();

/** One unit of 22.00 as shipment A, two of 22.00 as shipment B, and the shipping of the order. */
async function shipped(shipping = 0, shippingAllocation = 'proportional'): Promise<ApiOrder> {
  const line = { name: 'Chair', unitPrice: 2000 };
  const lines = [
    { ...line, lineId: '1', quantity: 1, taxAmount: 200 },
    { ...line, lineId: '2', quantity: 2, taxAmount: 400 },
  ];
  const policy = { shippingAllocation };
  const order = await shop.placeOrder('pm_card_visa', {
    lines,
    shipping: { amount: shipping },
    discountAmount: 0,
    policy,
  });
  expect((await order.ship('A', '1:1')).status).toBe(201);
  expect((await order.ship('B', '2:2')).status).toBe(201);
  return order;
}

test('a return with a restocking fee counts as returned, and goes back once', async () => {
  const order = await shipped();
  const answer = await order.refund('R1', { shipmentId: 'A', amount: 1700, reason: 'back, 5.00 restocking' });
  expect([answer.status, answer.json()]).toMatchObject([
    201,
    { amount: 1700, shipmentId: 'A', lines: units('1:1'), shipping: false },
  ]);
  expect((await order.refund('R2', { shipmentId: 'A' })).problem()).toMatchObject({
    code: 'units_not_available',
    left: [{ lineId: '1', quantity: 0 }],
  });
  expect((await order.read()).amounts).toMatchObject({ captured: 6600, refunded: 1700 });
  await order.expectConsistentRecords();
});

test('units bring no more than they are worth, and the answer says how much that is', async () => {
  const order = await shipped();
  const refused = await order.refund('R1', { lines: units('2:1'), amount: 2201 });
  expect([refused.status, refused.problem()]).toMatchObject([
    400,
    { code: 'invalid_request', maximumAmount: 2200, errors: [{ path: 'amount' }] },
  ]);
  expect((await order.refund('R1', { lines: units('2:1'), amount: 2200 })).json()).toMatchObject({ amount: 2200 });
});

test('after a goodwill refund everything goes back for what is left', async () => {
  const order = await shipped();
  await order.refund('G', { amount: 600, reason: 'it came late' });
  expect((await order.refund('R1', { shipmentId: 'B' })).json()).toMatchObject({ amount: 4400, lines: units('2:2') });
  expect((await order.refund('R2', { shipmentId: 'A' })).json()).toMatchObject({ amount: 1600, lines: units('1:1') });
  expect((await order.read()).amounts).toMatchObject({ captured: 6600, refunded: 6600 });
  expect((await order.refund('R3', { amount: 1 })).problem()).toMatchObject({ maximumAmount: 0 });
  await order.expectConsistentRecords();
});

test.each(['proportional', 'first_shipment'])(
  'shipping (%s) goes back alone, once, and the units without it',
  async (how) => {
    const order = await shipped(600, how);
    const answer = await order.refund('S', { shipping: true, reason: 'it came late' });
    expect(answer.json()).toMatchObject({ amount: 600, shipping: true, lines: [], shipmentId: null });
    expect((await order.refund('S2', { shipping: true })).problem()).toMatchObject({
      maximumAmount: 0,
      errors: [{ path: 'shipping' }],
    });
    expect((await order.refund('S', { shipping: true, reason: 'it came late' })).headers['idempotent-replayed']).toBe(
      'true',
    );
    const back = [await order.refund('A', { shipmentId: 'A' }), await order.refund('B', { lines: units('2:2') })];
    expect(back.map((each) => each.json())).toMatchObject([{ amount: 2200 }, { amount: 4400 }]);
    expect((await order.read()).amounts).toMatchObject({ captured: 7200, refunded: 7200 });
    await order.expectConsistentRecords();
  },
);

test('the refunds of an order are listed, oldest first', async () => {
  const order = await shipped();
  await order.refund('R1', { amount: 100 });
  await order.refund('R2', { shipmentId: 'A' });
  const { orderId, refunds } = refundListSchema.parse((await order.get('/refunds')).json());
  expect([orderId, refunds.map(({ refundId, amount }) => [refundId, amount])]).toEqual([
    order.orderId,
    [
      ['R1', 100],
      ['R2', 2200],
    ],
  ]);
  expect(refunds[1]).toEqual((await order.readRefund('R2')).json());
  expect((await shop.order('nobody-knows').get('/refunds')).problem().code).toBe('order_not_found');
});
