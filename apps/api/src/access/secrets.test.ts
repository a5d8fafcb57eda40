import type { ApiKey } from '../../../../libs/config/api-keys';
import { openApiShop } from '../../../../test/setup/shop/api-shop';
import { orderPageSchema, orderSchema, type Order } from '../orders/order.schema';
import { driveApi, type ApiDriver } from '../testing/api-driver';

const WRITE: ApiKey = { name: 'shop', access: 'write', key: 'w'.repeat(32) };
const READ: ApiKey = { name: 'reports', access: 'read', key: 'r'.repeat(32) };

const shop = openApiShop();
let api: ApiDriver;
beforeEach(async () => {
  api = await driveApi({ ...shop.holdfast, apiKeys: [WRITE, READ] });
});
afterEach(() => api.close());

function get(url: string, { key }: ApiKey): ReturnType<ApiDriver['get']> {
  return api.get(url, { authorization: `Bearer ${key}` });
}

async function paymentSeenBy(key: ApiKey, orderId: string): Promise<Order['payment']> {
  return orderSchema.parse((await get(`/v1/orders/${orderId}`, key)).json()).payment;
}

test('what a buyer pays with is shown to who may act for the buyer alone', async () => {
  const { orderId, placed } = await shop.placeOrder('pm_card_authenticationRequired');
  const { clientSecret, nextAction } = placed.payment;
  expect([clientSecret, nextAction]).toEqual([expect.stringContaining('_secret_'), expect.anything()]);
  expect(await paymentSeenBy(WRITE, orderId)).toEqual(placed.payment);
  expect(await paymentSeenBy(READ, orderId)).toEqual({ ...placed.payment, clientSecret: null, nextAction: null });
});

test('a list of orders shows to nobody what a buyer pays with', async () => {
  const { orderId } = await shop.placeOrder('pm_card_authenticationRequired');
  for (const key of [WRITE, READ]) {
    const { text } = await get('/v1/orders?limit=100', key);
    const order = orderPageSchema.parse(JSON.parse(text)).orders.find((each) => each.orderId === orderId);
    expect(order?.payment).toMatchObject({ clientSecret: null, nextAction: null });
    expect(text).not.toContain('_secret_');
  }
});
