import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { randomUUID } from 'node:crypto';
import type { CancellationResult, ShipmentResult } from '../../libs/domain/lifecycle/answers';
import type { CancellationCommand } from '../../libs/domain/orders/inputs';
import type { LineQuantity } from '../../libs/domain/orders/shipment-price';
import { historyCost } from '../../libs/temporal/history-cost';
import { accept, newOrder } from '../../test/examples/orders';
import { shipmentOf } from '../../test/examples/payments';
import { startHoldfast, tell, type Holdfast, type OrderWorkflow } from '../../test/setup/holdfast';
import { recordHistory } from '../../test/setup/recorded-histories';
import { expectConsistentRecords, expectConsistentRecordsOfEnded } from '../../test/setup/consistent-records';
import { cancelLines, captureShipment } from './messages';

const [line] = newOrder().lines;
if (line === undefined) throw new Error('the example has lines');
const three = [{ ...line, quantity: 3, taxAmount: 200 }];

let holdfast: Holdfast;

beforeAll(async () => {
  // Every workflow task replays what came before it.
  holdfast = await startHoldfast({ maxCachedWorkflows: 0 });
});

afterAll(async () => {
  await holdfast.stop();
});

beforeEach(() => holdfast.stripe.account({ settlement_delay_seconds: 0, capture_window_seconds: 604_800 }));
afterEach(() => holdfast.stripe.requireSound());
afterEach(() => expectConsistentRecordsOfEnded(holdfast));

/** Three units of one line are authorized. */
async function authorized(): Promise<{ orderId: string; workflow: OrderWorkflow }> {
  const orderId = `c-${randomUUID()}`;
  const { workflow } = await holdfast.authorize(accept(newOrder({ orderId, lines: three })));
  return { orderId, workflow };
}

function units(quantity: number): LineQuantity[] {
  return [{ lineId: '1', quantity }];
}

function ship(workflow: OrderWorkflow, shipmentId: string, quantity: number): Promise<ShipmentResult> {
  return workflow.executeUpdate(captureShipment, { args: [shipmentOf(shipmentId, units(quantity))] });
}

function cancel(workflow: OrderWorkflow, cancellationId: string, quantity?: number): Promise<CancellationResult> {
  const lines = quantity === undefined ? {} : { lines: units(quantity) };
  const command: CancellationCommand = {
    ...{ cancellationId, reason: 'sold out', contentHash: JSON.stringify(lines), requestId: 'r' },
    ...lines,
  };
  return workflow.executeUpdate(cancelLines, { args: [command] });
}

/** What an update came to: `accepted`, or the code it was refused with, by the validator or after a wait. */
async function verdict(update: Promise<ShipmentResult | CancellationResult>): Promise<string> {
  try {
    const result = await update;
    return result.kind === 'refused' ? result.refusal.code : result.kind;
  } catch (error) {
    if (!(error instanceof WorkflowUpdateFailedError) || !(error.cause instanceof ApplicationFailure)) throw error;
    return error.cause.type ?? 'no type';
  }
}

test('units are canceled, the others ship, and the final capture gives the rest back', async () => {
  const { orderId, workflow } = await authorized();
  const { total } = accept(newOrder({ lines: three }));
  await ship(workflow, 'A', 1);
  const canceled = await cancel(workflow, 'C1', 1);
  if (canceled.kind !== 'accepted') throw new Error('it was refused');
  expect(canceled.released).toBeGreaterThan(0);
  await expectConsistentRecords(holdfast, orderId);
  expect(await cancel(workflow, 'C1', 1)).toEqual({ ...canceled, replayed: true });
  expect(await verdict(ship(workflow, 'B', 2))).toBe('units_not_available');
  const { currentDetails } = await workflow.query<{ currentDetails: string }>('__temporal_workflow_metadata');
  expect(currentDetails).toContain('| canceled | 1 unit |');
  expect(currentDetails).toContain('| next | 1 unit to ship;');
  expect(await ship(workflow, 'B', 1)).toMatchObject({ final: true });
  await tell(workflow, 'settlement', 'charge.updated');
  expect(await workflow.result()).toMatchObject({
    status: 'completed',
    captured: total - canceled.released,
    released: canceled.released,
    lost: 0,
  });
  await expectConsistentRecords(holdfast, orderId);
  await recordHistory('lines-cancelled-then-the-rest-shipped', await holdfast.history(workflow));
});

test('the last open units are canceled by name after a part and a shipment', async () => {
  const { orderId, workflow } = await authorized();
  await cancel(workflow, 'C1', 1);
  await ship(workflow, 'A', 1);
  expect(await verdict(cancel(workflow, 'C2', 2))).toBe('units_not_available');
  expect(await verdict(cancel(workflow, 'C2', 1))).toBe('accepted');
  expect(await verdict(ship(workflow, 'B', 1))).toBe('order_closed');
  await tell(workflow, 'settlement', 'charge.updated');
  expect(await workflow.result()).toMatchObject({ status: 'completed', lost: 0 });
  await expectConsistentRecords(holdfast, orderId);
  await recordHistory('lines-cancelled-until-none-is-open', await holdfast.history(workflow));
});

test('a shipment and a cancellation of the same units at the same time: one wins, the other is told the truth', async () => {
  const { orderId, workflow } = await authorized();
  const verdicts = await Promise.all([verdict(ship(workflow, 'A', 2)), verdict(cancel(workflow, 'C1', 2))]);
  expect([...verdicts].sort()).toEqual(['accepted', 'units_not_available']);
  const record = await holdfast.reader.findOrder(orderId);
  const [shipped, canceled] = verdicts[0] === 'accepted' ? [2, 0] : [0, 2];
  expect(record?.lines).toMatchObject([{ shipped, canceled }]);
  await expectConsistentRecords(holdfast, orderId);
  await workflow.terminate();
});

test('the same cancellation at the same time is done once', async () => {
  const { orderId, workflow } = await authorized();
  const results = await Promise.all(['C1', 'C1', 'C1'].map((id) => cancel(workflow, id, 1)));
  expect(results.map((result) => result.kind === 'accepted' && result.replayed).sort()).toEqual([false, true, true]);
  expect((await holdfast.reader.findOrder(orderId))?.lines).toMatchObject([{ canceled: 1 }]);
  const before = historyCost(await workflow.fetchHistory());
  expect(await verdict(cancel(workflow, 'C1', 2))).toBe('cancellation_conflict');
  expect(await verdict(cancel(workflow, 'C2', 3))).toBe('units_not_available');
  expect(historyCost(await workflow.fetchHistory())).toEqual(before);
  await workflow.terminate();
});
