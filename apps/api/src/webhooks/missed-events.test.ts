import { randomUUID } from 'node:crypto';
import { eventually } from '../../../../test/setup/eventually';
import type { ApiOrder } from '../../../../test/setup/shop/api-order';
import { openApiShop } from '../../../../test/setup/shop/api-shop';
import { INBOX_SWEEP } from '../../../../workflows/inbox-sweep/messages';
import { MISSED_EVENTS } from '../../../../workflows/missed-events/messages';
import { TASK_QUEUE } from '../../../../workflows/order-payment/messages';
import { disputesSchema } from '../disputes/dispute.schema';

/** The webhook endpoint is gone, and nobody notices: what happens at Stripe is fetched all the same. */
const shop = openApiShop();
beforeAll(() => shop.stripe.sendEventsTo('http://127.0.0.1:9/v1/webhooks/stripe'));

async function shipped(paymentMethod?: string): Promise<ApiOrder> {
  const order = await shop.placeOrder(paymentMethod);
  expect((await order.ship('A', '1:1')).status).toBe(201);
  return order;
}

/** One run of a schedule. */
async function run(workflowType: string): Promise<void> {
  const started = { workflowId: `run-${randomUUID()}`, taskQueue: TASK_QUEUE };
  await shop.holdfast.client.workflow.execute(workflowType, started);
}

test('a dispute is recorded with its time to answer, and opens an attention', async () => {
  const order = await shipped('pm_card_createDispute');
  await run(MISSED_EVENTS);
  const { attention } = await order.until((view) => view.attention.length > 0);
  expect(attention.map(({ code }) => code)).toEqual(['dispute_opened']);
  const answer = await order.get('/disputes');
  expect(disputesSchema.parse(answer.json()).disputes).toMatchObject([{ status: 'needs_response' }]);
});

test('a refund made in the Dashboard is booked', async () => {
  const order = await shipped();
  await shop.stripe.refundByHand(await order.paymentIntentId(), 800);
  await run(MISSED_EVENTS);
  const { amounts } = await order.until((view) => view.amounts.refunded > 0);
  expect(amounts.refunded).toBe(800);
  await order.expectConsistentRecords();
});

test('a capture made by hand shows in the order', async () => {
  const order = await shop.placeOrder();
  await shop.stripe.captureByHand(await order.paymentIntentId(), 700);
  await run(MISSED_EVENTS);
  const { attention } = await order.until((view) => view.attention.length > 0);
  expect(attention.map(({ code }) => code)).toContain('amount_mismatch');
});

test('a buyer who authenticated has an authorized order', async () => {
  const secure = { paymentMethod: 'pm_card_threeDSecure2Required', returnUrl: 'https://shop.example/back' };
  const order = await shop.placeOrder(secure);
  await order.authenticate();
  await run(MISSED_EVENTS);
  expect((await order.until(({ status }) => status === 'authorized')).amounts.held).toBe(4600);
});

test('a review keeps an order in the warehouse until somebody at the shop approves it', async () => {
  await shop.stripe.account({ reviews: 'elevated' });
  const order = await shop.placeOrder('pm_card_riskLevelElevated');
  await run(MISSED_EVENTS);
  await order.until(({ doubts }) => doubts.length > 0);
  expect(await order.shipCheck('1:1')).toMatchObject({ mayShip: false, reason: 'under_review' });
  const [doubt] = (await order.read()).doubts;
  const headers = { authorization: `Bearer ${shop.stripe.apiKey}` };
  const approved = `${shop.stripe.url}/v1/reviews/${doubt?.stripeId ?? ''}/approve`;
  expect((await fetch(approved, { method: 'POST', headers })).status).toBe(200);
  await run(MISSED_EVENTS);
  expect(await order.until(({ doubts }) => doubts.length === 0)).toMatchObject({ attention: [] });
  expect(await order.shipCheck('1:1')).toMatchObject({ mayShip: true });
});

test('the settlement of a shipment is read at once, not after an hour', async () => {
  const order = await shipped();
  await run(MISSED_EVENTS);
  expect((await order.until(({ amounts }) => amounts.settled > 0)).amounts.settled).toBe(2300);
});

test('an event of ours behind a flood of another program is found in one run, and then delivered', async () => {
  const order = await shop.placeOrder();
  await shop.stripe.byHand(await order.paymentIntentId(), 'cancel');
  const headers = { authorization: `Bearer ${shop.stripe.apiKey}` };
  const create = new URLSearchParams({
    amount: '1000',
    currency: 'usd',
    confirm: 'true',
    payment_method: 'pm_card_visa',
  });
  for (let made = 0; made < 210; made += 1) {
    await fetch(`${shop.stripe.url}/v1/payment_intents`, { method: 'POST', headers, body: create });
  }
  await run(MISSED_EVENTS);
  const { cancelReason } = await eventually(
    async () => {
      await run(INBOX_SWEEP);
      return order.read();
    },
    ({ status }) => status === 'canceled',
  );
  expect(cancelReason).toBe('hold_lost');
});

test('a key that may not list events ends no run and no other work', async () => {
  const match = { method: 'GET', path: '/v1/events', nth: 1, times: 1 };
  await shop.stripe.fault(match, {
    kind: 'error',
    status: 403,
    type: 'invalid_request_error',
    code: null,
    stored: false,
  });
  await run(MISSED_EVENTS);
  expect((await shop.placeOrder()).placed.status).toBe('authorized');
  const metrics = (await shop.api.get('/metrics')).text;
  expect(metrics).toContain('holdfast_missed_events_refused 1');
  expect(metrics).toMatch(/^holdfast_missed_events_lag_seconds [\d.]+$/m);
});
