import { openApiShop } from '../../../../test/setup/shop/api-shop';

const shop = openApiShop();

test('a shop that names no units captures any amount, and is told where it ends', async () => {
  const order = await shop.placeOrder();
  const first = await order.shipAmount('A', 3450);
  expect([first.status, first.json()]).toMatchObject([
    201,
    {
      ...{ amount: 3450, final: false, lines: [{ lineId: '1', quantity: 1 }], part: { lineId: '2', amount: 1150 } },
      breakdown: { goods: 3000, tax: 300, discount: 150, shipping: 300, adjustment: 0 },
    },
  ]);
  expect((await order.shipAmount('A', 3450)).headers['idempotent-replayed']).toBe('true');
  expect((await order.shipAmount('A', 3451)).problem().code).toBe('shipment_conflict');
  const { code, ...members } = (await order.shipAmount('B', 1151)).problem();
  expect([code, members]).toMatchObject(['amount_exceeds_hold', { maximumAmount: 1150 }]);

  const last = (await order.ship('B', '2:1')).json();
  expect(last).toMatchObject({ amount: 1150, final: true, lines: [{ lineId: '2', quantity: 1 }] });
  expect(last).not.toHaveProperty('part');
  expect((await order.refund('R', { shipmentId: 'A' })).json()).toMatchObject({ amount: 3450 });
  expect((await order.refund('S', { shipmentId: 'B' })).json()).toMatchObject({ amount: 1150 });
  await order.complete();
});

test('a card that allows one capture covers amounts, and one that did not leave can be undone', async () => {
  const order = await shop.placeOrder('pm_card_credit_disableEnterpriseCardFeatures');
  expect((await order.shipAmount('A', 1000)).json()).toMatchObject({ status: 'covered', lines: [], amount: 1000 });
  expect((await order.shipAmount('B', 600)).json()).toMatchObject({ status: 'covered', part: { amount: 600 } });
  expect((await shop.api.post(`${order.path}/shipments/A/cancellation`, { reason: 'not picked up' })).status).toBe(201);
  expect((await order.shipAmount('C', 4000)).json()).toMatchObject({ status: 'captured', amount: 4000, final: true });
  await order.complete();
  expect((await order.read()).amounts).toMatchObject({ captured: 4600, released: 0 });
});

test('a shipment says units or an amount, and an amount says all there is to say', async () => {
  const order = await shop.placeOrder();
  const pathsOf = async (body: object): Promise<unknown> =>
    (await shop.api.post(`${order.path}/shipments`, { shipmentId: 'A', ...body })).problem().errors;
  const lines = [{ lineId: '1', quantity: 1 }];
  expect(await pathsOf({})).toMatchObject([{ path: 'lines' }]);
  expect(await pathsOf({ lines, amount: 100 })).toMatchObject([{ path: 'lines' }]);
  const amountAdjustment = { amount: 1, reason: 'weighed' };
  expect(await pathsOf({ amount: 100, amountAdjustment })).toMatchObject([{ path: 'amountAdjustment' }]);
  expect(await pathsOf({ amount: 0 })).toMatchObject([{ path: 'amount' }]);
});

test('the first amount takes the shipping that is charged as a whole', async () => {
  const policy = { shippingAllocation: 'first_shipment' };
  const order = await shop.placeOrder('pm_card_visa', { policy });
  expect((await order.shipAmount('A', 399)).problem().errors).toMatchObject([{ path: 'amount' }]);
  expect((await order.shipAmount('A', 1400)).json()).toMatchObject({ amount: 1400, breakdown: { shipping: 400 } });
  expect((await order.shipAmount('B', 3200)).json()).toMatchObject({ amount: 3200, final: true });
  await order.complete();
});
