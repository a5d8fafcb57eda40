import { orderKeepingCard, type KeepingCard } from '../../test/setup/desks/kept-card';
import { eventually } from '../../test/setup/eventually';
import type { OrderRecord } from '../../libs/postgres/records/order-record';
import { seconds } from '../../test/setup/pace';
import type { WorkflowOrder } from '../../test/setup/shop/workflow-order';
import { openWorkflowShop } from '../../test/setup/shop/workflow-shop';
import { EVERYTHING } from '../../test/setup/shop/units';

const shop = openWorkflowShop();
const CREATE = { method: 'POST', path: '/v1/payment_intents' };
const DECLINE = {
  kind: 'error',
  status: 402,
  type: 'card_error',
  code: 'card_declined',
  message: 'Your card was declined.',
};
const SINGLE_CAPTURE = 'pm_card_credit_disableEnterpriseCardFeatures';

async function placed(keeping: KeepingCard = {}): Promise<WorkflowOrder> {
  const order = await shop.placeOrder(orderKeepingCard(shop.customer, keeping));
  expect(order.result.status).toBe('authorized');
  return order;
}

/** A first hold of a few seconds; the next ones live for a week. */
async function soonDue(policy: KeepingCard['policy'] = {}, holdSeconds = 6): Promise<WorkflowOrder> {
  await shop.stripe.account({ capture_window_seconds: seconds(holdSeconds) });
  const order = await placed({ policy: { marginSeconds: seconds(holdSeconds / 2), ...policy } });
  await shop.stripe.account({ capture_window_seconds: 604_800 });
  return order;
}

function states({ holds }: OrderRecord): string {
  return holds.map(({ state }) => state).join();
}

async function complete(order: WorkflowOrder): Promise<void> {
  await order.settle();
  expect(await order.complete()).toMatchObject({ status: 'completed' });
  await order.expectConsistentRecords();
}

test('what has not shipped is re-authorized before the old hold is released, and then ships', async () => {
  const order = await soonDue();
  await order.ship('A', '1:1');
  const renewed = await order.until((seen) => states(seen) === 'replaced,held');
  expect(renewed.amounts).toMatchObject({ captured: 2300, held: 2300, released: 0 });
  await order.expectConsistentRecords();
  const shown = await eventually(
    () => order.searchAttribute('HoldfastReleaseAt'),
    (value) => value instanceof Date && value.toISOString() === renewed.authorization?.releaseAt,
  );
  expect(shown).toBeInstanceOf(Date);
  const details = await order.details();
  expect(details).toContain('| earlier holds | 1 |');
  expect(details).toContain('1 unit to ship; what is left is re-authorized at ');
  expect(await order.ship('B', '2:1')).toMatchObject({ kind: 'accepted', amount: 2300, final: true });
  await complete(order);
  await order.recordHistory('renewed-before-release');
});

test('after_release gives the old hold back first; a shipment meanwhile waits for the new one', async () => {
  const order = await soonDue({ reauthorization: 'after_release' });
  const fault = await shop.stripe.fault({ ...CREATE, nth: 1, times: 1 }, { kind: 'delay', seconds: seconds(2) });
  await order.untilStatus('processing');
  expect(await order.ship('A', '1:1')).toMatchObject({ kind: 'accepted', amount: 2300 });
  await shop.stripe.endFault(fault);
  expect(states(await order.read())).toBe('released,held');
  expect(await order.ship('B', '2:1')).toMatchObject({ kind: 'accepted', final: true });
  await complete(order);
  await order.recordHistory('renewed-after-release');
});

test('a declined renewal opens an attention, ships until the last call, then releases the rest', async () => {
  const order = await soonDue({}, 10);
  await shop.stripe.fault({ ...CREATE, nth: 1, times: 1 }, DECLINE);
  const before = await order.read();
  const refused = await order.untilAttention('reauthorization_failed');
  expect(Date.parse(refused.authorization?.releaseAt ?? '')).toBeGreaterThan(
    Date.parse(before.authorization?.releaseAt ?? ''),
  );
  expect(await order.ship('A', '1:1')).toMatchObject({ kind: 'accepted', amount: 2300 });
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 2300, released: 2300, lost: 0 });
  await order.expectConsistentRecords();
  await order.recordHistory('renewal-declined');
});

test('another card goes on with an order whose renewal was declined after the release', async () => {
  const order = await soonDue({ reauthorization: 'after_release' });
  await shop.stripe.fault({ ...CREATE, nth: 1, times: 1 }, DECLINE);
  await order.untilStatus('requires_payment_method');
  expect(await order.confirm()).toMatchObject({
    kind: 'accepted',
    status: 'authorized',
  });
  expect(await order.ship('A', EVERYTHING)).toMatchObject({ kind: 'accepted', amount: 4600 });
  await complete(order);
  await order.recordHistory('renewal-declined-then-another-card');
});

test('a card that allows one capture ends its hold with every shipment; the rest is held anew', async () => {
  const order = await placed({
    paymentMethod: SINGLE_CAPTURE,
    policy: { onDeadline: 'release' },
  });
  const first = await order.ship('A', '1:1');
  expect(first).toMatchObject({ kind: 'accepted', amount: 2300, final: true });
  // Sent while the card may still be asked: it waits for the answer.
  expect(await order.ship('B', '2:1')).toMatchObject({ kind: 'accepted', amount: 2300, final: true });
  expect(states(await order.read())).toBe('captured,captured');
  await complete(order);
  const cost = await order.cost();
  expect(cost.actions).toBeLessThanOrEqual(16);
  await order.recordHistory('captured-then-renewed');
});

test('the next hold of an order that is canceled meanwhile is placed, and given back at once', async () => {
  const order = await placed({ paymentMethod: SINGLE_CAPTURE, policy: { onDeadline: 'release' } });
  await shop.stripe.fault({ ...CREATE, nth: 1, times: 1 }, { kind: 'delay', seconds: seconds(2) });
  await order.ship('A', '1:1');
  expect(await order.cancel('c1')).toMatchObject({ kind: 'accepted' });
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 2300, released: 2300 });
  expect(states(await order.read())).toBe('captured,released');
  await order.expectConsistentRecords();
});

test('a renewal whose answer is lost is found, and placed once', async () => {
  const order = await soonDue();
  await shop.stripe.fault({ ...CREATE, nth: 1, times: 1 }, { kind: 'commit_then_drop' });
  await order.until((seen) => states(seen) === 'replaced,held');
  await order.expectConsistentRecords();
  expect((await shop.stripe.paymentIntents()).filter(({ status }) => status === 'requires_capture')).toHaveLength(1);
  await order.workflow.terminate();
});

test('a hold that the network dropped unnoticed is told as lost, and the rest is held anew', async () => {
  const order = await placed();
  await order.ship('A', '1:1');
  await shop.stripe.advance(8 * 24 * 3600);
  await order.tell('hold', 'charge.expired');
  const renewed = await order.until((seen) => states(seen) === 'expired,held');
  expect(renewed).toMatchObject({ status: 'partially_captured', holds: [{ lost: 2300 }, { held: 2300 }] });
  expect(renewed.amounts).toMatchObject({ captured: 2300, held: 2300, released: 0, lost: 0 });
  expect(renewed.attention.map(({ code }) => code)).toEqual(['hold_lost']);
  expect(await order.ship('B', '2:1')).toMatchObject({ kind: 'accepted', final: true });
  await complete(order);
  await order.recordHistory('lost-then-renewed');
});

test('a hold with nothing open is simply released', async () => {
  const order = await soonDue();
  await order.cancel('c1', EVERYTHING);
  expect(await order.workflow.result()).toMatchObject({
    status: 'canceled',
    cancelReason: 'requested',
    released: 4600,
  });
  await order.expectConsistentRecords();
});
