import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import { signalWithStart } from '../libs/temporal/signal-workflow';
import { openDisputesAtStripe } from '../test/setup/desks/disputes-at-stripe';
import { eventually } from '../test/setup/eventually';
import type { OrderWorkflow } from '../test/setup/holdfast';
import { seconds } from '../test/setup/pace';
import { EVERYTHING } from '../test/setup/shop/units';
import type { WorkflowOrder } from '../test/setup/shop/workflow-order';
import { openWorkflowShop } from '../test/setup/shop/workflow-shop';
import { DISPUTE, disputeEvent, disputeStart, disputeWorkflowId } from './dispute/messages';
import { INBOX_SWEEP } from './inbox-sweep/messages';
import { orderPaymentId, TASK_QUEUE } from './order-payment/messages';
import { paidWith, withPolicy } from '../test/examples/orders';

/** Nothing ends a workflow before it has decided to end: no error, and nobody in the Temporal UI. */
const shop = openWorkflowShop();
const NOT_OBEYED = 'Temporal was asked to cancel this workflow';
const slowly = { kind: 'delay', seconds: seconds(2) };

async function completed(paymentMethod = 'pm_card_visa'): Promise<WorkflowOrder> {
  const order = await shop.placeOrder(paidWith(paymentMethod));
  await order.shipAll();
  return order;
}

/** What the first button of the Temporal UI does, once the workflow has seen it. */
async function requestCancellation(workflow: OrderWorkflow): Promise<void> {
  await workflow.cancel();
  const details = await eventually(
    () => workflow.query<{ currentDetails: string }>('__temporal_workflow_metadata'),
    ({ currentDetails }) => currentDetails.includes(NOT_OBEYED),
  );
  expect(details.currentDetails).toContain('POST /v1/orders/{orderId}/cancellations');
}

/** Until an activity of the workflow, which may only be about to start, has begun. */
async function untilUnderWay(workflow: OrderWorkflow, activity: string): Promise<void> {
  const pending = async (): Promise<(string | null | undefined)[]> =>
    ((await workflow.describe()).raw.pendingActivities ?? []).map(({ activityType }) => activityType?.name);
  await eventually(
    () => pending().catch((): string[] => []),
    (names) => names.includes(activity),
  );
}

test('an order whose cancellation is requested in Temporal is captured, settled and completed', async () => {
  const order = await shop.placeOrder();
  await requestCancellation(order.workflow);
  await order.ship('A', '1:1');
  const details = await order.details();
  expect(details).toContain(NOT_OBEYED);
  expect(details).toContain('| status | partially_captured |');
  await order.ship('B', '2:1');
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 4600 });
  await order.recordHistory('cancellation-requested');
});

test('a cancellation that is requested during a capture changes nothing of it', async () => {
  const order = await shop.placeOrder();
  await shop.stripe.fault({ method: 'POST', path: '/v1/payment_intents/*/capture', nth: 1, times: 1 }, slowly);
  const answer = order.ship('A', EVERYTHING);
  await untilUnderWay(order.workflow, 'capture');
  await order.workflow.cancel();
  expect(await answer).toMatchObject({ kind: 'accepted', amount: 4600 });
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 4600 });
});

test('a cancellation that is requested during the authorization leaves the hold to its deadline', async () => {
  await shop.stripe.account({ capture_window_seconds: seconds(6) });
  await shop.stripe.fault({ method: 'POST', path: '/v1/payment_intents', nth: 1, times: 1 }, slowly);
  const orderId = `u-${randomUUID()}`;
  const placing = shop.placeOrder({ orderId, ...withPolicy({ marginSeconds: seconds(3) }) });
  const workflow = shop.holdfast.client.workflow.getHandle(orderPaymentId(orderId));
  await untilUnderWay(workflow, 'authorize');
  await workflow.cancel();
  expect((await placing).result).toMatchObject({ status: 'authorized' });
  expect(await workflow.result()).toMatchObject({ status: 'canceled', cancelReason: 'deadline', released: 4600 });
});

test('a signal that says nothing, as a person can send one by hand, leaves the order as it is', async () => {
  const order = await shop.placeOrder();
  await order.workflow.signal('stripeEvent');
  await order.workflow.signal('stripeEvent', { about: 'the weather' });
  await order.ship('A', EVERYTHING);
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 4600 });
});

test('a refund whose cancellation is requested in Temporal is made, and whoever asks is answered', async () => {
  const order = await completed();
  await shop.stripe.fault({ method: 'POST', path: '/v1/refunds', nth: 1, times: 1 }, slowly);
  const answer = order.refund('r', { amount: 100 });
  const workflow = order.refundWorkflow('r');
  await untilUnderWay(workflow, 'requestRefund');
  await requestCancellation(workflow);
  expect(await answer).toMatchObject({ kind: 'accepted', status: 'succeeded' });
  expect(await workflow.result()).toMatchObject({ kind: 'refund_recorded', status: 'succeeded' });
});

test('a pending refund waits for its end though its cancellation is requested', async () => {
  const order = await completed('pm_card_pendingRefund');
  await shop.stripe.account({ settlement_delay_seconds: 3600 });
  await order.refund('r', { amount: 100 });
  const workflow = order.refundWorkflow('r');
  await requestCancellation(workflow);
  await shop.stripe.advance(3601);
  await order.appendRefund('r');
  expect(await workflow.result()).toMatchObject({ status: 'succeeded' });
});

test('a dispute whose cancellation is requested in Temporal is recorded', async () => {
  const order = await completed('pm_card_createDispute');
  const [about] = await openDisputesAtStripe(shop.stripe).list(await order.paymentIntentId());
  const disputeId = about?.id ?? '';
  await shop.stripe.fault({ method: 'GET', path: '/v1/disputes/*', nth: 1, times: 1 }, slowly);
  const event = { eventId: `evt_${randomUUID()}`, type: 'charge.dispute.created' };
  await signalWithStart(
    shop.holdfast.client,
    DISPUTE,
    disputeStart({ orderId: order.orderId, disputeId }),
    disputeEvent,
    event,
  );
  const workflow = shop.holdfast.client.workflow.getHandle(disputeWorkflowId(disputeId));
  await untilUnderWay(workflow, 'readDispute');
  await requestCancellation(workflow);
  expect(await workflow.result()).toMatchObject({ kind: 'dispute_recorded', status: 'needs_response' });
});

test('an error of Temporal that leaves the main line fails the task, and never the execution', async () => {
  const workflowsPath = require.resolve('./unfailing-under-test');
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  const taskQueue = `unfailing-${randomUUID()}`;
  const { nativeConnection: connection, namespace, client } = shop.holdfast.temporal;
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

test('the sweep of the inbox is canceled as asked, for the next one comes in half a minute', async () => {
  await shop.holdfast.stopWorkers();
  const workflow = await shop.holdfast.client.workflow.start(INBOX_SWEEP, {
    workflowId: `sweep-${randomUUID()}`,
    taskQueue: TASK_QUEUE,
  });
  await workflow.cancel();
  await shop.holdfast.restartWorkers();
  await expect(workflow.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
});
