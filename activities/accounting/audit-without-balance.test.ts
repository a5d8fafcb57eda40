import pino from 'pino';
import { openDatabase, type Database } from '../../libs/postgres/database/database';
import { createOrderReader } from '../../libs/postgres/reading/order-reader';
import { lookAtWorkflow } from '../../libs/temporal/workflow-look';
import { readPaymentsAtWooshPay } from '../../libs/wooshpay/refunds/payments-at-wooshpay';
import { createWooshPayClient } from '../../libs/wooshpay/requests/wooshpay-client';
import type { ApiOrder } from '../../test/setup/shop/api-order';
import { openApiShop } from '../../test/setup/shop/api-shop';
import { orderPaymentId } from '../../workflows/order-payment/messages';
import { auditNow } from './audit-now';
import { auditOrders, type AuditContext, type AuditReport } from './audit-orders';

/** Orders whose provider tells nothing of a balance. No webhook tells what somebody does there by hand. */
const shop = openApiShop({ atWooshPay: true, ordersAudited: false });
let database: Database;
beforeAll(() => {
  database = openDatabase({ url: shop.holdfast.databaseUrl, applicationName: 'test' });
});
afterAll(() => database.destroy());

const HOUR = 60 * 60 * 1000;

/** As a worker has it that knows no other provider, at an hour when everything is quiet. */
function context(): AuditContext {
  const { apiKey, url: apiBase } = shop.wooshPay;
  const readPayments = readPaymentsAtWooshPay(createWooshPayClient({ apiKey, apiBase, timeoutSeconds: 10 }));
  return {
    ...{ database, read: true, readsBalance: false, orders: createOrderReader(database) },
    readPaymentsAt: (provider) => (provider === 'wooshpay' ? readPayments : undefined),
    clock: () => new Date(Date.now() + 2 * HOUR),
    look: (orderId) => lookAtWorkflow(shop.holdfast.client, orderPaymentId(orderId)),
    log: pino({ level: 'silent' }),
  };
}

function audit(): Promise<AuditReport> {
  return auditOrders(context());
}

async function capturedOrder(): Promise<ApiOrder> {
  const order = await shop.placeOrder({ provider: 'wooshpay', paymentMethod: 'pm_card_visa' });
  expect((await order.ship('A', '1:1')).status).toBe(201);
  expect((await order.cancel('C')).status).toBe(201);
  await order.untilStatus('completed');
  return order;
}

async function attention(order: ApiOrder): Promise<string[]> {
  return (await order.read()).attention.map(({ code, message }) => `${code}: ${message}`);
}

test('an order that was captured in part and refunded in part agrees with its provider', async () => {
  const order = await capturedOrder();
  expect((await order.refund('R', { amount: 1000 })).status).toBe(201);
  await order.until(({ amounts }) => amounts.refunded === 1000);
  expect(await audit()).toEqual({ audited: 1, differing: 0 });
  expect(await audit()).toEqual({ audited: 0, differing: 0 });
  expect(await attention(order)).toEqual([]);
});

test('money that went back without word of it calls for a person', async () => {
  const order = await capturedOrder();
  await shop.wooshPay.refundByHand(await order.paymentIntentId(), 500);
  expect(await audit()).toEqual({ audited: 1, differing: 1 });
  expect(await attention(order)).toEqual([expect.stringContaining('refunds is 0, but refunds of')]);
});

test('what a provider does not let us read keeps no other order from being audited', async () => {
  const refused = await capturedOrder();
  const other = await capturedOrder();
  const path = `/v1/payment_intents/${await refused.paymentIntentId()}`;
  const no = { kind: 'error', status: 403, type: 'invalid_request_error', code: null, message: 'No', stored: false };
  await shop.wooshPay.fault({ method: 'GET', path, times: 10 }, no);
  expect(await audit()).toMatchObject({ differing: 1 });
  expect(await attention(other)).toEqual([]);
  await expect(auditNow(context(), refused.orderId)).rejects.toThrow(/WooshPay/);
  await shop.wooshPay.endFaults();
});

test('an order of a provider without a key here is told so', async () => {
  const order = await shop.placeOrder();
  expect((await auditNow(context(), order.orderId)).kind).toBe('not_connected');
});
