import { auditOrder } from '../../libs/audit/audit-order';
import type { PaymentProvider } from '../../libs/domain/capabilities/payment-provider';
import { readStripeRecords, type StripeRecords } from '../../libs/audit/stripe-records';
import { readWooshPayRecords } from '../../libs/audit/wooshpay-records';
import type { OrderRecord } from '../../libs/postgres/records/order-record';
import type { OrderReader } from '../../libs/postgres/reading/order-reader';
import type { TestStripe } from './emulator';
import { readRecorded } from './recorded';

/** The records of a test: a database and a Stripe account of its own. */
export interface Records {
  readonly reader: OrderReader;
  readonly stripe: TestStripe;
  /** Absent: nothing is paid through it. */
  readonly wooshPay?: TestStripe | undefined;
}

/** Records that balance, and agree with Stripe: what must hold for every order whenever it is quiet. */
export async function expectConsistentRecords(records: Records, orderId: string): Promise<void> {
  const { reader } = records;
  const theirs = await recordsOf(records, await providerOfOrder(reader, orderId));
  expect(auditOrder(await readRecorded(reader, orderId), theirs)).toEqual([]);
}

/** The same where every order has a customer of its own, without reading the whole account. */
export async function expectConsistentRecordsOfCustomer(
  records: Records,
  orderId: string,
  customer: string,
): Promise<void> {
  const { reader } = records;
  const theirs = await recordsOf(records, await providerOfOrder(reader, orderId), customer);
  expect(auditOrder(await readRecorded(reader, orderId), theirs)).toEqual([]);
}

/** How each order was when it was audited, by its id. */
export type Audited = Map<string, string>;

/**
 * The same of every order of the database that has come to its end: for `afterEach`.
 * @param audited those that are as they were then are not looked at again, and those found well are added; all are
 * looked at without, which is right once at the end: what Stripe knows may have changed without us
 */
export async function expectConsistentRecordsOfEnded(records: Records, audited: Audited = new Map()): Promise<void> {
  const { reader } = records;
  const pages = await Promise.all(
    (['completed', 'canceled'] as const).map((status) => reader.listOrders({ status, cursor: null, limit: 100 })),
  );
  const isNews = (order: OrderRecord): boolean => audited.get(order.orderId) !== JSON.stringify(order);
  const ended = pages.flatMap(({ items }) => items).filter(isNews);
  for (const provider of new Set(ended.map(({ given }) => given.payment.provider))) {
    const theirs = await recordsOf(records, provider);
    const own = ended.filter(({ given }) => given.payment.provider === provider);
    const recorded = await Promise.all(own.map(({ orderId }) => readRecorded(reader, orderId)));
    expect(recorded.flatMap((order) => auditOrder(order, theirs))).toEqual([]);
  }
  for (const order of ended) audited.set(order.orderId, JSON.stringify(order));
}

async function providerOfOrder(reader: OrderReader, orderId: string): Promise<PaymentProvider> {
  const order = await reader.findOrder(orderId);
  if (order === undefined) throw new Error(`order ${orderId} is not recorded`);
  return order.given.payment.provider;
}

function recordsOf(
  { stripe, wooshPay }: Records,
  provider: PaymentProvider,
  customer?: string,
): Promise<StripeRecords> {
  if (provider === 'stripe') return readStripeRecords(stripe, customer);
  if (wooshPay === undefined) throw new Error('an order was paid through WooshPay, and this test has no account there');
  return readWooshPayRecords(wooshPay, customer);
}
