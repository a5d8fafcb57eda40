import { openApiShop } from '../../../../test/setup/shop/api-shop';

const shop = openApiShop();

function adjusted(amount: number): object {
  return { amountAdjustment: { amount, reason: 'weighed at the counter' } };
}

test('a heavier shipment is captured, told and refunded with its adjustment', async () => {
  const order = await shop.placeOrder();
  const heavier = await order.ship('A', '1:1', adjusted(500));
  expect([heavier.status, heavier.json()]).toMatchObject([201, { amount: 2800, breakdown: { adjustment: 500 } }]);
  const repeated = await order.ship('A', '1:1', adjusted(500));
  expect([repeated.status, repeated.headers['idempotent-replayed']]).toEqual([200, 'true']);
  expect((await order.ship('A', '1:1', adjusted(400))).problem().code).toBe('shipment_conflict');
  expect((await order.ship('A', '1:1')).problem().code).toBe('shipment_conflict');
  const { amounts } = await order.read();
  expect(amounts).toMatchObject({ total: 4600, raised: 500, captured: 2800, held: 2300, released: 0, lost: 0 });

  const refund = await order.refund('R', { shipmentId: 'A' });
  expect([refund.status, refund.json()]).toMatchObject([201, { amount: 2800 }]);
  expect((await order.ship('B', '2:1')).status).toBe(201);
  await order.complete();
  expect(JSON.stringify(await order.timeline())).toContain('weighed at the counter');
});

test('an adjustment above what the card allows captures nothing, and names the largest amount', async () => {
  const order = await shop.placeOrder();
  expect((await order.ship('A', '1:1')).status).toBe(201);
  const { code, ...members } = (await order.ship('B', '2:1', adjusted(921))).problem();
  expect([code, members]).toMatchObject(['amount_exceeds_hold', { maximumAmount: 3220 }]);
  expect((await order.get('/shipments/B')).problem().code).toBe('shipment_not_found');
  expect((await order.ship('B', '2:1', adjusted(920))).json()).toMatchObject({ amount: 3220, final: true });
  await order.complete();
});

test('an adjustment below nothing names its field', async () => {
  const order = await shop.placeOrder();
  const { code, errors } = (await order.ship('A', '1:1', adjusted(-2301))).problem();
  expect([code, errors]).toMatchObject(['invalid_request', [{ path: 'amountAdjustment.amount' }]]);
});
