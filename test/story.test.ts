import { auditOrder } from '../libs/audit/audit-order';
import { readRecordedOrder } from '../libs/audit/read-over-http';
import { readStripeRecords } from '../libs/audit/stripe-records';
import { readWooshPayRecords } from '../libs/audit/wooshpay-records';
import { startStack, type Stack } from '../apps/local/src/stack';
import type { Cast } from '../apps/local/src/story/chapters';
import { tellKilledWorker } from '../apps/local/src/story/killed-worker';
import { createNarrator } from '../apps/local/src/story/narrator';
import { createShop } from '../apps/local/src/story/shop';
import { createStripeView } from '../apps/local/src/story/stripe-view';
import { tellSecondProvider } from '../apps/local/src/story/second-provider';
import { tellTwoShipments } from '../apps/local/src/story/two-shipments';
import { createWooshPayView } from '../apps/local/src/story/wooshpay-view';

/** Everything as its own process, as `npm start` runs it. A chapter throws at the first claim that is not true. */

let stack: Stack;
let cast: Cast;

beforeAll(async () => {
  stack = await startStack({ ports: 'free', env: { PATH: process.env['PATH'], HOME: process.env['HOME'] } });
  const narrator = createNarrator(() => undefined);
  cast = { narrator, shop: createShop(stack.apiUrl), stripe: createStripeView(stack.emulator), worker: stack.worker };
}, 120_000);

afterAll(() => stack.stop(), 60_000);

async function discrepanciesOf(orderId: string): Promise<string[]> {
  return auditOrder(await readRecordedOrder(stack.apiUrl, orderId), await readStripeRecords(stack.emulator));
}

test('an order ships in two shipments, and its settlements arrive by webhook', async () => {
  const order = await tellTwoShipments(cast, 'story-1');
  expect(order.status).toBe('completed');
  expect(await discrepanciesOf('story-1')).toEqual([]);
}, 60_000);

test('an order through WooshPay leaves in two shipments and is captured once', async () => {
  const order = await tellSecondProvider(cast, createWooshPayView(stack.wooshPay), 'story-3');
  expect(order.attention).toEqual([]);
  const recorded = await readRecordedOrder(stack.apiUrl, 'story-3');
  expect(auditOrder(recorded, await readWooshPayRecords(stack.wooshPay))).toEqual([]);
}, 90_000);

test('a worker that is killed in the middle of a capture leaves exactly one capture', async () => {
  const order = await tellKilledWorker(cast, 'story-2');
  expect(order.amounts).toMatchObject({ captured: 4600, settled: 4600 });
  expect(await discrepanciesOf('story-2')).toEqual([]);
}, 90_000);
