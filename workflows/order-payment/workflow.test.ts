import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { randomUUID } from 'node:crypto';
import { accept, newOrder } from '../../test/examples/orders';
import { shipmentOf } from '../../test/examples/payments';
import { eventually } from '../../test/setup/eventually';
import { startHoldfast, tell, type Holdfast, type OrderWorkflow } from '../../test/setup/holdfast';
import { recordHistory } from '../../test/setup/recorded-histories';
import {
  expectConsistentRecords as expectRecordsOf,
  expectConsistentRecordsOfEnded,
} from '../../test/setup/consistent-records';
import type { AcceptedOrder, NewOrder } from '../../libs/domain/orders/order';
import type { ShipmentResult } from '../../libs/domain/lifecycle/answers';
import type { OrderRecord } from '../../libs/postgres/records/order-record';
import { historyCost } from '../../libs/temporal/history-cost';
import { cancelLines, captureShipment } from './messages';

const one = [{ lineId: '1', quantity: 1 }];
const two = [{ lineId: '2', quantity: 1 }];
const captures = '/v1/payment_intents/*/capture';

let holdfast: Holdfast;

beforeAll(async () => {
  holdfast = await startHoldfast();
});

afterAll(async () => {
  await holdfast.stop();
});

beforeEach(async () => {
  await holdfast.stripe.account({ settlement_delay_seconds: 0, capture_window_seconds: 604_800 });
});

afterEach(() => holdfast.stripe.requireSound());
afterEach(() => expectConsistentRecordsOfEnded(holdfast));

function order(overrides: Partial<NewOrder> = {}): AcceptedOrder {
  return accept(newOrder({ orderId: `w-${randomUUID()}`, ...overrides }));
}

async function authorized(overrides: Partial<NewOrder> = {}): Promise<{ orderId: string; workflow: OrderWorkflow }> {
  const accepted = order(overrides);
  const { result, workflow } = await holdfast.authorize(accepted);
  expect(result).toMatchObject({ status: 'authorized', clientSecret: null, contentHash: accepted.contentHash });
  return { orderId: accepted.orderId, workflow };
}

function ship(workflow: OrderWorkflow, shipmentId: string, lines = one): Promise<ShipmentResult> {
  return workflow.executeUpdate(captureShipment, { args: [shipmentOf(shipmentId, lines)] });
}

async function recorded(orderId: string): Promise<OrderRecord> {
  const record = await holdfast.reader.findOrder(orderId);
  if (record === undefined) throw new Error(`order ${orderId} is not recorded`);
  return record;
}

function expectConsistentRecords(orderId: string): Promise<void> {
  return expectRecordsOf(holdfast, orderId);
}

async function refusalOf(update: Promise<unknown>): Promise<string | null | undefined> {
  const error: unknown = await update.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof WorkflowUpdateFailedError) || !(error.cause instanceof ApplicationFailure)) throw error;
  return error.cause.type;
}

test('an order ships in two shipments, settles, and completes', async () => {
  const { orderId, workflow } = await authorized();
  expect(await ship(workflow, 'A')).toMatchObject({ kind: 'accepted', amount: 2300, final: false, replayed: false });
  await expectConsistentRecords(orderId);
  expect(await ship(workflow, 'B', two)).toMatchObject({ kind: 'accepted', amount: 2300, final: true });
  await tell(workflow, 'settlement', 'charge.updated');
  expect(await workflow.result()).toMatchObject({ status: 'completed', captured: 4600, released: 0, lost: 0 });
  expect((await recorded(orderId)).amounts).toMatchObject({ captured: 4600, settled: 4600, held: 0 });
  await expectConsistentRecords(orderId);
  await recordHistory('two-parcels', await holdfast.history(workflow));
});

test('three shipments that settle one after the other stay within 75 events and 18 Actions', async () => {
  const [line] = newOrder().lines;
  if (line === undefined) throw new Error('the example has lines');
  const { orderId, workflow } = await authorized({ lines: [{ ...line, quantity: 3 }] });
  for (const [index, shipmentId] of ['A', 'B', 'C'].entries()) {
    await ship(workflow, shipmentId);
    await tell(workflow, 'settlement', 'charge.updated');
    await eventually(
      () => recorded(orderId),
      ({ shipments }) => shipments.filter(({ status }) => status === 'settled').length === index + 1,
    );
  }
  await workflow.result();
  const cost = historyCost(await workflow.fetchHistory());
  expect(cost.events).toBeLessThanOrEqual(75);
  expect(cost.actions).toBeLessThanOrEqual(18);
  await recordHistory('three-parcels', await holdfast.history(workflow));
});

test('the deadline gives the rest back, before the network takes it', async () => {
  await holdfast.stripe.account({ capture_window_seconds: 4 });
  const { orderId, workflow } = await authorized({ policy: { ...newOrder().policy, marginSeconds: 2 } });
  await ship(workflow, 'A');
  await tell(workflow, 'settlement', 'charge.updated');
  expect(await workflow.result()).toMatchObject({ status: 'completed', captured: 2300, released: 2300, lost: 0 });
  await expectConsistentRecords(orderId);
  await recordHistory('deadline-after-one-parcel', await holdfast.history(workflow));
});

test('the deadline cancels a hold of which nothing was captured', async () => {
  await holdfast.stripe.account({ capture_window_seconds: 4 });
  const { orderId, workflow } = await authorized({ policy: { ...newOrder().policy, marginSeconds: 2 } });
  expect(await workflow.result()).toMatchObject({ status: 'canceled', cancelReason: 'deadline', released: 4600 });
  await expectConsistentRecords(orderId);
  await recordHistory('deadline-with-nothing-shipped', await holdfast.history(workflow));
});

test('events may come twice, early, and for nothing', async () => {
  const { orderId, workflow } = await authorized();
  await tell(workflow, 'settlement', 'charge.updated');
  await tell(workflow, 'hold', 'payment_intent.amount_capturable_updated');
  await Promise.all([ship(workflow, 'A'), tell(workflow, 'settlement', 'charge.updated')]);
  await Promise.all(Array.from({ length: 10 }, () => tell(workflow, 'settlement', 'charge.updated')));
  await ship(workflow, 'B', two);
  await Promise.all(Array.from({ length: 3 }, () => tell(workflow, 'settlement', 'charge.updated')));
  expect(await workflow.result()).toMatchObject({ status: 'completed', captured: 4600 });
  const settlements = (await holdfast.reader.readLedger(orderId)).transactions.filter(({ kind }) => kind === 'settled');
  expect(settlements).toHaveLength(2);
  await expectConsistentRecords(orderId);
  await recordHistory('events-twice-and-early', await holdfast.history(workflow));
});

test('the same shipment twice is captured once, also at the same time', async () => {
  const { orderId, workflow } = await authorized();
  const results = await Promise.all([ship(workflow, 'A'), ship(workflow, 'A'), ship(workflow, 'A')]);
  expect(results.map((result) => result.kind === 'accepted' && result.replayed).sort()).toEqual([false, true, true]);
  expect(await refusalOf(ship(workflow, 'A', two))).toBe('shipment_conflict');
  const { authorization } = await recorded(orderId);
  const asked = await holdfast.stripe.requests(captures.replace('*', authorization?.paymentIntentId ?? ''));
  expect(asked).toHaveLength(1);
  await workflow.terminate();
});

test('what cannot succeed is refused before it becomes history', async () => {
  const { workflow } = await authorized();
  await ship(workflow, 'A');
  const before = historyCost(await workflow.fetchHistory());
  expect(await refusalOf(ship(workflow, 'B', one))).toBe('units_not_available');
  expect(historyCost(await workflow.fetchHistory())).toEqual(before);
  await workflow.terminate();
});

test('canceling after a capture keeps the captured part and gives the rest back', async () => {
  const { orderId, workflow } = await authorized();
  await ship(workflow, 'A');
  const cancellation = { cancellationId: 'c1', reason: 'out of stock', contentHash: 'c', requestId: 'r' };
  expect(await workflow.executeUpdate(cancelLines, { args: [cancellation] })).toMatchObject({ released: 2300 });
  expect(await refusalOf(ship(workflow, 'B', two))).toBe('order_closed');
  await tell(workflow, 'settlement', 'charge.updated');
  expect(await workflow.result()).toMatchObject({ status: 'completed', captured: 2300, released: 2300 });
  await expectConsistentRecords(orderId);
  await recordHistory('cancelled-after-one-parcel', await holdfast.history(workflow));
});

test('a shipment and a cancellation at the same time: one wins, the other is told the truth', async () => {
  const { orderId, workflow } = await authorized();
  const cancellation = { cancellationId: 'c1', reason: 'out of stock', contentHash: 'c', requestId: 'r' };
  const refusal = (error: unknown): string => (error instanceof WorkflowUpdateFailedError ? 'refused' : 'broken');
  const kinds = await Promise.all([
    ship(workflow, 'A', [...one, ...two]).then(({ kind }) => kind, refusal),
    workflow.executeUpdate(cancelLines, { args: [cancellation] }).then(({ kind }) => kind, refusal),
  ]);
  expect([...kinds].sort()).toEqual(['accepted', 'refused']);
  if (kinds[0] === 'accepted') await tell(workflow, 'settlement', 'charge.updated');
  expect(await workflow.result()).toMatchObject({ status: kinds[0] === 'accepted' ? 'completed' : 'canceled' });
  await expectConsistentRecords(orderId);
});

test('a lost answer to a capture is found out by reading, and captured once', async () => {
  const { orderId, workflow } = await authorized();
  await holdfast.stripe.fault({ method: 'POST', path: captures, nth: 1, times: 1 }, { kind: 'commit_then_drop' });
  expect(await ship(workflow, 'A')).toMatchObject({ kind: 'accepted', amount: 2300 });
  await expectConsistentRecords(orderId);
  const { authorization } = await recorded(orderId);
  expect(await holdfast.stripe.requests(captures.replace('*', authorization?.paymentIntentId ?? ''))).toHaveLength(1);
  await workflow.terminate();
});

test('a stored failure is read, proven to have moved nothing, and asked again under a new key', async () => {
  const { orderId, workflow } = await authorized();
  const failure = { kind: 'error', status: 500, type: 'api_error', message: 'An unknown error occurred', stored: true };
  await holdfast.stripe.fault({ method: 'POST', path: captures, nth: 1, times: 1 }, failure);
  expect(await ship(workflow, 'A')).toMatchObject({ kind: 'accepted', amount: 2300 });
  const { shipments } = await recorded(orderId);
  expect(shipments.map(({ capture }) => capture.captureId)).toEqual([`${orderId}/A/2`]);
  await expectConsistentRecords(orderId);
  await workflow.terminate();
});

test('a hold that the network dropped is declared lost', async () => {
  await holdfast.stripe.account({ capture_window_seconds: 86_400 });
  const { orderId, workflow } = await authorized();
  await holdfast.stripe.advance(90_000);
  expect(await ship(workflow, 'A')).toMatchObject({ kind: 'refused', refusal: { code: 'hold_lost' } });
  expect(await workflow.result()).toMatchObject({ status: 'canceled', cancelReason: 'hold_lost', lost: 4600 });
  expect((await recorded(orderId)).attention.map(({ code }) => code)).toEqual(['hold_lost']);
  await expectConsistentRecords(orderId);
  await recordHistory('hold-lost', await holdfast.history(workflow));
});

test('a declined card is a result, and the order waits for another one', async () => {
  const payment = { ...newOrder().payment, paymentMethod: 'pm_card_visa_chargeDeclinedInsufficientFunds' };
  const { result, workflow } = await holdfast.authorize(order({ payment }));
  expect(result).toMatchObject({
    status: 'requires_payment_method',
    lastError: { code: 'card_declined', declineCode: 'insufficient_funds' },
  });
  expect(await refusalOf(ship(workflow, 'A'))).toBe('order_not_capturable');
  await workflow.terminate();
});

test('the Temporal UI shows the order without reading code', async () => {
  const { orderId, workflow } = await authorized();
  await ship(workflow, 'A');
  const { currentDetails } = await workflow.query<{ currentDetails: string }>('__temporal_workflow_metadata');
  expect(currentDetails).toContain(`**Order ${orderId}**`);
  expect(currentDetails).toContain('| status | partially_captured |');
  expect(currentDetails).toContain('| held | 23.00 USD |');
  expect(currentDetails).toContain('| A | 23.00 USD | captured |');
  const { typedSearchAttributes } = await workflow.describe();
  expect(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value])).toEqual(
    expect.arrayContaining([
      ['HoldfastStatus', 'authorized'],
      ['HoldfastAttention', false],
      ['HoldfastReleaseAt', expect.any(Date)],
    ]),
  );
  await workflow.terminate();
});
