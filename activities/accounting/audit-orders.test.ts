import pino from 'pino';
import { createBalanceList } from '../../libs/stripe/balance/balance-list';
import { readPaymentsWith } from '../../libs/stripe/balance/payments-at-stripe';
import { createStripeClient } from '../../libs/stripe/requests/client';
import { openPace } from '../../libs/stripe/requests/pace';
import { openDatabase, type Database } from '../../libs/postgres/database/database';
import { createOrderReader } from '../../libs/postgres/reading/order-reader';
import { lookAtWorkflow } from '../../libs/temporal/workflow-look';
import type { ApiOrder } from '../../test/setup/shop/api-order';
import { openApiShop } from '../../test/setup/shop/api-shop';
import { orderPaymentId } from '../../workflows/order-payment/messages';
import { auditNow } from './audit-now';
import { auditOrders, type AuditReport, type AuditContext } from './audit-orders';
import type { AccountingContext } from './accounting-context';
import { readBalance } from './read-balance';

const shop = openApiShop({ webhooks: true });
let database: Database;
beforeAll(() => {
  database = openDatabase({ url: shop.holdfast.databaseUrl, applicationName: 'test' });
});
afterAll(() => database.destroy());

const HOUR = 60 * 60 * 1000;

/** As the worker has it, at an hour when everything is quiet. */
function context(): AccountingContext & AuditContext {
  const { apiKey, url: apiBase } = shop.stripe;
  const client = createStripeClient({ apiKey, apiBase, timeoutSeconds: 10, pace: openPace(100) });
  return {
    ...{ database, balance: createBalanceList(client), read: true, everySeconds: 0, log: pino({ level: 'silent' }) },
    ...{ orders: createOrderReader(database), readsBalance: true, readPaymentsAt: () => readPaymentsWith(client) },
    clock: () => new Date(Date.now() + 2 * HOUR),
    look: (orderId) => lookAtWorkflow(shop.holdfast.client, orderPaymentId(orderId)),
  };
}

async function audit(): Promise<AuditReport> {
  await readBalance(context());
  return auditOrders(context());
}

async function settledOrder(): Promise<ApiOrder> {
  const order = await shop.placeOrder();
  expect((await order.ship('A', '1:1')).status).toBe(201);
  await order.until(({ amounts }) => amounts.settled > 0);
  return order;
}

async function attention(order: ApiOrder): Promise<string[]> {
  return (await order.read()).attention.map(({ code, message }) => `${code}: ${message}`);
}

test('an order whose books agree is audited once, and nobody is called', async () => {
  const order = await settledOrder();
  expect((await order.refund('R', { amount: 1000 })).status).toBe(201);
  expect(await audit()).toEqual({ audited: 1, differing: 0 });
  expect(await audit()).toEqual({ audited: 0, differing: 0 });
  expect(await attention(order)).toEqual([]);
});

test('a cent that Stripe has otherwise calls for a person until it is mended', async () => {
  const order = await settledOrder();
  await readBalance(context());
  const off = (cents: string): Promise<object[]> =>
    shop.sql(
      `update balance_transactions set fee = fee + ${cents}, net = net - ${cents}
      where balance_transaction_id in (select balance_transaction_id from captures where order_id = $1)`,
      [order.orderId],
    );
  await off('1');
  expect(await audit()).toEqual({ audited: 1, differing: 1 });
  expect(await attention(order)).toEqual([
    expect.stringContaining("processing_fees in usd is 97, but Stripe's fees is 98"),
  ]);
  await off('-1');
  expect(await audit()).toEqual({ audited: 1, differing: 0 });
  expect(await attention(order)).toEqual([]);
});

test('an order that is not there is told so', async () => {
  expect((await auditNow(context(), 'nobody')).kind).toBe('not_found');
});
