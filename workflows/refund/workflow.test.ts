import type { RefundResult } from '../../libs/domain/refunds/refund';
import { historyCost } from '../../libs/temporal/history-cost';
import { eventually } from '../../test/setup/eventually';
import { EVERYTHING } from '../../test/setup/shop/units';
import type { WorkflowOrder } from '../../test/setup/shop/workflow-order';
import { openWorkflowShop } from '../../test/setup/shop/workflow-shop';
import { paidWith } from '../../test/examples/orders';

const shop = openWorkflowShop({ settlementReadAfterSeconds: 2 });
const refunds = '/v1/refunds';

/** An order that shipped all at once. */
async function shipped(paymentMethod = 'pm_card_visa'): Promise<WorkflowOrder> {
  const order = await shop.placeOrder(paidWith(paymentMethod));
  await order.ship('A', EVERYTHING);
  return order;
}

async function completed(paymentMethod?: string): Promise<WorkflowOrder> {
  const order = await shipped(paymentMethod);
  await order.complete();
  return order;
}

async function refundedAmount(order: WorkflowOrder): Promise<number> {
  return (await order.read()).amounts.refunded;
}

test('a refund after the order closed asks once, and its workflow ends', async () => {
  const order = await completed();
  expect(await order.refund('r', { shipmentId: 'A' })).toMatchObject({ status: 'succeeded' });
  const workflow = order.refundWorkflow('r');
  expect(await workflow.result()).toMatchObject({ kind: 'refund_recorded', amount: 4600 });
  expect(await refundedAmount(order)).toBe(4600);
  expect(historyCost(await workflow.fetchHistory()).actions).toBeLessThanOrEqual(4);
  await order.recordRefundHistory('succeeded', 'r');
});

test('the Temporal UI shows the refund without reading code', async () => {
  const order = await shipped();
  await order.refund('r', { amount: 100 });
  const workflow = order.refundWorkflow('r');
  await workflow.result();
  const { currentDetails } = await workflow.query<{ currentDetails: string }>('__temporal_workflow_metadata');
  expect(currentDetails).toContain(`**Refund r** of order ${order.orderId}`);
  expect(currentDetails).toContain('| amount | 1.00 USD |');
  const { typedSearchAttributes } = await workflow.describe();
  expect(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value])).toEqual(
    expect.arrayContaining([
      ['HoldfastOrderId', order.orderId],
      ['HoldfastStatus', 'succeeded'],
      ['HoldfastAttention', false],
    ]),
  );
});

test('the Temporal UI shows what the shop returns of credits beside the card', async () => {
  const order = await shop.placeOrder({ credits: [{ creditId: 'gift', amount: 2300, description: null }] });
  await order.ship('A', '1:1');
  await order.refund('r', { shipmentId: 'A' });
  const workflow = order.refundWorkflow('r');
  await workflow.result();
  const { currentDetails } = await workflow.query<{ currentDetails: string }>('__temporal_workflow_metadata');
  expect(currentDetails).toContain('| amount | 11.50 USD |');
  expect(currentDetails).toContain('| credits, by the shop | 11.50 USD |');
});

test('the same refund many times at once is made once', async () => {
  const order = await shipped();
  const same = (): Promise<RefundResult> => order.refund('r', { amount: 1000 });
  const results = await Promise.all([same(), same(), same()]);
  const first = results.map((result) => result.kind === 'accepted' && result.acceptanceId);
  expect(new Set(first).size).toBe(1);
  expect(await refundedAmount(order)).toBe(1000);
  const later = await same();
  expect(later).toMatchObject({ kind: 'accepted', acceptanceId: first[0] });
  expect(await order.refund('r', { amount: 999 })).toMatchObject({
    refusal: { code: 'refund_conflict' },
  });
  expect(await refundedAmount(order)).toBe(1000);
});

test('different refunds at the same time never give back more than was captured', async () => {
  const order = await shipped();
  const results = await Promise.all(['a', 'b', 'c', 'd'].map((refundId) => order.refund(refundId, { amount: 2000 })));
  expect(results.map(({ kind }) => kind).sort()).toEqual(['accepted', 'accepted', 'refused', 'refused']);
  expect(await refundedAmount(order)).toBe(4000);
});

test('a refused refund leaves nothing under its id', async () => {
  const order = await shipped();
  expect(await order.refund('r', { amount: 5000 })).toMatchObject({
    kind: 'refused',
    refusal: { code: 'not_refundable', maximumAmount: 4600 },
  });
  await order.recordRefundHistory('refused', 'r');
  expect(await order.refund('r', { amount: 4600 })).toMatchObject({ status: 'succeeded' });
});

test('a refund whose answer is lost is found out by reading, and made once', async () => {
  const order = await shipped();
  await shop.stripe.fault({ method: 'POST', path: refunds, nth: 1, times: 1 }, { kind: 'commit_then_drop' });
  const before = (await shop.stripe.requests(refunds)).length;
  expect(await order.refund('r', { shipmentId: 'A' })).toMatchObject({ status: 'succeeded' });
  expect(await refundedAmount(order)).toBe(4600);
  // One POST that was done and not answered, and one list that showed it.
  expect((await shop.stripe.requests(refunds)).length).toBe(before + 2);
  await order.recordRefundHistory('lost-answer', 'r');
});

test('a pending refund is answered at once, and waits for its event', async () => {
  const order = await completed('pm_card_pendingRefund');
  await shop.stripe.account({ settlement_delay_seconds: 3600 });
  expect(await order.refund('r', { amount: 100 })).toMatchObject({ status: 'pending' });
  await shop.stripe.advance(3601);
  await order.appendRefund('r');
  const workflow = order.refundWorkflow('r');
  expect(await workflow.result()).toMatchObject({ status: 'succeeded' });
  expect((await order.readRefund('r'))?.status).toBe('succeeded');
  await order.recordRefundHistory('pending', 'r');
});

test('a pending refund whose event never comes is read', async () => {
  const order = await completed('pm_card_pendingRefund');
  await shop.stripe.account({ settlement_delay_seconds: 3600 });
  await order.refund('r', { amount: 100 });
  await shop.stripe.advance(3601);
  const workflow = order.refundWorkflow('r');
  expect(await workflow.result()).toMatchObject({ status: 'succeeded' });
  await order.recordRefundHistory('read-by-timer', 'r');
});

test('news of a refund that failed after it had succeeded start its workflow again', async () => {
  const order = await completed('pm_card_refundFail');
  await shop.stripe.account({ settlement_delay_seconds: 3600 });
  expect(await order.refund('r', { shipmentId: 'A' })).toMatchObject({ status: 'succeeded' });
  await order.refundWorkflow('r').result();
  await shop.stripe.advance(3601);
  await Promise.all([order.appendRefund('r', 'refund.failed'), order.appendRefund('r'), order.appendRefund('r')]);
  const refund = await eventually(
    () => order.readRefund('r'),
    (record) => record?.status === 'failed',
  );
  expect(refund?.parts).toMatchObject([{ errorCode: 'unknown' }]);
  const workflow = order.refundWorkflow('r');
  expect(await workflow.result()).toMatchObject({ status: 'failed' });
  const { status, amounts } = await order.read();
  expect([status, amounts.refunded]).toEqual(['completed', 0]);
  expect(await order.attention()).toEqual(['refund_failed']);
  await order.recordRefundHistory('failed-later', 'r');
});

test('a refund that failed by our own mistake works by the same request once that is mended', async () => {
  const order = await shipped();
  const wrong = { kind: 'error', status: 401, type: 'invalid_request_error', message: 'No such key', stored: false };
  await shop.stripe.fault({ method: 'POST', path: refunds, nth: 1, times: 1 }, wrong);
  expect(await order.refund('r', { amount: 100 })).toMatchObject({
    refusal: { code: 'temporarily_unavailable' },
  });
  await order.refundWorkflow('r').result();
  expect(await order.refund('r', { amount: 100 })).toMatchObject({ status: 'succeeded' });
});

test('whoever asks for a refund is answered while news of it cannot be read', async () => {
  const order = await shipped();
  const broken = { kind: 'error', status: 500, type: 'api_error', message: 'An error occurred', stored: false };
  const reads = { method: 'GET', path: `${refunds}/*`, nth: 1, times: 1_000_000 };
  const fault = await shop.stripe.fault(reads, broken);
  await order.appendRefund('r');
  expect(await order.refund('r', { amount: 100 })).toMatchObject({ status: 'succeeded' });
  expect(await order.refund('r', { amount: 99 })).toMatchObject({
    refusal: { code: 'refund_conflict' },
  });
  await shop.stripe.endFault(fault);
  const workflow = order.refundWorkflow('r');
  expect(await workflow.result()).toMatchObject({ kind: 'refund_recorded', status: 'succeeded' });
  await order.recordRefundHistory('asked-while-news-fail', 'r');
});
