import { fulfilled } from '../../../test/examples/cards';
import { eventually } from '../../../test/setup/eventually';
import { seconds } from '../../../test/setup/pace';
import type { WorkflowOrder } from '../../../test/setup/shop/workflow-order';
import { openWorkflowShop } from '../../../test/setup/shop/workflow-shop';
import { paidWith, withPolicy } from '../../../test/examples/orders';

/** What an event said has happened to a hold cannot be read: it is known later, and nothing else waits for it. */
const holds = { method: 'GET', path: '/v1/payment_intents/*' };
const setups = { method: 'GET', path: '/v1/setup_intents/*' };
const faults: string[] = [];
afterEach(mend);
const shop = openWorkflowShop({ retryPauses: { firstMs: 20, mostMs: 200 } });
const broken = { kind: 'error', status: 500, type: 'api_error', message: 'An error occurred', stored: false };
/** Longer than the client of Stripe waits. */
const slow = { kind: 'delay', seconds: seconds(6) };
const forEver = { nth: 1, times: 1_000_000 };

async function mend(): Promise<void> {
  for (const fault of faults.splice(0)) await shop.stripe.endFault(fault);
}

async function breakStripe(match: object, effect: Readonly<Record<string, unknown>>): Promise<void> {
  faults.push(await shop.stripe.fault({ ...match, ...forEver }, effect));
}

/** The activities that were asked for, in their order. */
async function activitiesOf({ workflow }: WorkflowOrder): Promise<string[]> {
  const { events } = await workflow.fetchHistory();
  return (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) =>
    typeof scheduled?.activityType?.name === 'string' ? [scheduled.activityType.name] : [],
  );
}

test('a hold that cannot be read is captured all the same, and recorded once it can', async () => {
  const order = await shop.placeOrder();
  await breakStripe(holds, broken);
  await order.tell('hold', 'payment_intent.canceled');
  await order.untilUnderWay('lookAtHold');
  expect(await order.ship('A', '1:1')).toMatchObject({ kind: 'accepted', amount: 2300 });
  await shop.stripe.byHand(await order.paymentIntentId(), 'capture', { amount_to_capture: '0', final_capture: 'true' });
  await order.tell('hold', 'payment_intent.succeeded');
  await order.settle();
  await mend();
  expect(await order.workflow.result()).toMatchObject({ status: 'completed', captured: 2300 });
  await order.recordHistory('hold-read-beside');
});

test('a reading of a hold from before a capture is not recorded after it: it is read again', async () => {
  const order = await shop.placeOrder();
  // The first read, and the one beside: what they saw comes after the capture.
  const fault = await shop.stripe.fault({ ...holds, nth: 1, times: 2 }, { kind: 'hold' });
  await order.tell('hold', 'payment_intent.canceled');
  await order.untilUnderWay('lookAtHold');
  expect(await order.ship('A', '1:1')).toMatchObject({ kind: 'accepted' });
  await shop.stripe.endFault(fault);
  await eventually(
    () => activitiesOf(order),
    (activities) => activities.at(-1) === 'readHold',
  );
  await order.untilQuiet();
  expect((await order.read()).attention).toEqual([]);
  expect(await order.ship('B', '2:1')).toMatchObject({ kind: 'accepted' });
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 4600 });
});

test('an order whose hold cannot be read is canceled, and its workflow ends with the last look', async () => {
  const order = await shop.placeOrder();
  await breakStripe(holds, broken);
  await order.tell('hold', 'payment_intent.canceled');
  await order.untilUnderWay('lookAtHold');
  expect(await order.cancel('c1')).toMatchObject({ released: 4600 });
  const closed = await order.untilAttention('step_failing');
  expect(closed).toMatchObject({ status: 'canceled', amounts: { held: 0, released: 4600 } });
  await mend();
  expect(await order.workflow.result()).toMatchObject({ status: 'canceled', released: 4600 });
  expect((await order.read()).attention).toEqual([]);
});

test('the deadline is kept to the second while reads of a hold hang', async () => {
  await shop.stripe.account({ capture_window_seconds: seconds(12) });
  const order = await shop.placeOrder(withPolicy({ marginSeconds: seconds(4) }));
  await breakStripe(holds, slow);
  await order.tell('hold', 'payment_intent.canceled');
  expect(await order.ship('A', '1:1')).toMatchObject({ kind: 'accepted' });
  await order.settle();
  await order.untilStatus('completed');
  const entry = (await shop.holdfast.reader.readTimeline(order.orderId)).find(({ kind }) => kind === 'hold_released');
  const releaseAt = (await order.read()).authorization?.releaseAt ?? '';
  expect(Math.abs(Date.parse(entry?.at ?? '') - Date.parse(releaseAt))).toBeLessThan(2_000);
  await mend();
  expect(await order.workflow.result()).toMatchObject({ status: 'completed', released: 2300, lost: 0 });
});

test('an authentication while Stripe could not be read authorizes the order once it can', async () => {
  const order = await shop.placeOrder(paidWith('pm_card_threeDSecure2Required'));
  await breakStripe(holds, broken);
  await order.authenticate();
  await order.tell('hold', 'payment_intent.amount_capturable_updated');
  await order.untilUnderWay('lookAtHold');
  expect((await order.read()).status).toBe('requires_action');
  await mend();
  await order.untilStatus('authorized');
  await order.workflow.terminate();
});

test('a card saved, or a shipment paid, while Stripe could not be read is known once it can', async () => {
  const { customer } = shop;
  const terms = fulfilled('charge_on_ship', { customer, paymentMethod: 'pm_card_authenticationRequired' });
  const order = await shop.placeOrder(terms);
  await breakStripe(setups, broken);
  await order.authenticate();
  await order.tell('hold', 'setup_intent.succeeded');
  await order.untilUnderWay('lookAtCard');
  await mend();
  await order.untilStatus('card_saved');
  expect(await order.ship('A', '1:1')).toMatchObject({ status: 'pending' });
  await breakStripe(holds, broken);
  await order.authenticate();
  await order.tell('hold', 'payment_intent.succeeded');
  await order.untilUnderWay('lookAtCharge');
  await mend();
  await order.until(({ amounts }) => amounts.captured === 2300);
  await order.recordHistory('card-and-charge-read-beside');
  await order.workflow.terminate();
});
