import { WithStartWorkflowOperation, type WorkflowHandle } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import { signalWithStart } from '../libs/temporal/signal-workflow';
import { accept, newOrder } from '../test/examples/orders';
import { shipmentOf } from '../test/examples/payments';
import { openDisputesAtStripe } from '../test/setup/desks/disputes-at-stripe';
import { eventually } from '../test/setup/eventually';
import { startHoldfast, tell, type Holdfast, type OrderWorkflow } from '../test/setup/holdfast';
import { recordHistory } from '../test/setup/recorded-histories';
import { refundCommand } from '../test/setup/desks/refund-desk';
import { expectConsistentRecordsOfEnded } from '../test/setup/consistent-records';
import { DISPUTE, disputeEvent, disputeStart, disputeWorkflowId } from './dispute/messages';
import { INBOX_SWEEP } from './inbox-sweep/messages';
import { captureShipment, orderPaymentId, TASK_QUEUE } from './order-payment/messages';
import { REFUND, refundEvent, refundStart, refundWorkflowId, requestRefund } from './refund/messages';

/** Nothing ends a workflow before it has decided to end: no error, and nobody in the Temporal UI. */

const NOT_OBEYED = 'Cancellation was requested in Temporal and is not obeyed';
const slowly = { kind: 'delay', seconds: 2 };
const everything = newOrder().lines.map(({ lineId, quantity }) => ({ lineId, quantity }));

let holdfast: Holdfast;

beforeAll(async () => {
  holdfast = await startHoldfast();
});

afterAll(() => holdfast.stop());

beforeEach(() => holdfast.stripe.account({ settlement_delay_seconds: 0, capture_window_seconds: 604_800 }));
afterEach(() => holdfast.stripe.requireSound());
afterEach(() => expectConsistentRecordsOfEnded(holdfast));

async function placed(paymentMethod = 'pm_card_visa'): Promise<{ orderId: string; workflow: OrderWorkflow }> {
  const payment = { ...newOrder().payment, paymentMethod };
  const order = accept(newOrder({ orderId: `u-${randomUUID()}`, payment }));
  const { workflow } = await holdfast.authorize(order);
  return { orderId: order.orderId, workflow };
}

async function completed(paymentMethod?: string): Promise<string> {
  const { orderId, workflow } = await placed(paymentMethod);
  await workflow.executeUpdate(captureShipment, { args: [shipmentOf('A', everything)] });
  await tell(workflow, 'settlement', 'charge.updated');
  await workflow.result();
  return orderId;
}

/** What the first button of the Temporal UI does, once the workflow has seen it. */
async function requestCancellation(workflow: WorkflowHandle): Promise<void> {
  await workflow.cancel();
  const details = await eventually(
    () => workflow.query<{ currentDetails: string }>('__temporal_workflow_metadata'),
    ({ currentDetails }) => currentDetails.includes(NOT_OBEYED),
  );
  expect(details.currentDetails).toContain('POST /v1/orders/{orderId}/cancellations');
}

/** Until an activity of the workflow, which may only be about to start, has begun. */
async function untilUnderWay(workflow: WorkflowHandle, activity: string): Promise<void> {
  const pending = async (): Promise<(string | null | undefined)[]> =>
    ((await workflow.describe()).raw.pendingActivities ?? []).map(({ activityType }) => activityType?.name);
  await eventually(
    () => pending().catch((): string[] => []),
    (names) => names.includes(activity),
  );
}

test('an order whose cancellation is requested in Temporal goes on: captured, settled, completed', async () => {
  const { workflow } = await placed();
  await requestCancellation(workflow);
  await workflow.executeUpdate(captureShipment, { args: [shipmentOf('A', [{ lineId: '1', quantity: 1 }])] });
  const { currentDetails } = await workflow.query<{ currentDetails: string }>('__temporal_workflow_metadata');
  expect(currentDetails).toContain(NOT_OBEYED);
  expect(currentDetails).toContain('| status | partially_captured |');
  await workflow.executeUpdate(captureShipment, { args: [shipmentOf('B', [{ lineId: '2', quantity: 1 }])] });
  await tell(workflow, 'settlement', 'charge.updated');
  expect(await workflow.result()).toMatchObject({ status: 'completed', captured: 4600 });
  await recordHistory('cancellation-requested', await holdfast.history(workflow));
});

test('a cancellation that is requested during a capture changes nothing of it', async () => {
  const { workflow } = await placed();
  await holdfast.stripe.fault({ method: 'POST', path: '/v1/payment_intents/*/capture', nth: 1, times: 1 }, slowly);
  const answer = workflow.executeUpdate(captureShipment, { args: [shipmentOf('A', everything)] });
  await untilUnderWay(workflow, 'capture');
  await workflow.cancel();
  expect(await answer).toMatchObject({ kind: 'accepted', amount: 4600 });
  await tell(workflow, 'settlement', 'charge.updated');
  expect(await workflow.result()).toMatchObject({ status: 'completed', captured: 4600 });
});

test('a cancellation that is requested during the authorization leaves the hold to its deadline', async () => {
  await holdfast.stripe.account({ capture_window_seconds: 6 });
  await holdfast.stripe.fault({ method: 'POST', path: '/v1/payment_intents', nth: 1, times: 1 }, slowly);
  const policy = { ...newOrder().policy, marginSeconds: 3 };
  const order = accept(newOrder({ orderId: `u-${randomUUID()}`, policy }));
  const placing = holdfast.authorize(order);
  const workflow = holdfast.client.workflow.getHandle(orderPaymentId(order.orderId));
  await untilUnderWay(workflow, 'authorize');
  await workflow.cancel();
  expect((await placing).result).toMatchObject({ status: 'authorized' });
  expect(await workflow.result()).toMatchObject({ status: 'canceled', cancelReason: 'deadline', released: 4600 });
});

test('a signal that says nothing, as a person can send one by hand, leaves the order as it is', async () => {
  const { workflow } = await placed();
  await workflow.signal('stripeEvent');
  await workflow.signal('stripeEvent', { about: 'the weather' });
  await workflow.executeUpdate(captureShipment, { args: [shipmentOf('A', everything)] });
  await tell(workflow, 'settlement', 'charge.updated');
  expect(await workflow.result()).toMatchObject({ status: 'completed', captured: 4600 });
});

test('a refund whose cancellation is requested in Temporal is made, and whoever asks is answered', async () => {
  const orderId = await completed();
  await holdfast.stripe.fault({ method: 'POST', path: '/v1/refunds', nth: 1, times: 1 }, slowly);
  const command = refundCommand('r', { amount: 100 });
  const startWorkflowOperation = new WithStartWorkflowOperation(
    REFUND,
    refundStart({ orderId, refundId: 'r', command }),
  );
  const answer = holdfast.client.workflow.executeUpdateWithStart(requestRefund, {
    args: [command],
    startWorkflowOperation,
  });
  const workflow = holdfast.client.workflow.getHandle(refundWorkflowId(orderId, 'r'));
  await untilUnderWay(workflow, 'requestRefund');
  await requestCancellation(workflow);
  expect(await answer).toMatchObject({ kind: 'accepted', status: 'succeeded' });
  expect(await workflow.result()).toMatchObject({ kind: 'refund_recorded', status: 'succeeded' });
});

test('a pending refund waits for its end though its cancellation is requested', async () => {
  await holdfast.stripe.account({ settlement_delay_seconds: 0 });
  const orderId = await completed('pm_card_pendingRefund');
  await holdfast.stripe.account({ settlement_delay_seconds: 3600 });
  const command = refundCommand('r', { amount: 100 });
  const start = refundStart({ orderId, refundId: 'r', command });
  const startWorkflowOperation = new WithStartWorkflowOperation(REFUND, start);
  await holdfast.client.workflow.executeUpdateWithStart(requestRefund, { args: [command], startWorkflowOperation });
  const workflow = holdfast.client.workflow.getHandle(refundWorkflowId(orderId, 'r'));
  await requestCancellation(workflow);
  await holdfast.stripe.advance(3601);
  await signalWithStart(holdfast.client, REFUND, refundStart({ orderId, refundId: 'r', command: null }), refundEvent, {
    eventId: `evt_${randomUUID()}`,
    type: 'refund.updated',
  });
  expect(await workflow.result()).toMatchObject({ status: 'succeeded' });
});

test('a dispute whose cancellation is requested in Temporal is recorded', async () => {
  const orderId = await completed('pm_card_createDispute');
  const intent = (await holdfast.reader.findOrder(orderId))?.authorization?.paymentIntentId ?? '';
  const [about] = await openDisputesAtStripe(holdfast.stripe).list(intent);
  const disputeId = about?.id ?? '';
  await holdfast.stripe.fault({ method: 'GET', path: '/v1/disputes/*', nth: 1, times: 1 }, slowly);
  const event = { eventId: `evt_${randomUUID()}`, type: 'charge.dispute.created' };
  await signalWithStart(holdfast.client, DISPUTE, disputeStart({ orderId, disputeId }), disputeEvent, event);
  const workflow = holdfast.client.workflow.getHandle(disputeWorkflowId(disputeId));
  await untilUnderWay(workflow, 'readDispute');
  await requestCancellation(workflow);
  expect(await workflow.result()).toMatchObject({ kind: 'dispute_recorded', status: 'needs_response' });
});

test('an error of Temporal that leaves the main line fails the task, which is tried again, and never the execution', async () => {
  const workflowsPath = require.resolve('./unfailing-under-test');
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  const taskQueue = `unfailing-${randomUUID()}`;
  const { nativeConnection: connection, namespace, client } = holdfast.temporal;
  const worker = await Worker.create({ connection, namespace, taskQueue, workflowBundle: { code } });
  const running = worker.run();
  const workflow = await client.workflow.start('failsUntilMended', { workflowId: taskQueue, taskQueue });
  await workflow.signal('go');
  await eventually(
    async () => (await workflow.fetchHistory()).events ?? [],
    (events) => events.some(({ workflowTaskFailedEventAttributes: failed }) => failed?.failure !== undefined),
  );
  expect((await workflow.describe()).status.name).toBe('RUNNING');
  await workflow.signal('mend');
  expect(await workflow.result()).toBe('mended');
  worker.shutdown();
  await running;
});

test('the sweep of the inbox is canceled as asked: the next one comes in half a minute', async () => {
  await holdfast.stopWorkers();
  const workflow = await holdfast.client.workflow.start(INBOX_SWEEP, {
    workflowId: `sweep-${randomUUID()}`,
    taskQueue: TASK_QUEUE,
  });
  await workflow.cancel();
  await holdfast.restartWorkers();
  await expect(workflow.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
});
