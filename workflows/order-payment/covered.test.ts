import { randomUUID } from 'node:crypto';
import type { ShipmentResult } from '../../libs/domain/lifecycle/answers';
import type { NewOrder } from '../../libs/domain/orders/order';
import type { LineQuantity } from '../../libs/domain/orders/shipment-price';
import type { OrderRecord } from '../../libs/postgres/records/order-record';
import { accept, newOrder } from '../../test/examples/orders';
import { shipmentOf } from '../../test/examples/payments';
import { eventually } from '../../test/setup/eventually';
import { startHoldfast, tell, type Holdfast, type OrderWorkflow } from '../../test/setup/holdfast';
import { recordHistory } from '../../test/setup/recorded-histories';
import { expectConsistentRecords } from '../../test/setup/consistent-records';
import { cancelLines, captureShipment } from './messages';

const one = [{ lineId: '1', quantity: 1 }];
const two = [{ lineId: '2', quantity: 1 }];
const captures = '/v1/payment_intents/*/capture';
const once = { ...newOrder().payment, paymentMethod: 'pm_card_credit_disableEnterpriseCardFeatures' };
/** Of a hold that lives four seconds: released after two, warned of after one. */
const hasty = { ...newOrder().policy, marginSeconds: 2 };
const [line] = newOrder().lines;
if (line === undefined) throw new Error('the example has lines');

let holdfast: Holdfast;

beforeAll(async () => {
  holdfast = await startHoldfast();
});

afterAll(async () => {
  await holdfast.stop();
});

beforeEach(() => holdfast.stripe.account({ settlement_delay_seconds: 0, capture_window_seconds: 604_800 }));
afterEach(() => holdfast.stripe.requireSound());

async function authorized(overrides: Partial<NewOrder> = {}): Promise<{ orderId: string; workflow: OrderWorkflow }> {
  const orderId = `w-${randomUUID()}`;
  const { workflow } = await holdfast.authorize(accept(newOrder({ orderId, ...overrides })));
  return { orderId, workflow };
}

function ship(workflow: OrderWorkflow, shipmentId: string, lines: LineQuantity[] = one): Promise<ShipmentResult> {
  return workflow.executeUpdate(captureShipment, { args: [shipmentOf(shipmentId, lines)] });
}

async function recorded(orderId: string): Promise<OrderRecord> {
  const record = await holdfast.reader.findOrder(orderId);
  if (record === undefined) throw new Error(`order ${orderId} is not recorded`);
  return record;
}

async function captureCalls(orderId: string): Promise<number> {
  const { authorization } = await recorded(orderId);
  const asked = await holdfast.stripe.requests(captures.replace('*', authorization?.paymentIntentId ?? ''));
  return asked.length;
}

async function timeline(orderId: string): Promise<string[]> {
  return (await holdfast.reader.readTimeline(orderId)).map(({ kind }) => kind);
}

/** The capture settles, and the workflow ends. */
async function outcome(workflow: OrderWorkflow): Promise<unknown> {
  await tell(workflow, 'settlement', 'charge.updated');
  return workflow.result();
}

test('a card that allows one capture: shipments leave one by one, and the last one captures all', async () => {
  const { orderId, workflow } = await authorized({ payment: once });
  expect(await ship(workflow, 'A')).toMatchObject({ status: 'covered', amount: 2300, final: false, replayed: false });
  expect(await ship(workflow, 'A')).toMatchObject({ status: 'covered', replayed: true });
  const { currentDetails } = await workflow.query<{ currentDetails: string }>('__temporal_workflow_metadata');
  expect(currentDetails).toContain('| A | 23.00 USD | covered |');
  expect(currentDetails).toMatch(
    /\| next \| 1 unit to ship; 23\.00 USD of covered parcels are captured with the last one/,
  );
  await expectConsistentRecords(holdfast, orderId);
  expect(await ship(workflow, 'B', two)).toMatchObject({ status: 'captured', amount: 2300, final: true });
  expect(await outcome(workflow)).toMatchObject({ status: 'completed', captured: 4600, released: 0, lost: 0 });
  expect(await captureCalls(orderId)).toBe(1);
  expect((await recorded(orderId)).shipments.map(({ status }) => status)).toEqual(['settled', 'settled']);
  await expectConsistentRecords(holdfast, orderId);
  await recordHistory('covered-until-the-last-parcel', await holdfast.history(workflow));
});

test('at the deadline what has left is captured, and the rest goes back', async () => {
  await holdfast.stripe.account({ capture_window_seconds: 4 });
  const { orderId, workflow } = await authorized({ payment: once, policy: hasty });
  await ship(workflow, 'A');
  await eventually(
    () => recorded(orderId),
    ({ status }) => status === 'captured',
  );
  expect(await outcome(workflow)).toMatchObject({ status: 'completed', captured: 2300, released: 2300, lost: 0 });
  await expectConsistentRecords(holdfast, orderId);
  await recordHistory('covered-until-the-deadline', await holdfast.history(workflow));
});

test('canceling the rest captures what has left at once, and a cancellation of nothing is refused', async () => {
  const { orderId, workflow } = await authorized({ payment: once });
  await ship(workflow, 'A');
  const cancellation = { cancellationId: 'c1', reason: 'out of stock', contentHash: 'c', requestId: 'r' };
  expect(await workflow.executeUpdate(cancelLines, { args: [cancellation] })).toMatchObject({ released: 2300 });
  await eventually(
    () => recorded(orderId),
    ({ status }) => status === 'captured',
  );
  await expect(
    workflow.executeUpdate(cancelLines, { args: [{ ...cancellation, cancellationId: 'c2' }] }),
  ).rejects.toMatchObject({ cause: { type: 'order_closed' } });
  expect(await outcome(workflow)).toMatchObject({ status: 'completed', captured: 2300, released: 2300 });
  await expectConsistentRecords(holdfast, orderId);
  await recordHistory('covered-and-the-rest-cancelled', await holdfast.history(workflow));
});

test('after fifty captures shipments are covered, and the last one captures them with itself', async () => {
  const lines = [{ ...line, quantity: 53, unitPrice: 100 }];
  const { orderId, workflow } = await authorized({ lines });
  for (let shipmentNumber = 1; shipmentNumber <= 50; shipmentNumber += 1) {
    expect(await ship(workflow, shipmentNumber.toString())).toMatchObject({ status: 'captured' });
  }
  expect(await ship(workflow, '51')).toMatchObject({ status: 'covered' });
  expect(await ship(workflow, '52')).toMatchObject({ status: 'covered' });
  await expectConsistentRecords(holdfast, orderId);
  expect(await ship(workflow, '53')).toMatchObject({ status: 'captured', final: true });
  const { total } = accept(newOrder({ lines }));
  expect((await recorded(orderId)).amounts).toMatchObject({ captured: total, held: 0, released: 0 });
  expect(await captureCalls(orderId)).toBe(51);
  expect(await outcome(workflow)).toMatchObject({ status: 'completed', captured: total });
  await expectConsistentRecords(holdfast, orderId);
  await recordHistory('fifty-three-parcels', await holdfast.history(workflow));
}, 120_000);

test('capture_remaining captures at the deadline what has not left, and says that it is paid', async () => {
  await holdfast.stripe.account({ capture_window_seconds: 4 });
  const { orderId, workflow } = await authorized({ policy: { ...hasty, onDeadline: 'capture_remaining' } });
  await ship(workflow, 'A');
  await eventually(
    () => recorded(orderId),
    ({ status }) => status === 'captured',
  );
  await expect(ship(workflow, 'B', two)).rejects.toMatchObject({
    cause: { type: 'order_closed', message: expect.stringContaining('they are paid') as string },
  });
  expect(await outcome(workflow)).toMatchObject({ status: 'completed', captured: 4600, released: 0, lost: 0 });
  expect((await recorded(orderId)).shipments).toMatchObject([
    { shipmentId: 'A', status: 'settled' },
    { shipmentId: 'holdfast.remaining', status: 'settled', amount: 2300 },
  ]);
  await expectConsistentRecords(holdfast, orderId);
  await recordHistory('remaining-captured-at-the-deadline', await holdfast.history(workflow));
});

test('a final capture that is refused is tried until the last call, then the hold is given back', async () => {
  await holdfast.stripe.account({ capture_window_seconds: 8 });
  const { orderId, workflow } = await authorized({ payment: once, policy: { ...hasty, marginSeconds: 4 } });
  await ship(workflow, 'A');
  const declined = { kind: 'error', status: 402, type: 'card_error', code: 'card_declined', message: 'no' };
  await holdfast.stripe.fault({ method: 'POST', path: captures, nth: 1, times: 2 }, { ...declined, stored: false });
  expect(await workflow.result()).toMatchObject({ status: 'canceled', captured: 0, released: 4600, lost: 0 });
  expect(await captureCalls(orderId)).toBe(2);
  const { attention, shipments } = await recorded(orderId);
  expect(attention).toMatchObject([{ code: 'final_capture_failed' }]);
  expect(shipments).toMatchObject([{ shipmentId: 'A', status: 'refused' }]);
  await expectConsistentRecords(holdfast, orderId);
  await recordHistory('final-capture-refused', await holdfast.history(workflow));
});

test('a hold that is about to end is warned of once, and shipping everything closes the warning', async () => {
  await holdfast.stripe.account({ capture_window_seconds: 12 });
  const { orderId, workflow } = await authorized({ policy: { ...hasty, marginSeconds: 6 } });
  await ship(workflow, 'A');
  const warned = await eventually(
    () => recorded(orderId),
    ({ attention }) => attention.length > 0,
  );
  expect(warned.attention).toMatchObject([{ code: 'hold_expiring' }]);
  expect(warned.attention[0]?.message).toContain('1 unit worth 23.00 USD has not shipped');
  await eventually(
    () => workflow.describe(),
    ({ typedSearchAttributes }) => JSON.stringify(typedSearchAttributes.getAll()).includes('"value":true'),
  );
  await ship(workflow, 'B', two);
  expect((await recorded(orderId)).attention).toEqual([]);
  expect(await outcome(workflow)).toMatchObject({ status: 'completed', captured: 4600 });
  const { typedSearchAttributes } = await workflow.describe();
  expect(JSON.stringify(typedSearchAttributes.getAll())).toContain('"value":false');
  expect((await timeline(orderId)).filter((kind) => kind === 'attention_opened')).toHaveLength(1);
  await recordHistory('warned-then-shipped', await holdfast.history(workflow));
});

test('a capture asked for in the last second wins, a shipment behind the deadline is told the truth, and nobody warns late', async () => {
  await holdfast.stripe.account({ capture_window_seconds: 6 });
  const { orderId, workflow } = await authorized({ policy: { ...hasty, marginSeconds: 3 } });
  // The answer comes after the warning and the deadline have become due.
  await holdfast.stripe.fault({ method: 'POST', path: captures, nth: 1, times: 1 }, { kind: 'delay', seconds: 3.3 });
  const askedBefore = (await holdfast.stripe.requests(captures)).length;
  const asked = ship(workflow, 'A');
  await eventually(
    () => holdfast.stripe.requests(captures),
    ({ length }) => length > askedBefore,
  );
  const [first, second] = await Promise.all([asked, ship(workflow, 'B', two)]);
  expect(first).toMatchObject({ kind: 'accepted', status: 'captured', amount: 2300 });
  expect(second).toMatchObject({ kind: 'refused', refusal: { code: 'order_closed' } });
  expect(await outcome(workflow)).toMatchObject({ status: 'completed', captured: 2300, released: 2300, lost: 0 });
  expect(await timeline(orderId)).not.toContain('attention_opened');
  await expectConsistentRecords(holdfast, orderId);
});
