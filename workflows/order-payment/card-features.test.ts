import type { WorkflowOrder } from '../../test/setup/shop/workflow-order';
import { openWorkflowShop } from '../../test/setup/shop/workflow-shop';
import { paidWith, withPolicy } from '../../test/examples/orders';

/** A worker remembers what its account refused, so each test has one of its own. */
const shop = openWorkflowShop({ ofEachTest: true });
const CREATE = '/v1/payment_intents';

async function refuse(...features: string[]): Promise<void> {
  await shop.stripe.account({ features: Object.fromEntries(features.map((feature) => [feature, 'refused'])) });
}

async function refusals(order: WorkflowOrder): Promise<number> {
  return (await order.timelineKinds()).filter((kind) => kind === 'features_refused').length;
}

/** The buyer pays in the browser, and the event that follows has arrived. */
async function paidInBrowser(order: WorkflowOrder): Promise<void> {
  await shop.stripe.confirmInBrowser(await order.paymentIntentId(), 'pm_card_visa');
  await order.tell('hold', 'payment_intent.amount_capturable_updated');
  await order.untilStatus('authorized');
}

/** Ships everything, and waits for the end. */
async function complete(order: WorkflowOrder): Promise<void> {
  expect(await order.shipAll()).toMatchObject({ status: 'completed', captured: 4600 });
  await order.expectConsistentRecords();
}

test('an account that may ask for nothing: the first order finds out, the next one knows', async () => {
  await refuse('multicapture', 'incremental_authorization');
  const first = await shop.placeOrder(paidWith('pm_card_visa'));
  expect(first.result.status).toBe('authorized');
  expect(await refusals(first)).toBe(2);
  expect(await shop.stripe.requests(CREATE)).toHaveLength(3 + 2); // three to create, two lists
  const second = await shop.placeOrder(paidWith('pm_card_visa'));
  expect(await refusals(second)).toBe(0);
  expect(await shop.stripe.requests(CREATE)).toHaveLength(3 + 2 + 1);
  await complete(first);
  await complete(second);
  await first.recordHistory('card-features-refused');
});

test('a card that comes later: the confirm steps down, under keys of its own', async () => {
  await refuse('multicapture', 'incremental_authorization');
  const order = await shop.placeOrder(paidWith(null));
  expect(order.result.status).toBe('requires_payment_method');
  expect(await order.confirm()).toMatchObject({ kind: 'accepted', status: 'authorized' });
  expect(await refusals(order)).toBe(2);
  const asked = await shop.stripe.requests(`/v1/payment_intents/${await order.paymentIntentId()}/confirm`);
  const key = `test/order/${order.orderId}/confirm/1/1`;
  expect(asked.map((each) => each.idempotency_key)).toEqual([key, `${key}/multicapture`, `${key}/plain`]);
  await complete(order);
  await order.recordHistory('card-features-refused-at-the-confirm');
});

test('the answers to both creates are lost: found out by reading, and held once', async () => {
  await refuse('incremental_authorization');
  for (const nth of [1, 3]) {
    await shop.stripe.fault({ method: 'POST', path: CREATE, nth, times: 1 }, { kind: 'commit_then_drop' });
  }
  const order = await shop.placeOrder(paidWith('pm_card_visa'));
  expect(order.result.status).toBe('authorized');
  const intents = await shop.stripe.paymentIntents();
  expect(intents.filter((intent) => intent.status !== 'canceled').map(({ id }) => id)).toEqual([
    await order.paymentIntentId(),
  ]);
  await complete(order);
});

describe('the buyer confirms in the browser', () => {
  test('at an account without increments nothing of it is asked for, so nothing is refused', async () => {
    await refuse('incremental_authorization', 'overcapture');
    const order = await shop.placeOrder(paidWith(null));
    await paidInBrowser(order);
    expect((await order.read()).authorization?.capabilities).toMatchObject({
      multicapture: true,
      overcapture: false,
    });
    await complete(order);
  });

  test('at an account without multicapture the browser is refused; the confirm of the shop is not', async () => {
    await refuse('multicapture');
    const order = await shop.placeOrder(paidWith(null));
    const intent = await order.paymentIntentId();
    await expect(shop.stripe.confirmInBrowser(intent, 'pm_card_visa')).rejects.toThrow('answered 400');
    expect((await order.read()).status).toBe('requires_payment_method');
    expect(await order.confirm()).toMatchObject({ kind: 'accepted', status: 'authorized' });
    // Now that it is known, the next buyer is not refused any more.
    const next = await shop.placeOrder(paidWith(null));
    await paidInBrowser(next);
    await complete(next);
    await complete(order);
  });
});

test('the order says how long the buyer may take', async () => {
  const secondsLeft = 4;
  const acceptedAt = new Date(Date.now() - (60 - secondsLeft) * 1000).toISOString();
  const terms = { ...paidWith('pm_card_threeDSecure2Required'), ...withPolicy({ authenticationTimeoutSeconds: 60 }) };
  const order = await shop.placeOrder(terms, acceptedAt);
  expect(order.result.status).toBe('requires_action');
  const until = new Date(Date.parse(acceptedAt) + 60_000).toISOString();
  expect((await order.read()).awaitedUntil).toBe(until);
  expect(await order.workflow.result()).toMatchObject({ status: 'canceled', cancelReason: 'authentication_timeout' });
  await order.recordHistory('authentication-abandoned-by-policy');
});
