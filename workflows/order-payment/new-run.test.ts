import { randomUUID } from 'node:crypto';
import { accept, newOrder } from '../../test/examples/orders';
import { shipmentOf } from '../../test/examples/payments';
import { eventually } from '../../test/setup/eventually';
import { startHoldfast, tell, type Holdfast, type OrderWorkflow } from '../../test/setup/holdfast';
import { recordHistory } from '../../test/setup/recorded-histories';
import { expectConsistentRecords } from '../../test/setup/consistent-records';
import type { ShipmentResult } from '../../libs/domain/lifecycle/answers';
import { captureShipment } from './messages';

/** A history that has become long goes on in a new run, and nobody outside sees a difference. */
let holdfast: Holdfast;

/** So short that one shipment is enough to have a new run suggested. */
const EVENTS_UNTIL_NEW_RUN = 20;

beforeAll(async () => {
  holdfast = await startHoldfast({ eventsUntilNewRun: EVENTS_UNTIL_NEW_RUN });
  await holdfast.stripe.account({ settlement_delay_seconds: 0 });
});

afterAll(() => holdfast.stop());

function ship(workflow: OrderWorkflow, shipmentId: string, lineId: string): Promise<ShipmentResult> {
  return workflow.executeUpdate(captureShipment, { args: [shipmentOf(shipmentId, [{ lineId, quantity: 1 }])] });
}

async function runIdOf(workflow: OrderWorkflow): Promise<string> {
  return (await workflow.describe()).runId;
}

/** The handle of a start follows the first run; the order's id leads to whichever run is the newest. */
function newestRunOf(workflow: OrderWorkflow): OrderWorkflow {
  return holdfast.client.workflow.getHandle(workflow.workflowId);
}

async function authorized(units: number): Promise<{ orderId: string; workflow: OrderWorkflow }> {
  const line = newOrder().lines[0];
  if (line === undefined) throw new Error('the example has a line');
  const lines = Array.from({ length: units }, (_, index) => ({ ...line, lineId: (index + 1).toString() }));
  const order = accept(newOrder({ orderId: `run-${randomUUID()}`, lines }));
  const { workflow } = await holdfast.authorize(order);
  return { orderId: order.orderId, workflow: newestRunOf(workflow) };
}

async function isCompleted(orderId: string): Promise<boolean> {
  return (await holdfast.reader.findOrder(orderId))?.status === 'completed';
}

test('the order goes on in a new run, with everything it knew', async () => {
  const { orderId, workflow } = await authorized(3);
  const firstRun = await runIdOf(workflow);
  const first = await ship(workflow, 'A', '1');
  await eventually(
    () => runIdOf(workflow),
    (runId) => runId !== firstRun,
  );
  const earlier = holdfast.client.workflow.getHandle(workflow.workflowId, firstRun);
  expect((await earlier.describe()).status.name).toBe('CONTINUED_AS_NEW');
  await recordHistory('first-run', await holdfast.history(earlier));

  expect(await ship(workflow, 'A', '1')).toEqual({ ...first, replayed: true });
  await ship(workflow, 'B', '2');
  await ship(workflow, 'C', '3');
  await tell(workflow, 'settlement', 'charge.updated');
  expect(await workflow.result()).toMatchObject({ status: 'completed', released: 0, lost: 0 });
  expect(await isCompleted(orderId)).toBe(true);
  await expectConsistentRecords(holdfast, orderId);
  await recordHistory('last-run', await holdfast.history(workflow));
});

test('commands that arrive while a run ends are answered by the next one, each once', async () => {
  const { orderId, workflow } = await authorized(10);
  const firstRun = await runIdOf(workflow);
  const lineIds = Array.from({ length: 10 }, (_, index) => (index + 1).toString());
  const captures = '/v1/payment_intents/*/capture';
  const before = (await holdfast.stripe.requests(captures)).length;
  const results = await Promise.all(lineIds.map((lineId) => ship(workflow, lineId, lineId)));
  expect(results.map(({ kind }) => kind)).toEqual(lineIds.map(() => 'accepted'));
  expect(await runIdOf(workflow)).not.toBe(firstRun);
  await tell(workflow, 'settlement', 'charge.updated');
  expect(await workflow.result()).toMatchObject({ status: 'completed' });
  expect(await holdfast.stripe.requests(captures)).toHaveLength(before + lineIds.length);
  await expectConsistentRecords(holdfast, orderId);
});

test('a settlement that cannot be read while a run ends is read by the next one, though nobody tells of it again', async () => {
  const settlements = { method: 'GET', path: '/v1/balance_transactions', nth: 1, times: 1_000_000 };
  const broken = { kind: 'error', status: 500, type: 'api_error', message: 'An error occurred', stored: false };
  const { orderId, workflow } = await authorized(2);
  const firstRun = await runIdOf(workflow);
  const fault = await holdfast.stripe.fault(settlements, broken);
  await ship(workflow, 'A', '1');
  await tell(workflow, 'settlement', 'charge.updated');
  await eventually(
    () => runIdOf(workflow),
    (runId) => runId !== firstRun,
  );
  await ship(workflow, 'B', '2');
  await holdfast.stripe.endFault(fault);
  expect(await workflow.result()).toMatchObject({ status: 'completed' });
  expect(await isCompleted(orderId)).toBe(true);
  await expectConsistentRecords(holdfast, orderId);
});
