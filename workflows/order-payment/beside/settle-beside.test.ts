import { seconds } from '../../../test/setup/pace';
import type { WorkflowOrder } from '../../../test/setup/shop/workflow-order';
import { openWorkflowShop } from '../../../test/setup/shop/workflow-shop';
import { withPolicy } from '../../../test/examples/orders';

/** A settlement that cannot be read is known later, and nothing else is different. */
const settlements = { method: 'GET', path: '/v1/balance_transactions' };
const forbidden = {
  ...{ kind: 'error', status: 403, type: 'invalid_request_error' },
  message: 'Not permitted',
  stored: false,
};
const faults: string[] = [];
afterEach(mend);
const shop = openWorkflowShop({ retryPauses: { firstMs: 20, mostMs: 200 } });
const broken = { kind: 'error', status: 500, type: 'api_error', message: 'An error occurred', stored: false };
/** Longer than the client of Stripe waits. */
const slow = { kind: 'delay', seconds: seconds(6) };
const forEver = { nth: 1, times: 1_000_000 };

async function mend(): Promise<void> {
  for (const fault of faults.splice(0)) await shop.stripe.endFault(fault);
}

async function breakStripe(effect: Readonly<Record<string, unknown>>): Promise<void> {
  faults.push(await shop.stripe.fault({ ...settlements, ...forEver }, effect));
}

async function ship(order: WorkflowOrder, shipmentId: string, lines: string): Promise<void> {
  expect(await order.ship(shipmentId, lines)).toMatchObject({ kind: 'accepted' });
}

/** Every failure was foreseen: none had to be caught by what keeps a workflow from ending. */
async function expectNoFailedTask({ workflow }: WorkflowOrder): Promise<void> {
  const { events } = await workflow.fetchHistory();
  expect((events ?? []).filter(({ workflowTaskFailedEventAttributes: failed }) => failed ?? undefined)).toEqual([]);
}

test('a single failed read of a settlement ends nothing: the order completes', async () => {
  const order = await shop.placeOrder();
  await ship(order, 'A', '1:1');
  await ship(order, 'B', '2:1');
  await shop.stripe.fault({ ...settlements, nth: 1, times: 1 }, broken);
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 4600 });
  await expectNoFailedTask(order);
});

test('a settlement that PostgreSQL refuses to take is recorded once it is mended', async () => {
  const order = await shop.placeOrder();
  await ship(order, 'A', '1:1');
  await shop.sql(`alter table captures add constraint unsettled check (state <> 'settled') not valid`);
  await order.settle();
  await order.untilUnderWay('settle');
  await ship(order, 'B', '2:1');
  expect((await order.read()).amounts).toMatchObject({ captured: 4600, settled: 0 });
  await shop.sql(`alter table captures drop constraint unsettled`);
  expect(await order.workflow.result()).toMatchObject({ status: 'completed', captured: 4600 });
  await expectNoFailedTask(order);
});

test('a shipment is captured while settlements cannot be read; the order completes once they can', async () => {
  const order = await shop.placeOrder();
  await ship(order, 'A', '1:1');
  await breakStripe(broken);
  await order.settle();
  await order.untilUnderWay('settle');
  await ship(order, 'B', '2:1');
  await order.settle();
  expect(await order.read()).toMatchObject({ status: 'captured', amounts: { captured: 4600, settled: 0 } });
  await mend();
  expect(await order.workflow.result()).toMatchObject({ status: 'completed', captured: 4600 });
  expect((await order.read()).attention).toEqual([]);
  await order.recordHistory('settlement-read-beside');
});

test('a settlement that cannot be read for long opens an attention, and its reading closes it', async () => {
  const order = await shop.placeOrder();
  await ship(order, 'A', '1:1');
  await ship(order, 'B', '2:1');
  await breakStripe(broken);
  await order.settle();
  await order.untilAttention('step_failing');
  await mend();
  expect(await order.workflow.result()).toMatchObject({ status: 'completed', captured: 4600 });
  expect((await order.read()).attention).toEqual([]);
});

test('the rest of an order is canceled while settlements may not be read', async () => {
  const order = await shop.placeOrder();
  await ship(order, 'A', '1:1');
  await breakStripe(forbidden);
  await order.settle();
  await order.untilUnderWay('settle');
  expect(await order.cancel('c1')).toMatchObject({ released: 2300 });
  expect(await order.read()).toMatchObject({ amounts: { captured: 2300, released: 2300, settled: 0 } });
  expect((await order.read()).attention).toMatchObject([{ code: 'provider_misuse' }]);
  await mend();
  expect(await order.workflow.result()).toMatchObject({ status: 'completed', captured: 2300, released: 2300 });
  expect((await order.read()).attention).toEqual([]);
});

test('the deadline is kept to the second while reads of settlements hang', async () => {
  await shop.stripe.account({ capture_window_seconds: seconds(12) });
  const order = await shop.placeOrder(withPolicy({ marginSeconds: seconds(4) }));
  await ship(order, 'A', '1:1');
  await breakStripe(slow);
  await order.settle();
  const released = await order.until(({ amounts }) => amounts.released === 2300);
  const entry = (await shop.holdfast.reader.readTimeline(order.orderId)).find(({ kind }) => kind === 'hold_released');
  const releaseAt = released.authorization?.releaseAt ?? '';
  expect(Math.abs(Date.parse(entry?.at ?? '') - Date.parse(releaseAt))).toBeLessThan(2_000);
  await mend();
  await order.workflow.terminate();
});

test('news just before the deadline make nobody miss it', async () => {
  await shop.stripe.account({ capture_window_seconds: seconds(5) });
  const order = await shop.placeOrder(withPolicy({ marginSeconds: seconds(3) }));
  await ship(order, 'A', '1:1');
  await breakStripe(slow);
  await order.settle();
  await order.until(({ amounts }) => amounts.released === 2300);
  const entry = (await shop.holdfast.reader.readTimeline(order.orderId)).find(({ kind }) => kind === 'hold_released');
  const releaseAt = (await order.read()).authorization?.releaseAt ?? '';
  expect(Math.abs(Date.parse(entry?.at ?? '') - Date.parse(releaseAt))).toBeLessThan(2_000);
  await mend();
  await order.workflow.terminate();
});
