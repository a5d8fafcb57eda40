import { randomUUID } from 'node:crypto';
import { accept, newOrder } from '../../test/examples/orders';
import { shipmentOf } from '../../test/examples/payments';
import { startHoldfast, tell, type Holdfast, type OrderWorkflow } from '../../test/setup/holdfast';
import { recordHistory } from '../../test/setup/recorded-histories';
import { expectConsistentRecordsOfEnded } from '../../test/setup/consistent-records';
import type { ShipmentResult } from '../../libs/domain/lifecycle/answers';
import { historyCost } from '../../libs/temporal/history-cost';
import { captureShipment } from './messages';

/** Shipments that are worth more or less than their units, through the workflow. */
let holdfast: Holdfast;

beforeAll(async () => {
  holdfast = await startHoldfast();
  await holdfast.stripe.account({ settlement_delay_seconds: 0 });
});
afterAll(() => holdfast.stop());
afterEach(() => holdfast.stripe.requireSound());
afterEach(() => expectConsistentRecordsOfEnded(holdfast));

async function authorized(paymentMethod = 'pm_card_visa'): Promise<OrderWorkflow> {
  const payment = { ...newOrder().payment, paymentMethod };
  const order = accept(newOrder({ orderId: `a-${randomUUID()}`, payment }));
  return (await holdfast.authorize(order)).workflow;
}

function ship(workflow: OrderWorkflow, shipmentId: string, lineId: string, amount: number): Promise<ShipmentResult> {
  const shipment = shipmentOf(shipmentId, [{ lineId, quantity: 1 }]);
  const adjustment = amount === 0 ? {} : { amountAdjustment: { amount, reason: 'weighed' } };
  return workflow.executeUpdate(captureShipment, { args: [{ ...shipment, ...adjustment }] });
}

async function complete(workflow: OrderWorkflow): Promise<unknown> {
  await tell(workflow, 'settlement', 'charge.updated');
  return workflow.result();
}

test('the first shipment is heavier: the hold is raised, and everything is captured', async () => {
  const workflow = await authorized();
  expect(await ship(workflow, 'A', '1', 500)).toMatchObject({ kind: 'accepted', amount: 2800, final: false });
  expect(await ship(workflow, 'A', '1', 500)).toMatchObject({ replayed: true, amount: 2800 });
  expect(await ship(workflow, 'B', '2', 0)).toMatchObject({ kind: 'accepted', amount: 2300, final: true });
  expect(await complete(workflow)).toMatchObject({ status: 'completed', captured: 5100, released: 0 });
  const { actions } = historyCost(await workflow.fetchHistory());
  // One activity more than without the adjustment.
  expect(actions).toBeLessThanOrEqual(15);
  await recordHistory('raised-then-captured', await holdfast.history(workflow));
});

test('the last shipment is heavier: it is captured above the hold', async () => {
  const workflow = await authorized();
  await ship(workflow, 'A', '1', -100);
  expect(await ship(workflow, 'B', '2', 800)).toMatchObject({ kind: 'accepted', amount: 3100, final: true });
  expect(await complete(workflow)).toMatchObject({ status: 'completed', captured: 5300, released: 0 });
  const { currentDetails } = await workflow.query<{ currentDetails: string }>('__temporal_workflow_metadata');
  expect(currentDetails).toContain('| adjustments of shipments | 7.00 USD |');
  await recordHistory('captured-above-the-hold', await holdfast.history(workflow));
});

test('a card that bears no more is told so with what the shipment can take, and ships for that', async () => {
  const workflow = await authorized('pm_card_credit_disableEnterpriseCardFeatures');
  expect(await ship(workflow, 'A', '1', 500)).toMatchObject({
    refusal: { code: 'amount_exceeds_hold', maximumAmount: 2300 },
  });
  const everything = shipmentOf('all', [
    { lineId: '1', quantity: 1 },
    { lineId: '2', quantity: 1 },
  ]);
  expect(await workflow.executeUpdate(captureShipment, { args: [everything] })).toMatchObject({ amount: 4600 });
  expect(await complete(workflow)).toMatchObject({ status: 'completed', captured: 4600 });
  await recordHistory('raise-declined', await holdfast.history(workflow));
});
