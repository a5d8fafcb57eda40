import { randomUUID } from 'node:crypto';
import type { OrderRecord } from '../../../libs/postgres/records/order-record';
import type { NewOrder } from '../../../libs/domain/orders/order';
import { fulfilled } from '../../../test/examples/cards';
import { accept, newOrder } from '../../../test/examples/orders';
import { shipmentOf } from '../../../test/examples/payments';
import { createCustomer } from '../../../test/setup/emulator';
import { eventually } from '../../../test/setup/eventually';
import { startHoldfast, tell, type Holdfast, type OrderWorkflow } from '../../../test/setup/holdfast';
import { recordHistory } from '../../../test/setup/recorded-histories';
import { expectConsistentRecordsOfEnded } from '../../../test/setup/consistent-records';
import { cancelLines, captureShipment } from '../messages';

/** What an event said has happened to a hold cannot be read: it is known later, and nothing else waits for it. */

const holds = { method: 'GET', path: '/v1/payment_intents/*' };
const setups = { method: 'GET', path: '/v1/setup_intents/*' };
const broken = { kind: 'error', status: 500, type: 'api_error', message: 'An error occurred', stored: false };
/** Longer than the client of Stripe waits. */
const slow = { kind: 'delay', seconds: 6 };
const forEver = { nth: 1, times: 1_000_000 };
const faults: string[] = [];

let holdfast: Holdfast;

beforeAll(async () => {
  holdfast = await startHoldfast({ retryPauses: { firstMs: 20, mostMs: 200 } });
});

afterAll(() => holdfast.stop());

beforeEach(() => holdfast.stripe.account({ settlement_delay_seconds: 0, capture_window_seconds: 604_800 }));
afterEach(async () => {
  await mend();
  await holdfast.stripe.requireSound();
  await expectConsistentRecordsOfEnded(holdfast);
});

async function breakStripe(match: object, effect: Readonly<Record<string, unknown>>): Promise<void> {
  faults.push(await holdfast.stripe.fault({ ...match, ...forEver }, effect));
}

async function mend(): Promise<void> {
  for (const fault of faults.splice(0)) await holdfast.stripe.endFault(fault);
}

async function placed(overrides: Partial<NewOrder> = {}): Promise<{ orderId: string; workflow: OrderWorkflow }> {
  const order = accept(newOrder({ orderId: `l-${randomUUID()}`, ...overrides }));
  const { workflow } = await holdfast.authorize(order);
  return { orderId: order.orderId, workflow };
}

async function ship(workflow: OrderWorkflow, shipmentId: string, lineId: string): Promise<unknown> {
  const shipment = shipmentOf(shipmentId, [{ lineId, quantity: 1 }]);
  return workflow.executeUpdate(captureShipment, { args: [shipment] });
}

async function recorded(orderId: string): Promise<OrderRecord> {
  const record = await holdfast.reader.findOrder(orderId);
  if (record === undefined) throw new Error(`order ${orderId} is not recorded`);
  return record;
}

async function intentOf(orderId: string): Promise<string> {
  return (await recorded(orderId)).authorization?.paymentIntentId ?? '';
}

/** Until it is looked beside the main line. */
async function untilBeside(workflow: OrderWorkflow, look: string): Promise<void> {
  await eventually(
    async () => (await workflow.describe()).raw.pendingActivities ?? [],
    (pending) => pending.some(({ activityType }) => activityType?.name === look),
  );
}

async function untilQuiet(workflow: OrderWorkflow): Promise<void> {
  await eventually(
    async () => (await workflow.describe()).raw.pendingActivities ?? [],
    (pending) => pending.length === 0,
  );
}

/** The activities that were asked for, in their order. */
async function historyOf(workflow: OrderWorkflow): Promise<string[]> {
  const { events } = await workflow.fetchHistory();
  return (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) =>
    typeof scheduled?.activityType?.name === 'string' ? [scheduled.activityType.name] : [],
  );
}

async function authenticate(orderId: string): Promise<void> {
  const action = (await recorded(orderId)).authorization?.nextAction;
  if (action?.type !== 'redirect_to_url') throw new Error('there is no page for the buyer');
  await fetch(action.url, { method: 'POST', body: new URLSearchParams({ outcome: 'complete' }), redirect: 'manual' });
}

test('while a hold cannot be read its shipments are captured, and what it had become is recorded once it can', async () => {
  const { orderId, workflow } = await placed();
  await breakStripe(holds, broken);
  await tell(workflow, 'hold', 'payment_intent.canceled');
  await untilBeside(workflow, 'lookAtHold');
  expect(await ship(workflow, 'A', '1')).toMatchObject({ kind: 'accepted', amount: 2300 });
  await holdfast.stripe.byHand(await intentOf(orderId), 'capture', { amount_to_capture: '0', final_capture: 'true' });
  await tell(workflow, 'hold', 'payment_intent.succeeded');
  await tell(workflow, 'settlement', 'charge.updated');
  await mend();
  expect(await workflow.result()).toMatchObject({ status: 'completed', captured: 2300 });
  await recordHistory('hold-read-beside', await holdfast.history(workflow));
});

test('what was read of a hold before a shipment was captured is not recorded after it: it is read again', async () => {
  const { orderId, workflow } = await placed();
  // The first read, and the one beside: what they saw comes after the capture.
  const fault = await holdfast.stripe.fault({ ...holds, nth: 1, times: 2 }, { kind: 'hold' });
  await tell(workflow, 'hold', 'payment_intent.canceled');
  await untilBeside(workflow, 'lookAtHold');
  expect(await ship(workflow, 'A', '1')).toMatchObject({ kind: 'accepted' });
  await holdfast.stripe.endFault(fault);
  await eventually(
    () => historyOf(workflow),
    (activities) => activities.at(-1) === 'readHold',
  );
  await untilQuiet(workflow);
  expect((await recorded(orderId)).attention).toEqual([]);
  expect(await ship(workflow, 'B', '2')).toMatchObject({ kind: 'accepted' });
  await tell(workflow, 'settlement', 'charge.updated');
  expect(await workflow.result()).toMatchObject({ status: 'completed', captured: 4600 });
});

test('while a hold cannot be read the order is canceled, and its workflow ends with the last look', async () => {
  const { orderId, workflow } = await placed();
  await breakStripe(holds, broken);
  await tell(workflow, 'hold', 'payment_intent.canceled');
  await untilBeside(workflow, 'lookAtHold');
  const cancellation = { cancellationId: 'c1', reason: 'out of stock', contentHash: 'c', requestId: 'r' };
  expect(await workflow.executeUpdate(cancelLines, { args: [cancellation] })).toMatchObject({ released: 4600 });
  const closed = await eventually(
    () => recorded(orderId),
    ({ attention }) => attention.some(({ code }) => code === 'step_failing'),
  );
  expect(closed).toMatchObject({ status: 'canceled', amounts: { held: 0, released: 4600 } });
  await mend();
  expect(await workflow.result()).toMatchObject({ status: 'canceled', released: 4600 });
  expect((await recorded(orderId)).attention).toEqual([]);
});

test('while reads of a hold hang the deadline is kept to the second', async () => {
  await holdfast.stripe.account({ capture_window_seconds: 12 });
  const { orderId, workflow } = await placed({ policy: { ...newOrder().policy, marginSeconds: 4 } });
  await breakStripe(holds, slow);
  await tell(workflow, 'hold', 'payment_intent.canceled');
  expect(await ship(workflow, 'A', '1')).toMatchObject({ kind: 'accepted' });
  await tell(workflow, 'settlement', 'charge.updated');
  await eventually(
    () => recorded(orderId),
    ({ status }) => status === 'completed',
  );
  const entry = (await holdfast.reader.readTimeline(orderId)).find(({ kind }) => kind === 'hold_released');
  const releaseAt = (await recorded(orderId)).authorization?.releaseAt ?? '';
  expect(Math.abs(Date.parse(entry?.at ?? '') - Date.parse(releaseAt))).toBeLessThan(2_000);
  await mend();
  expect(await workflow.result()).toMatchObject({ status: 'completed', released: 2300, lost: 0 });
});

test('a buyer who authenticated while Stripe could not be read has an authorized order once it can', async () => {
  const payment = { ...newOrder().payment, paymentMethod: 'pm_card_threeDSecure2Required' };
  const { orderId, workflow } = await placed({ payment });
  await breakStripe(holds, broken);
  await authenticate(orderId);
  await tell(workflow, 'hold', 'payment_intent.amount_capturable_updated');
  await untilBeside(workflow, 'lookAtHold');
  expect((await recorded(orderId)).status).toBe('requires_action');
  await mend();
  await eventually(
    () => recorded(orderId),
    ({ status }) => status === 'authorized',
  );
  await workflow.terminate();
});

test('a card that was saved while Stripe could not be read is known once it can, and so is a shipment paid meanwhile', async () => {
  const customer = await createCustomer(holdfast.stripe);
  const terms = fulfilled('charge_on_ship', { customer, paymentMethod: 'pm_card_authenticationRequired' });
  const { orderId, workflow } = await placed(terms);
  await breakStripe(setups, broken);
  await authenticate(orderId);
  await tell(workflow, 'hold', 'setup_intent.succeeded');
  await untilBeside(workflow, 'lookAtCard');
  await mend();
  await eventually(
    () => recorded(orderId),
    ({ status }) => status === 'authorized',
  );
  expect(await ship(workflow, 'A', '1')).toMatchObject({ status: 'pending' });
  await breakStripe(holds, broken);
  await authenticate(orderId);
  await tell(workflow, 'hold', 'payment_intent.succeeded');
  await untilBeside(workflow, 'lookAtCharge');
  await mend();
  await eventually(
    () => recorded(orderId),
    ({ amounts }) => amounts.captured === 2300,
  );
  await recordHistory('card-and-charge-read-beside', await holdfast.history(workflow));
  await workflow.terminate();
});
