import { randomUUID } from 'node:crypto';
import type { ConfirmationResult } from '../../libs/domain/lifecycle/answers';
import type { NewOrder } from '../../libs/domain/orders/order';
import { accept, newOrder } from '../../test/examples/orders';
import { shipmentOf } from '../../test/examples/payments';
import { eventually } from '../../test/setup/eventually';
import { startHoldfast, tell, type Holdfast, type OrderWorkflow } from '../../test/setup/holdfast';
import { recordHistory } from '../../test/setup/recorded-histories';
import { expectConsistentRecords } from '../../test/setup/consistent-records';
import { captureShipment, confirmPayment } from './messages';

const create = '/v1/payment_intents';
const all = ['1', '2'].map((lineId) => ({ lineId, quantity: 1 }));

// A worker remembers what its account refused, so each test has one of its own.
let holdfast: Holdfast;
beforeEach(async () => {
  holdfast = await startHoldfast();
});
afterEach(async () => {
  await holdfast.stripe.requireSound();
  await holdfast.stop();
});

async function refuse(...features: string[]): Promise<void> {
  const refused = Object.fromEntries(features.map((feature) => [feature, 'refused']));
  await holdfast.stripe.account({ settlement_delay_seconds: 0, features: refused });
}

async function placed(
  paymentMethod: string | null,
  overrides: Partial<NewOrder> = {},
): Promise<{ orderId: string; workflow: OrderWorkflow; status: string }> {
  const orderId = `f-${randomUUID()}`;
  const payment = { ...newOrder().payment, paymentMethod };
  const { workflow, result } = await holdfast.authorize(accept(newOrder({ orderId, payment, ...overrides })));
  return { orderId, workflow, status: result.status };
}

function confirm(workflow: OrderWorkflow): Promise<ConfirmationResult> {
  const confirmation = { paymentMethod: 'pm_card_visa', returnUrl: null, requestId: 'request 2' };
  return workflow.executeUpdate(confirmPayment, { args: [confirmation] });
}

async function refusals(orderId: string): Promise<number> {
  const timeline = await holdfast.reader.readTimeline(orderId);
  return timeline.filter(({ kind }) => kind === 'features_refused').length;
}

async function intentOf(orderId: string): Promise<string> {
  const id = (await holdfast.reader.findOrder(orderId))?.authorization?.paymentIntentId ?? undefined;
  if (id === undefined) throw new Error(`order ${orderId} has no PaymentIntent`);
  return id;
}

/** The buyer pays in the browser, and the event that follows has arrived. */
async function paidInBrowser(orderId: string, workflow: OrderWorkflow): Promise<void> {
  await holdfast.stripe.confirmInBrowser(await intentOf(orderId), 'pm_card_visa');
  await tell(workflow, 'hold', 'payment_intent.amount_capturable_updated');
  await eventually(
    () => holdfast.reader.findOrder(orderId),
    (order) => order?.status === 'authorized',
  );
}

/** Ships everything, and waits for the end. */
async function complete(orderId: string, workflow: OrderWorkflow): Promise<void> {
  await workflow.executeUpdate(captureShipment, { args: [shipmentOf('A', all)] });
  await tell(workflow, 'settlement', 'charge.updated');
  expect(await workflow.result()).toMatchObject({ status: 'completed', captured: 4600 });
  await expectConsistentRecords(holdfast, orderId);
}

test('an account that may ask for nothing: the first order finds out, the next one knows', async () => {
  await refuse('multicapture', 'incremental_authorization');
  const first = await placed('pm_card_visa');
  expect(first.status).toBe('authorized');
  expect(await refusals(first.orderId)).toBe(2);
  expect(await holdfast.stripe.requests(create)).toHaveLength(3 + 2); // three to create, two lists
  const second = await placed('pm_card_visa');
  expect(await refusals(second.orderId)).toBe(0);
  expect(await holdfast.stripe.requests(create)).toHaveLength(3 + 2 + 1);
  await complete(first.orderId, first.workflow);
  await complete(second.orderId, second.workflow);
  await recordHistory('card-features-refused', await holdfast.history(first.workflow));
});

test('a card that comes later: the confirm steps down, under keys of its own', async () => {
  await refuse('multicapture', 'incremental_authorization');
  const { orderId, workflow, status } = await placed(null);
  expect(status).toBe('requires_payment_method');
  expect(await confirm(workflow)).toMatchObject({ kind: 'accepted', status: 'authorized' });
  expect(await refusals(orderId)).toBe(2);
  const asked = await holdfast.stripe.requests(`/v1/payment_intents/${await intentOf(orderId)}/confirm`);
  const key = `test/order/${orderId}/confirm/1/1`;
  expect(asked.map((each) => each.idempotency_key)).toEqual([key, `${key}/multicapture`, `${key}/plain`]);
  await complete(orderId, workflow);
  await recordHistory('card-features-refused-at-the-confirm', await holdfast.history(workflow));
});

test('the answers to both creates are lost: found out by reading, and held once', async () => {
  await refuse('incremental_authorization');
  for (const nth of [1, 3]) {
    await holdfast.stripe.fault({ method: 'POST', path: create, nth, times: 1 }, { kind: 'commit_then_drop' });
  }
  const { orderId, workflow, status } = await placed('pm_card_visa');
  expect(status).toBe('authorized');
  const intents = await holdfast.stripe.paymentIntents();
  expect(intents.filter((intent) => intent.status !== 'canceled').map(({ id }) => id)).toEqual([
    await intentOf(orderId),
  ]);
  await complete(orderId, workflow);
});

describe('the buyer confirms in the browser', () => {
  test('at an account without increments nothing of it is asked for, so nothing is refused', async () => {
    await refuse('incremental_authorization', 'overcapture');
    const { orderId, workflow } = await placed(null);
    await paidInBrowser(orderId, workflow);
    expect((await holdfast.reader.findOrder(orderId))?.authorization?.capabilities).toMatchObject({
      multicapture: true,
      overcapture: false,
    });
    await complete(orderId, workflow);
  });

  test('at an account without multicapture the browser is refused; the confirm of the shop is not', async () => {
    await refuse('multicapture');
    const { orderId, workflow } = await placed(null);
    const intent = await intentOf(orderId);
    await expect(holdfast.stripe.confirmInBrowser(intent, 'pm_card_visa')).rejects.toThrow('answered 400');
    expect((await holdfast.reader.findOrder(orderId))?.status).toBe('requires_payment_method');
    expect(await confirm(workflow)).toMatchObject({ kind: 'accepted', status: 'authorized' });
    // Now that it is known, the next buyer is not refused any more.
    const next = await placed(null);
    await paidInBrowser(next.orderId, next.workflow);
    await complete(next.orderId, next.workflow);
    await complete(orderId, workflow);
  });
});

test('the order says how long the buyer may take', async () => {
  const secondsLeft = 4;
  const acceptedAt = new Date(Date.now() - (60 - secondsLeft) * 1000).toISOString();
  const orderId = `t-${randomUUID()}`;
  const payment = { ...newOrder().payment, paymentMethod: 'pm_card_threeDSecure2Required' };
  const policy = { ...newOrder().policy, authenticationTimeoutSeconds: 60 };
  const { workflow, result } = await holdfast.authorize(accept(newOrder({ orderId, payment, policy }), acceptedAt));
  expect(result.status).toBe('requires_action');
  const until = new Date(Date.parse(acceptedAt) + 60_000).toISOString();
  expect((await holdfast.reader.findOrder(orderId))?.awaitedUntil).toBe(until);
  expect(await workflow.result()).toMatchObject({ status: 'canceled', cancelReason: 'authentication_timeout' });
  await recordHistory('authentication-abandoned-by-policy', await holdfast.history(workflow));
});
