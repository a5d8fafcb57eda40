import { auditOrder } from '../../libs/audit/audit-order';
import { readStripeBooks } from '../../libs/audit/stripe-books';
import type { OrderReader } from '../../libs/postgres/reading/order-reader';
import type { TestStripe } from './emulator';
import { readRecorded } from './recorded';

/** The books of a test: a database and a Stripe account of its own. */
export interface Books {
  readonly reader: OrderReader;
  readonly stripe: TestStripe;
}

/** Books that balance, and agree with Stripe: what must hold for every order whenever it is quiet. */
export async function expectSoundBooks({ reader, stripe }: Books, orderId: string): Promise<void> {
  expect(auditOrder(await readRecorded(reader, orderId), await readStripeBooks(stripe))).toEqual([]);
}

/** The same where every order has a customer of its own, without reading the whole account. */
export async function expectSoundBooksOfCustomer(
  { reader, stripe }: Books,
  orderId: string,
  customer: string,
): Promise<void> {
  expect(auditOrder(await readRecorded(reader, orderId), await readStripeBooks(stripe, customer))).toEqual([]);
}

/** The same of every order of the database that has come to its end: for `afterEach`. */
export async function expectSoundBooksOfEnded({ reader, stripe }: Books): Promise<void> {
  const filter = { attention: null, releaseBefore: null, cursor: null, limit: 100 };
  const pages = await Promise.all(
    (['completed', 'canceled'] as const).map((status) => reader.listOrders({ ...filter, status })),
  );
  const orderIds = pages.flatMap(({ orders }) => orders.map(({ orderId }) => orderId));
  if (orderIds.length === 0) return;
  const books = await readStripeBooks(stripe);
  const recorded = await Promise.all(orderIds.map((orderId) => readRecorded(reader, orderId)));
  expect(recorded.flatMap((order) => auditOrder(order, books))).toEqual([]);
}
