import { openApiShop } from '../../../../test/setup/shop/api-shop';
import type { ApiOrder } from '../../../../test/setup/shop/api-order';
import type { HttpAnswer } from '../testing/api-driver';
import { lineChangeSchema } from './line.schema';

const shop = openApiShop();

const CUSHION = { lineId: '3', name: 'Cushion', quantity: 2, unitPrice: 1500, taxAmount: 300 };

function add(order: ApiOrder, changeId: string, line: object = CUSHION): Promise<HttpAnswer> {
  return shop.api.post(`${order.path}/lines`, { changeId, lines: [line] });
}

function lower(order: ApiOrder, changeId: string, unitPrice: number, lineId = '2'): Promise<HttpAnswer> {
  return shop.api.post(`${order.path}/lines/${lineId}/reduction`, { changeId, unitPrice, reason: 'price match' });
}

test('lines are added with an increment, ship, and are refunded by unit', async () => {
  const order = await shop.placeOrder();
  const answer = await add(order, 'more');
  const { amount, order: grown } = lineChangeSchema.parse(answer.json());
  expect([answer.status, amount, grown.amounts]).toMatchObject([201, 3300, { total: 7900, held: 7900 }]);
  expect(grown.lines[2]).toMatchObject({ lineId: '3', open: 2, amount: 3300 });
  const again = await add(order, 'more');
  expect([again.status, again.headers['idempotent-replayed']]).toEqual([200, 'true']);
  expect((await add(order, 'more', { ...CUSHION, quantity: 1 })).problem().code).toBe('line_change_conflict');

  expect((await order.ship('A', '1:1,3:1')).json()).toMatchObject({ amount: 2300 + 1650 });
  const { code, ...members } = (await add(order, 'late', { ...CUSHION, lineId: '4' })).problem();
  expect([code, members]).toMatchObject(['amount_exceeds_hold', { maximumAmount: 0 }]);
  expect((await order.ship('B', '2:1,3:1')).json()).toMatchObject({ amount: 2300 + 1650, final: true });
  expect((await order.refund('R', { lines: [{ lineId: '3', quantity: 2 }] })).json()).toMatchObject({ amount: 3300 });
  await order.complete();
});

test('a lowered price leaves the hold at the end, and what has shipped keeps its own', async () => {
  const order = await shop.placeOrder('pm_card_credit_disableEnterpriseCardFeatures');
  const answer = await lower(order, 'less', 1000);
  const { amount, order: lowered } = lineChangeSchema.parse(answer.json());
  expect([answer.status, amount]).toEqual([201, 1106]);
  expect(lowered.lines[1]).toMatchObject({ unitPrice: 1000, taxAmount: 94, amount: 1194 });
  expect((await lower(order, 'less', 1000)).headers['idempotent-replayed']).toBe('true');
  expect((await lower(order, 'dearer', 1001)).problem().errors).toMatchObject([{ path: 'unitPrice' }]);

  expect((await order.ship('A', '1:1')).json()).toMatchObject({ status: 'covered', amount: 2300 });
  expect((await lower(order, 'shipped', 1, '1')).problem().code).toBe('units_not_available');
  expect((await order.ship('B', '2:1')).json()).toMatchObject({ amount: 1194, final: true });
  await order.complete();
  expect((await order.read()).amounts).toMatchObject({ total: 4600, captured: 3494, released: 1106 });
  expect((await lower(order, 'over', 1)).problem().code).toBe('order_closed');
});

test('a card that cannot be asked for more gets no lines, and the answer says what is possible', async () => {
  const order = await shop.placeOrder('pm_card_credit_disableEnterpriseCardFeatures');
  const { code, detail } = (await add(order, 'more')).problem();
  expect([code, detail]).toEqual(['amount_exceeds_hold', expect.stringContaining('place an order for the lines')]);
  expect((await add(order, 'free', { ...CUSHION, unitPrice: 0, taxAmount: 0 })).status).toBe(201);
  await order.ship('A', '1:1,2:1,3:2');
  await order.complete();
});

test('an order too small for Stripe is told the least that it charges', async () => {
  const lines = [{ lineId: '1', name: 'Sticker', quantity: 1, unitPrice: 49 }];
  const small = await shop.askForOrder('pm_card_visa', { lines, shipping: { amount: 0 }, discountAmount: 0 });
  const { code, ...members } = small.answer.problem();
  expect([code, members]).toMatchObject(['amount_too_small', { minimumAmount: 50 }]);
});
