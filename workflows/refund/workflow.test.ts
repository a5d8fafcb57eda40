import { randomUUID } from 'node:crypto';
import { WithStartWorkflowOperation, type WorkflowHandle } from '@temporalio/client';
import type { RefundCommand, RefundResult } from '../../libs/domain/refunds/refund';
import type { RefundRecord } from '../../libs/postgres/records/order-record';
import { historyCost } from '../../libs/temporal/history-cost';
import { signalWithStart } from '../../libs/temporal/signal-workflow';
import { accept, newOrder } from '../../test/examples/orders';
import { shipmentOf } from '../../test/examples/payments';
import { eventually } from '../../test/setup/eventually';
import { startHoldfast, tell, type Holdfast } from '../../test/setup/holdfast';
import { expectConsistentRecordsOfEnded } from '../../test/setup/consistent-records';
import { recordHistory } from '../../test/setup/recorded-histories';
import { refundCommand } from '../../test/setup/desks/refund-desk';
import { captureShipment } from '../order-payment/messages';
import { REFUND, refundEvent, refundStart, refundWorkflowId, requestRefund } from './messages';

const refunds = '/v1/refunds';
const everything = [
  { lineId: '1', quantity: 1 },
  { lineId: '2', quantity: 1 },
];

let holdfast: Holdfast;

beforeAll(async () => {
  holdfast = await startHoldfast({ settlementReadAfterSeconds: 2 });
});

afterAll(async () => {
  await holdfast.stop();
});

beforeEach(() => holdfast.stripe.account({ settlement_delay_seconds: 0 }));
afterEach(() => holdfast.stripe.requireSound());
afterEach(() => expectConsistentRecordsOfEnded(holdfast));

/** An order that shipped all at once. */
async function shipped(paymentMethod = 'pm_card_visa'): Promise<{ orderId: string; workflow: WorkflowHandle }> {
  const payment = { ...newOrder().payment, paymentMethod };
  const order = accept(newOrder({ orderId: `r-${randomUUID()}`, payment }));
  const { workflow } = await holdfast.authorize(order);
  await workflow.executeUpdate(captureShipment, { args: [shipmentOf('A', everything)] });
  return { orderId: order.orderId, workflow };
}

async function completed(paymentMethod = 'pm_card_visa'): Promise<string> {
  const { orderId, workflow } = await shipped(paymentMethod);
  await tell(workflow, 'settlement', 'charge.updated');
  await workflow.result();
  return orderId;
}

/** Starts the workflow of a refund as the API does. */
function ask(orderId: string, command: RefundCommand): Promise<RefundResult> {
  const start = refundStart({ orderId, refundId: command.refundId, command });
  const startWorkflowOperation = new WithStartWorkflowOperation(REFUND, start);
  return holdfast.client.workflow.executeUpdateWithStart(requestRefund, { args: [command], startWorkflowOperation });
}

/** News as the delivery of webhooks brings it. */
async function news(orderId: string, refundId: string, type = 'refund.updated'): Promise<void> {
  const start = refundStart({ orderId, refundId, command: null });
  await signalWithStart(holdfast.client, REFUND, start, refundEvent, { eventId: `evt_${randomUUID()}`, type });
}

function handleOf(orderId: string, refundId: string): WorkflowHandle {
  return holdfast.client.workflow.getHandle(refundWorkflowId(orderId, refundId));
}

async function recorded(orderId: string, refundId: string): Promise<RefundRecord | undefined> {
  return holdfast.reader.findRefund(orderId, refundId);
}

async function refundedAmount(orderId: string): Promise<number | undefined> {
  return (await holdfast.reader.findOrder(orderId))?.amounts.refunded;
}

async function keep(scenario: string, workflow: WorkflowHandle): Promise<void> {
  await recordHistory(scenario, await holdfast.history(workflow), 'refund');
}

test('a refund after the order closed: its workflow asks once and ends', async () => {
  const orderId = await completed();
  expect(await ask(orderId, refundCommand('r', { shipmentId: 'A' }))).toMatchObject({ status: 'succeeded' });
  const workflow = handleOf(orderId, 'r');
  expect(await workflow.result()).toMatchObject({ kind: 'refund_recorded', amount: 4600 });
  expect(await refundedAmount(orderId)).toBe(4600);
  expect(historyCost(await workflow.fetchHistory()).actions).toBeLessThanOrEqual(4);
  await keep('succeeded', workflow);
});

test('the Temporal UI shows the refund without reading code', async () => {
  const { orderId } = await shipped();
  await ask(orderId, refundCommand('r', { amount: 100 }));
  const workflow = handleOf(orderId, 'r');
  await workflow.result();
  const { currentDetails } = await workflow.query<{ currentDetails: string }>('__temporal_workflow_metadata');
  expect(currentDetails).toContain(`**Refund r** of order ${orderId}`);
  expect(currentDetails).toContain('| amount | 1.00 USD |');
  const { typedSearchAttributes } = await workflow.describe();
  expect(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value])).toEqual(
    expect.arrayContaining([
      ['HoldfastStatus', 'succeeded'],
      ['HoldfastAttention', false],
    ]),
  );
});

test('the same refund many times at once is made once', async () => {
  const { orderId } = await shipped();
  const same = (): RefundCommand => refundCommand('r', { amount: 1000 });
  const results = await Promise.all([ask(orderId, same()), ask(orderId, same()), ask(orderId, same())]);
  const first = results.map((result) => result.kind === 'accepted' && result.acceptanceId);
  expect(new Set(first).size).toBe(1);
  expect(await refundedAmount(orderId)).toBe(1000);
  const later = await ask(orderId, same());
  expect(later).toMatchObject({ kind: 'accepted', acceptanceId: first[0] });
  expect(await ask(orderId, refundCommand('r', { amount: 999 }))).toMatchObject({
    refusal: { code: 'refund_conflict' },
  });
  expect(await refundedAmount(orderId)).toBe(1000);
});

test('different refunds at the same time never give back more than was captured', async () => {
  const { orderId } = await shipped();
  const results = await Promise.all(
    ['a', 'b', 'c', 'd'].map((refundId) => ask(orderId, refundCommand(refundId, { amount: 2000 }))),
  );
  expect(results.map(({ kind }) => kind).sort()).toEqual(['accepted', 'accepted', 'refused', 'refused']);
  expect(await refundedAmount(orderId)).toBe(4000);
});

test('a refused refund leaves nothing under its id', async () => {
  const { orderId } = await shipped();
  expect(await ask(orderId, refundCommand('r', { amount: 5000 }))).toMatchObject({
    kind: 'refused',
    refusal: { code: 'not_refundable', maximumAmount: 4600 },
  });
  await keep('refused', handleOf(orderId, 'r'));
  expect(await ask(orderId, refundCommand('r', { amount: 4600 }))).toMatchObject({ status: 'succeeded' });
});

test('a lost answer is found out by reading, and refunded once', async () => {
  const { orderId } = await shipped();
  await holdfast.stripe.fault({ method: 'POST', path: refunds, nth: 1, times: 1 }, { kind: 'commit_then_drop' });
  const before = (await holdfast.stripe.requests(refunds)).length;
  expect(await ask(orderId, refundCommand('r', { shipmentId: 'A' }))).toMatchObject({ status: 'succeeded' });
  expect(await refundedAmount(orderId)).toBe(4600);
  // One POST that was done and not answered, and one list that showed it.
  expect((await holdfast.stripe.requests(refunds)).length).toBe(before + 2);
  await keep('lost-answer', handleOf(orderId, 'r'));
});

test('a pending refund is answered at once, and waits for its event', async () => {
  const orderId = await completed('pm_card_pendingRefund');
  await holdfast.stripe.account({ settlement_delay_seconds: 3600 });
  expect(await ask(orderId, refundCommand('r', { amount: 100 }))).toMatchObject({ status: 'pending' });
  await holdfast.stripe.advance(3601);
  await news(orderId, 'r');
  const workflow = handleOf(orderId, 'r');
  expect(await workflow.result()).toMatchObject({ status: 'succeeded' });
  expect((await recorded(orderId, 'r'))?.status).toBe('succeeded');
  await keep('pending', workflow);
});

test('a pending refund whose event never comes is read', async () => {
  const orderId = await completed('pm_card_pendingRefund');
  await holdfast.stripe.account({ settlement_delay_seconds: 3600 });
  await ask(orderId, refundCommand('r', { amount: 100 }));
  await holdfast.stripe.advance(3601);
  const workflow = handleOf(orderId, 'r');
  expect(await workflow.result()).toMatchObject({ status: 'succeeded' });
  await keep('read-by-timer', workflow);
});

test('a refund that fails after it had succeeded: the news start its workflow again', async () => {
  const orderId = await completed('pm_card_refundFail');
  await holdfast.stripe.account({ settlement_delay_seconds: 3600 });
  expect(await ask(orderId, refundCommand('r', { shipmentId: 'A' }))).toMatchObject({ status: 'succeeded' });
  await handleOf(orderId, 'r').result();
  await holdfast.stripe.advance(3601);
  await Promise.all([news(orderId, 'r', 'refund.failed'), news(orderId, 'r'), news(orderId, 'r')]);
  const refund = await eventually(
    () => recorded(orderId, 'r'),
    (record) => record?.status === 'failed',
  );
  expect(refund?.parts).toMatchObject([{ errorCode: 'unknown' }]);
  const workflow = handleOf(orderId, 'r');
  expect(await workflow.result()).toMatchObject({ status: 'failed' });
  const order = await holdfast.reader.findOrder(orderId);
  expect([order?.status, order?.amounts.refunded]).toEqual(['completed', 0]);
  expect(order?.attention.map(({ code }) => code)).toEqual(['refund_failed']);
  await keep('failed-later', workflow);
});

test('our own mistake: a person is called, and the same request works once it is mended', async () => {
  const { orderId } = await shipped();
  const wrong = { kind: 'error', status: 401, type: 'invalid_request_error', message: 'No such key', stored: false };
  await holdfast.stripe.fault({ method: 'POST', path: refunds, nth: 1, times: 1 }, wrong);
  expect(await ask(orderId, refundCommand('r', { amount: 100 }))).toMatchObject({
    refusal: { code: 'temporarily_unavailable' },
  });
  await handleOf(orderId, 'r').result();
  expect(await ask(orderId, refundCommand('r', { amount: 100 }))).toMatchObject({ status: 'succeeded' });
});

test('whoever asks for a refund is answered while news of it cannot be read', async () => {
  const { orderId } = await shipped();
  const broken = { kind: 'error', status: 500, type: 'api_error', message: 'An error occurred', stored: false };
  const reads = { method: 'GET', path: `${refunds}/*`, nth: 1, times: 1_000_000 };
  const fault = await holdfast.stripe.fault(reads, broken);
  await news(orderId, 'r');
  expect(await ask(orderId, refundCommand('r', { amount: 100 }))).toMatchObject({ status: 'succeeded' });
  expect(await ask(orderId, refundCommand('r', { amount: 99 }))).toMatchObject({
    refusal: { code: 'refund_conflict' },
  });
  await holdfast.stripe.endFault(fault);
  const workflow = handleOf(orderId, 'r');
  expect(await workflow.result()).toMatchObject({ kind: 'refund_recorded', status: 'succeeded' });
  await keep('asked-while-news-fail', workflow);
});
