import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { openDatabase } from '../../../libs/postgres/database/database';
import type { OrderRecord } from '../../../libs/postgres/records/order-record';
import type { NewOrder } from '../../../libs/domain/orders/order';
import { accept, newOrder } from '../../../test/examples/orders';
import { shipmentOf } from '../../../test/examples/payments';
import { eventually } from '../../../test/setup/eventually';
import { startHoldfast, tell, type Holdfast, type OrderWorkflow } from '../../../test/setup/holdfast';
import { recordHistory } from '../../../test/setup/recorded-histories';
import { expectConsistentRecordsOfEnded } from '../../../test/setup/consistent-records';
import { cancelLines, captureShipment } from '../messages';

/** A settlement that cannot be read is known later, and nothing else is different. */

const settlements = { method: 'GET', path: '/v1/balance_transactions' };
const broken = { kind: 'error', status: 500, type: 'api_error', message: 'An error occurred', stored: false };
const forbidden = {
  kind: 'error',
  status: 403,
  type: 'invalid_request_error',
  message: 'Not permitted',
  stored: false,
};
/** Longer than the client of Stripe waits. */
const slow = { kind: 'delay', seconds: 6 };
const forEver = { nth: 1, times: 1_000_000 };
const faults: string[] = [];

let holdfast: Holdfast;

beforeAll(async () => {
  holdfast = await startHoldfast({ retryPauses: { firstMs: 20, mostMs: 200 } });
});

afterAll(() => holdfast.stop());

beforeEach(() => holdfast.stripe.account({ settlement_delay_seconds: 0, capture_window_seconds: 604_800 }));
afterEach(async () => {
  await mend();
  await holdfast.stripe.requireSound();
  await expectConsistentRecordsOfEnded(holdfast);
});

async function breakStripe(effect: Readonly<Record<string, unknown>>): Promise<void> {
  faults.push(await holdfast.stripe.fault({ ...settlements, ...forEver }, effect));
}

async function mend(): Promise<void> {
  for (const fault of faults.splice(0)) await holdfast.stripe.endFault(fault);
}

async function placed(policy: Partial<NewOrder['policy']> = {}): Promise<{ orderId: string; workflow: OrderWorkflow }> {
  const order = accept(newOrder({ orderId: `b-${randomUUID()}`, policy: { ...newOrder().policy, ...policy } }));
  const { workflow } = await holdfast.authorize(order);
  return { orderId: order.orderId, workflow };
}

async function ship(workflow: OrderWorkflow, shipmentId: string, lineId: string): Promise<void> {
  const shipment = shipmentOf(shipmentId, [{ lineId, quantity: 1 }]);
  expect(await workflow.executeUpdate(captureShipment, { args: [shipment] })).toMatchObject({ kind: 'accepted' });
}

async function recorded(orderId: string): Promise<OrderRecord> {
  const record = await holdfast.reader.findOrder(orderId);
  if (record === undefined) throw new Error(`order ${orderId} is not recorded`);
  return record;
}

/** Every failure was foreseen: none had to be caught by what keeps a workflow from ending. */
async function expectNoFailedTask(workflow: OrderWorkflow): Promise<void> {
  const { events } = await workflow.fetchHistory();
  expect((events ?? []).filter(({ workflowTaskFailedEventAttributes: failed }) => failed ?? undefined)).toEqual([]);
}

/** Until the read that failed at once is tried beside the main line. */
async function untilBeside(workflow: OrderWorkflow): Promise<void> {
  await eventually(
    async () => (await workflow.describe()).raw.pendingActivities ?? [],
    (pending) => pending.some(({ activityType }) => activityType?.name === 'settle'),
  );
}

test('a single failed read of a settlement ends nothing: the order completes', async () => {
  const { workflow } = await placed();
  await ship(workflow, 'A', '1');
  await ship(workflow, 'B', '2');
  await holdfast.stripe.fault({ ...settlements, nth: 1, times: 1 }, broken);
  await tell(workflow, 'settlement', 'charge.updated');
  expect(await workflow.result()).toMatchObject({ status: 'completed', captured: 4600 });
  await expectNoFailedTask(workflow);
});

test('a settlement that PostgreSQL refuses to take is recorded once it is mended', async () => {
  const { orderId, workflow } = await placed();
  await ship(workflow, 'A', '1');
  const database = openDatabase({ url: holdfast.databaseUrl, applicationName: 'test' });
  await sql`alter table captures add constraint unsettled check (state <> 'settled') not valid`.execute(database);
  await tell(workflow, 'settlement', 'charge.updated');
  await untilBeside(workflow);
  await ship(workflow, 'B', '2');
  expect((await recorded(orderId)).amounts).toMatchObject({ captured: 4600, settled: 0 });
  await sql`alter table captures drop constraint unsettled`.execute(database);
  await database.destroy();
  expect(await workflow.result()).toMatchObject({ status: 'completed', captured: 4600 });
  await expectNoFailedTask(workflow);
});

test('while settlements cannot be read a shipment is captured, and the order completes once they can', async () => {
  const { orderId, workflow } = await placed();
  await ship(workflow, 'A', '1');
  await breakStripe(broken);
  await tell(workflow, 'settlement', 'charge.updated');
  await untilBeside(workflow);
  await ship(workflow, 'B', '2');
  await tell(workflow, 'settlement', 'charge.updated');
  expect(await recorded(orderId)).toMatchObject({ status: 'captured', amounts: { captured: 4600, settled: 0 } });
  await mend();
  expect(await workflow.result()).toMatchObject({ status: 'completed', captured: 4600 });
  expect((await recorded(orderId)).attention).toEqual([]);
  await recordHistory('settlement-read-beside', await holdfast.history(workflow));
});

test('a person is called when a settlement cannot be read for long, and is not needed any more once it is', async () => {
  const { orderId, workflow } = await placed();
  await ship(workflow, 'A', '1');
  await ship(workflow, 'B', '2');
  await breakStripe(broken);
  await tell(workflow, 'settlement', 'charge.updated');
  await eventually(
    () => recorded(orderId),
    ({ attention }) => attention.some(({ code }) => code === 'step_failing'),
  );
  await mend();
  expect(await workflow.result()).toMatchObject({ status: 'completed', captured: 4600 });
  expect((await recorded(orderId)).attention).toEqual([]);
});

test('while settlements may not be read the rest of an order is canceled', async () => {
  const { orderId, workflow } = await placed();
  await ship(workflow, 'A', '1');
  await breakStripe(forbidden);
  await tell(workflow, 'settlement', 'charge.updated');
  await untilBeside(workflow);
  const cancellation = { cancellationId: 'c1', reason: 'out of stock', contentHash: 'c', requestId: 'r' };
  expect(await workflow.executeUpdate(cancelLines, { args: [cancellation] })).toMatchObject({ released: 2300 });
  expect(await recorded(orderId)).toMatchObject({ amounts: { captured: 2300, released: 2300, settled: 0 } });
  expect((await recorded(orderId)).attention).toMatchObject([{ code: 'provider_misuse' }]);
  await mend();
  expect(await workflow.result()).toMatchObject({ status: 'completed', captured: 2300, released: 2300 });
  expect((await recorded(orderId)).attention).toEqual([]);
});

test('while reads of settlements hang the deadline is kept to the second', async () => {
  await holdfast.stripe.account({ capture_window_seconds: 12 });
  const { orderId, workflow } = await placed({ marginSeconds: 4 });
  await ship(workflow, 'A', '1');
  await breakStripe(slow);
  await tell(workflow, 'settlement', 'charge.updated');
  const released = await eventually(
    () => recorded(orderId),
    ({ amounts }) => amounts.released === 2300,
  );
  const entry = (await holdfast.reader.readTimeline(orderId)).find(({ kind }) => kind === 'hold_released');
  const releaseAt = released.authorization?.releaseAt ?? '';
  expect(Math.abs(Date.parse(entry?.at ?? '') - Date.parse(releaseAt))).toBeLessThan(2_000);
  await mend();
  await workflow.terminate();
});

test('news just before the deadline make nobody miss it', async () => {
  await holdfast.stripe.account({ capture_window_seconds: 5 });
  const { orderId, workflow } = await placed({ marginSeconds: 3 });
  await ship(workflow, 'A', '1');
  await breakStripe(slow);
  await tell(workflow, 'settlement', 'charge.updated');
  await eventually(
    () => recorded(orderId),
    ({ amounts }) => amounts.released === 2300,
  );
  const entry = (await holdfast.reader.readTimeline(orderId)).find(({ kind }) => kind === 'hold_released');
  const releaseAt = (await recorded(orderId)).authorization?.releaseAt ?? '';
  expect(Math.abs(Date.parse(entry?.at ?? '') - Date.parse(releaseAt))).toBeLessThan(2_000);
  await mend();
  await workflow.terminate();
});
