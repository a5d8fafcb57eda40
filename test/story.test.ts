import { auditOrder } from '../libs/audit/audit-order';
import { readRecordedOrder } from '../libs/audit/read-over-http';
import { readStripeRecords } from '../libs/audit/stripe-records';
import { startStack, type Stack } from '../apps/local/src/stack';
import type { Cast } from '../apps/local/src/story/chapters';
import { tellKilledWorker } from '../apps/local/src/story/killed-worker';
import { createNarrator } from '../apps/local/src/story/narrator';
import { createShop } from '../apps/local/src/story/shop';
import { createStripeView } from '../apps/local/src/story/stripe-view';
import { tellTwoShipments } from '../apps/local/src/story/two-shipments';

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

test('a worker that is killed in the middle of a capture leaves exactly one capture', async () => {
  const order = await tellKilledWorker(cast, 'story-2');
  expect(order.amounts).toMatchObject({ captured: 4600, settled: 4600 });
  expect(await discrepanciesOf('story-2')).toEqual([]);
}, 90_000);
