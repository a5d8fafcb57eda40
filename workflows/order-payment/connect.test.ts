import { WithStartWorkflowOperation } from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import type { RefundCommand, RefundResult } from '../../libs/domain/refunds/refund';
import { historyCost } from '../../libs/temporal/history-cost';
import { connectTerms } from '../../test/examples/arbitrary-connect';
import { accept, newOrder } from '../../test/examples/orders';
import { shipmentOf } from '../../test/examples/payments';
import { eventually } from '../../test/setup/eventually';
import { startHoldfast, tell, type Holdfast, type OrderWorkflow } from '../../test/setup/holdfast';
import { recordHistory } from '../../test/setup/recorded-histories';
import { refundCommand } from '../../test/setup/desks/refund-desk';
import { expectConsistentRecords } from '../../test/setup/consistent-records';
import { REFUND, refundStart, refundWorkflowId, requestRefund } from '../refund/messages';
import { captureShipment } from './messages';

let holdfast: Holdfast;

beforeAll(async () => {
  holdfast = await startHoldfast({ settlementReadAfterSeconds: 1 });
});

afterAll(async () => {
  await holdfast.stop();
});

afterEach(() => holdfast.stripe.requireSound());

/** An order of three units of one line, of which a seller gets all but a fee of 1.00. */
async function authorized(): Promise<{ orderId: string; workflow: OrderWorkflow }> {
  const example = newOrder({ orderId: `c-${randomUUID()}` });
  const [line] = example.lines;
  if (line === undefined) throw new Error('the example has lines');
  const payment = { ...example.payment, connect: connectTerms({ applicationFeeAmount: 100 }) };
  const order = accept({ ...example, payment, lines: [{ ...line, quantity: 3, taxAmount: 200 }] });
  const { workflow } = await holdfast.authorize(order);
  return { orderId: order.orderId, workflow };
}

async function ship(workflow: OrderWorkflow, shipmentId: string): Promise<void> {
  await workflow.executeUpdate(captureShipment, { args: [shipmentOf(shipmentId, [{ lineId: '1', quantity: 1 }])] });
}

function ask(orderId: string, command: RefundCommand): Promise<RefundResult> {
  const start = refundStart({ orderId, refundId: command.refundId, command });
  const startWorkflowOperation = new WithStartWorkflowOperation(REFUND, start);
  return holdfast.client.workflow.executeUpdateWithStart(requestRefund, { args: [command], startWorkflowOperation });
}

function refundWorkflow(orderId: string, refundId: string): OrderWorkflow {
  return holdfast.client.workflow.getHandle(refundWorkflowId(orderId, refundId));
}

async function settledShipments(orderId: string): Promise<number> {
  const record = await holdfast.reader.findOrder(orderId);
  return (record?.shipments ?? []).filter(({ status }) => status === 'settled').length;
}

test('three shipments split with a seller cost no more than three shipments, and a refund brings back what is theirs', async () => {
  await holdfast.stripe.account({ settlement_delay_seconds: 0 });
  const { orderId, workflow } = await authorized();
  for (const [index, shipmentId] of ['A', 'B', 'C'].entries()) {
    await ship(workflow, shipmentId);
    await tell(workflow, 'settlement', 'charge.updated');
    await eventually(
      () => settledShipments(orderId),
      (count) => count === index + 1,
    );
  }
  expect(await workflow.result()).toMatchObject({ status: 'completed' });
  const cost = historyCost(await workflow.fetchHistory());
  expect(cost.events).toBeLessThanOrEqual(75);
  expect(cost.actions).toBeLessThanOrEqual(18);
  await expectConsistentRecords(holdfast, orderId);
  await recordHistory('connect-three-parcels', await holdfast.history(workflow));

  expect(await ask(orderId, refundCommand('r', { shipmentId: 'A' }))).toMatchObject({ status: 'succeeded' });
  const refund = refundWorkflow(orderId, 'r');
  await refund.result();
  expect(historyCost(await refund.fetchHistory()).actions).toBeLessThanOrEqual(4);
  const record = await holdfast.reader.findOrder(orderId);
  expect(record?.connect).toMatchObject({
    applicationFees: [{ amount: 100 }],
    applicationFeesRefunded: [{ amount: 34 }],
  });
  await expectConsistentRecords(holdfast, orderId);
  await recordHistory('connect', await holdfast.history(refund), 'refund');
});

test('a refund before the settlement is answered at once, and its workflow stays until the seller gave back', async () => {
  await holdfast.stripe.account({ settlement_delay_seconds: 3600 });
  const { orderId, workflow } = await authorized();
  await ship(workflow, 'A');
  expect(await ask(orderId, refundCommand('r', { amount: 500 }))).toMatchObject({ status: 'succeeded' });
  await holdfast.stripe.advance(3601);
  const refund = refundWorkflow(orderId, 'r');
  await refund.result();
  const record = await holdfast.reader.findRefund(orderId, 'r');
  expect(record?.reversals.map(({ kind, amount, state }) => [kind, amount.amount, state])).toEqual([
    ['transfer', 500, 'done'],
    ['application_fee', expect.any(Number), 'done'],
  ]);
  await expectConsistentRecords(holdfast, orderId);
  await recordHistory('connect-before-settlement', await holdfast.history(refund), 'refund');
});
