import { auditOrder } from '../../libs/audit/audit-order';
import { readStripeRecords } from '../../libs/audit/stripe-records';
import type { OrderReader } from '../../libs/postgres/reading/order-reader';
import type { TestStripe } from './emulator';
import { readRecorded } from './recorded';

/** The records of a test: a database and a Stripe account of its own. */
export interface Records {
  readonly reader: OrderReader;
  readonly stripe: TestStripe;
}

/** Records that balance, and agree with Stripe: what must hold for every order whenever it is quiet. */
export async function expectConsistentRecords({ reader, stripe }: Records, orderId: string): Promise<void> {
  expect(auditOrder(await readRecorded(reader, orderId), await readStripeRecords(stripe))).toEqual([]);
}

/** The same where every order has a customer of its own, without reading the whole account. */
export async function expectConsistentRecordsOfCustomer(
  { reader, stripe }: Records,
  orderId: string,
  customer: string,
): Promise<void> {
  expect(auditOrder(await readRecorded(reader, orderId), await readStripeRecords(stripe, customer))).toEqual([]);
}

/** The same of every order of the database that has come to its end: for `afterEach`. */
export async function expectConsistentRecordsOfEnded({ reader, stripe }: Records): Promise<void> {
  const pages = await Promise.all(
    (['completed', 'canceled'] as const).map((status) => reader.listOrders({ status, cursor: null, limit: 100 })),
  );
  const orderIds = pages.flatMap(({ items }) => items.map(({ orderId }) => orderId));
  if (orderIds.length === 0) return;
  const records = await readStripeRecords(stripe);
  const recorded = await Promise.all(orderIds.map((orderId) => readRecorded(reader, orderId)));
  expect(recorded.flatMap((order) => auditOrder(order, records))).toEqual([]);
}
