import { randomUUID } from 'node:crypto';
import type { ShipmentResult } from '../../libs/domain/lifecycle/answers';
import { accept, newOrder } from '../../test/examples/orders';
import { shipmentOf } from '../../test/examples/payments';
import { eventually } from '../../test/setup/eventually';
import { startHoldfast, tell, type Holdfast, type OrderWorkflow } from '../../test/setup/holdfast';
import { createCustomer } from '../../test/setup/emulator';
import { orderKeepingCard, type KeepingCard } from '../../test/setup/desks/kept-card';
import { recordHistory } from '../../test/setup/recorded-histories';
import { expectConsistentRecords } from '../../test/setup/consistent-records';
import type { OrderRecord } from '../../libs/postgres/records/order-record';
import { historyCost } from '../../libs/temporal/history-cost';
import { cancelLines, captureShipment, confirmPayment } from './messages';

const one = [{ lineId: '1', quantity: 1 }];
const two = [{ lineId: '2', quantity: 1 }];
const CREATE = { method: 'POST', path: '/v1/payment_intents' };
const DECLINE = {
  kind: 'error',
  status: 402,
  type: 'card_error',
  code: 'card_declined',
  message: 'Your card was declined.',
};
const SINGLE_CAPTURE = 'pm_card_credit_disableEnterpriseCardFeatures';

let holdfast: Holdfast;
let customer: string;

beforeAll(async () => {
  holdfast = await startHoldfast();
  customer = await createCustomer(holdfast.stripe);
});

afterAll(async () => {
  await holdfast.stop();
});

beforeEach(async () => {
  await holdfast.stripe.account({ settlement_delay_seconds: 0, capture_window_seconds: 604_800 });
});

afterEach(() => holdfast.stripe.requireSound());

interface Placed {
  readonly orderId: string;
  readonly workflow: OrderWorkflow;
}

async function placed(keeping: KeepingCard = {}): Promise<Placed> {
  const orderId = `r-${randomUUID()}`;
  const order = accept(newOrder({ orderId, ...orderKeepingCard(customer, keeping) }));
  const { result, workflow } = await holdfast.authorize(order);
  expect(result.status).toBe('authorized');
  return { orderId, workflow };
}

/** A first hold of a few seconds; the next ones live for a week. */
async function soonDue(policy: KeepingCard['policy'] = {}, seconds = 6): Promise<Placed> {
  await holdfast.stripe.account({ capture_window_seconds: seconds });
  const order = await placed({ policy: { marginSeconds: seconds / 2, ...policy } });
  await holdfast.stripe.account({ capture_window_seconds: 604_800 });
  return order;
}

function ship(workflow: OrderWorkflow, shipmentId: string, lines = one): Promise<ShipmentResult> {
  return workflow.executeUpdate(captureShipment, { args: [shipmentOf(shipmentId, lines)] });
}

async function until(orderId: string, isIt: (order: OrderRecord) => boolean): Promise<OrderRecord> {
  const order = await eventually(
    () => holdfast.reader.findOrder(orderId),
    (found) => found !== undefined && isIt(found),
  );
  if (order === undefined) throw new Error(`order ${orderId} is not recorded`);
  return order;
}

function states({ holds }: OrderRecord): string {
  return holds.map(({ state }) => state).join();
}

async function releaseAtShown(workflow: OrderWorkflow): Promise<unknown> {
  const { typedSearchAttributes } = await workflow.describe();
  return typedSearchAttributes.getAll().find(({ key }) => key.name === 'HoldfastReleaseAt')?.value;
}

async function complete({ orderId, workflow }: Placed): Promise<void> {
  await tell(workflow, 'settlement', 'charge.updated');
  await tell(workflow, 'settlement', 'charge.updated');
  expect(await workflow.result()).toMatchObject({ status: 'completed' });
  await expectConsistentRecords(holdfast, orderId);
}

test('what has not shipped is re-authorized before the old hold is released, and ships from there', async () => {
  const { orderId, workflow } = await soonDue();
  await ship(workflow, 'A');
  const renewed = await until(orderId, (order) => states(order) === 'replaced,held');
  expect(renewed.amounts).toMatchObject({ captured: 2300, held: 2300, released: 0 });
  await expectConsistentRecords(holdfast, orderId);
  const shown = await eventually(
    () => releaseAtShown(workflow),
    (value) => value instanceof Date && value.toISOString() === renewed.authorization?.releaseAt,
  );
  expect(shown).toBeInstanceOf(Date);
  const { currentDetails } = await workflow.query<{ currentDetails: string }>('__temporal_workflow_metadata');
  expect(currentDetails).toContain('| holds before this | 1 |');
  expect(currentDetails).toContain('1 unit to ship; what is left is held anew at ');
  expect(await ship(workflow, 'B', two)).toMatchObject({ kind: 'accepted', amount: 2300, final: true });
  await complete({ orderId, workflow });
  await recordHistory('renewed-before-release', await holdfast.history(workflow));
});

test('a card whose limit bears one hold: the old one is released first, and a shipment meanwhile waits for the new one', async () => {
  const { orderId, workflow } = await soonDue({ reauthorization: 'after_release' });
  const fault = await holdfast.stripe.fault({ ...CREATE, nth: 1, times: 1 }, { kind: 'delay', seconds: 2 });
  await until(orderId, ({ status }) => status === 'processing');
  expect(await ship(workflow, 'A')).toMatchObject({ kind: 'accepted', amount: 2300 });
  await holdfast.stripe.endFault(fault);
  expect(states(await until(orderId, () => true))).toBe('released,held');
  expect(await ship(workflow, 'B', two)).toMatchObject({ kind: 'accepted', final: true });
  await complete({ orderId, workflow });
  await recordHistory('renewed-after-release', await holdfast.history(workflow));
});

test('the card declines: a person is told, shipments leave until the last call, then the rest is released', async () => {
  const { orderId, workflow } = await soonDue({}, 10);
  await holdfast.stripe.fault({ ...CREATE, nth: 1, times: 1 }, DECLINE);
  const before = await until(orderId, () => true);
  const refused = await until(orderId, ({ attention }) =>
    attention.some(({ code }) => code === 'reauthorization_failed'),
  );
  expect(Date.parse(refused.authorization?.releaseAt ?? '')).toBeGreaterThan(
    Date.parse(before.authorization?.releaseAt ?? ''),
  );
  expect(await ship(workflow, 'A')).toMatchObject({ kind: 'accepted', amount: 2300 });
  await tell(workflow, 'settlement', 'charge.updated');
  expect(await workflow.result()).toMatchObject({ status: 'completed', captured: 2300, released: 2300, lost: 0 });
  await expectConsistentRecords(holdfast, orderId);
  await recordHistory('renewal-declined', await holdfast.history(workflow));
});

test('declined after the release: the buyer gives another card, and the order goes on', async () => {
  const { orderId, workflow } = await soonDue({ reauthorization: 'after_release' });
  await holdfast.stripe.fault({ ...CREATE, nth: 1, times: 1 }, DECLINE);
  await until(orderId, ({ status }) => status === 'requires_payment_method');
  const confirmation = { paymentMethod: 'pm_card_visa', returnUrl: null, requestId: 'r' };
  expect(await workflow.executeUpdate(confirmPayment, { args: [confirmation] })).toMatchObject({
    kind: 'accepted',
    status: 'authorized',
  });
  expect(await ship(workflow, 'A', [...one, ...two])).toMatchObject({ kind: 'accepted', amount: 4600 });
  await complete({ orderId, workflow });
  await recordHistory('renewal-declined-then-another-card', await holdfast.history(workflow));
});

test('a card that allows one capture: each shipment ends its hold, and the rest is held anew', async () => {
  const { orderId, workflow } = await placed({
    paymentMethod: SINGLE_CAPTURE,
    policy: { onDeadline: 'release' },
  });
  const first = await ship(workflow, 'A');
  expect(first).toMatchObject({ kind: 'accepted', amount: 2300, final: true });
  // Sent while the card may still be asked: it waits for the answer.
  expect(await ship(workflow, 'B', two)).toMatchObject({ kind: 'accepted', amount: 2300, final: true });
  expect(states(await until(orderId, () => true))).toBe('captured,captured');
  await complete({ orderId, workflow });
  const cost = historyCost(await workflow.fetchHistory());
  expect(cost.actions).toBeLessThanOrEqual(16);
  await recordHistory('captured-then-renewed', await holdfast.history(workflow));
});

test('all is canceled while the next hold is asked for: it is placed, and given back at once', async () => {
  const { orderId, workflow } = await placed({ paymentMethod: SINGLE_CAPTURE, policy: { onDeadline: 'release' } });
  await holdfast.stripe.fault({ ...CREATE, nth: 1, times: 1 }, { kind: 'delay', seconds: 2 });
  await ship(workflow, 'A');
  const cancellation = { cancellationId: 'c1', reason: 'out of stock', contentHash: 'c', requestId: 'r' };
  expect(await workflow.executeUpdate(cancelLines, { args: [cancellation] })).toMatchObject({ kind: 'accepted' });
  await tell(workflow, 'settlement', 'charge.updated');
  expect(await workflow.result()).toMatchObject({ status: 'completed', captured: 2300, released: 2300 });
  expect(states(await until(orderId, () => true))).toBe('captured,released');
  await expectConsistentRecords(holdfast, orderId);
});

test('a renewal whose answer is lost is found, and placed once', async () => {
  const { orderId, workflow } = await soonDue();
  await holdfast.stripe.fault({ ...CREATE, nth: 1, times: 1 }, { kind: 'commit_then_drop' });
  await until(orderId, (order) => states(order) === 'replaced,held');
  await expectConsistentRecords(holdfast, orderId);
  expect((await holdfast.stripe.paymentIntents()).filter(({ status }) => status === 'requires_capture')).toHaveLength(
    1,
  );
  await workflow.terminate();
});

test('nobody acted until the network had dropped the hold: the loss is told, and the rest is held anew', async () => {
  const { orderId, workflow } = await placed();
  await ship(workflow, 'A');
  await holdfast.stripe.advance(8 * 24 * 3600);
  await tell(workflow, 'hold', 'charge.expired');
  const renewed = await until(orderId, (order) => states(order) === 'expired,held');
  expect(renewed).toMatchObject({ status: 'partially_captured', holds: [{ lost: 2300 }, { held: 2300 }] });
  expect(renewed.amounts).toMatchObject({ captured: 2300, held: 2300, released: 0, lost: 0 });
  expect(renewed.attention.map(({ code }) => code)).toEqual(['hold_lost']);
  expect(await ship(workflow, 'B', two)).toMatchObject({ kind: 'accepted', final: true });
  await complete({ orderId, workflow });
  await recordHistory('lost-then-renewed', await holdfast.history(workflow));
});

test('nothing worth holding is open: the hold is simply released', async () => {
  const { orderId, workflow } = await soonDue();
  const cancellation = { cancellationId: 'c1', reason: 'r', contentHash: 'c', requestId: 'r', lines: [...one, ...two] };
  await workflow.executeUpdate(cancelLines, { args: [cancellation] });
  expect(await workflow.result()).toMatchObject({ status: 'canceled', cancelReason: 'requested', released: 4600 });
  await expectConsistentRecords(holdfast, orderId);
});
