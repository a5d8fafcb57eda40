import { randomUUID } from 'node:crypto';
import { eventually } from '../../../../test/setup/eventually';
import { startHoldfast, type Holdfast } from '../../../../test/setup/holdfast';
import { expectConsistentRecords } from '../../../../test/setup/consistent-records';
import { INBOX_SWEEP } from '../../../../workflows/inbox-sweep/messages';
import { MISSED_EVENTS } from '../../../../workflows/missed-events/messages';
import { TASK_QUEUE } from '../../../../workflows/order-payment/messages';
import { disputesSchema } from '../disputes/dispute.schema';
import { orderSchema, type Order } from '../orders/order.schema';
import { driveApi, type ApiDriver } from '../testing/api-driver';
import { EXAMPLE_ORDER } from '../testing/example-order';

/** The webhook endpoint is gone, and nobody notices: what happens at Stripe is fetched all the same. */

let holdfast: Holdfast;
let api: ApiDriver;

beforeAll(async () => {
  holdfast = await startHoldfast();
  await holdfast.stripe.account({ settlement_delay_seconds: 0 });
  api = await driveApi(holdfast);
  await holdfast.stripe.sendEventsTo('http://127.0.0.1:9/v1/webhooks/stripe');
});

afterAll(async () => {
  await api.close();
  await holdfast.stop();
});

afterEach(() => holdfast.stripe.requireSound());

async function placed(paymentMethod: string): Promise<Order> {
  const payment = { paymentMethod, returnUrl: 'https://shop.example/back' };
  const order = { ...EXAMPLE_ORDER, orderId: `m-${randomUUID()}`, payment };
  return orderSchema.parse((await api.post('/v1/orders', order)).json());
}

async function ship({ orderId }: Order): Promise<void> {
  const priced = { shipmentId: 'A', lines: [{ lineId: '1', quantity: 1 }] };
  expect((await api.post(`/v1/orders/${orderId}/shipments`, priced)).status).toBe(201);
}

async function read({ orderId }: Order): Promise<Order> {
  return orderSchema.parse((await api.get(`/v1/orders/${orderId}`)).json());
}

function until(order: Order, isIt: (order: Order) => boolean): Promise<Order> {
  return eventually(() => read(order), isIt);
}

/** One run of a schedule. */
async function run(workflowType: string): Promise<void> {
  await holdfast.client.workflow.execute(workflowType, { workflowId: `run-${randomUUID()}`, taskQueue: TASK_QUEUE });
}

function intentOf({ payment }: Order): string {
  return payment.paymentIntentId ?? '';
}

test('a dispute is recorded, with its time to answer, and a person is called', async () => {
  const order = await placed('pm_card_createDispute');
  await ship(order);
  await run(MISSED_EVENTS);
  const { attention } = await until(order, (view) => view.attention.length > 0);
  expect(attention.map(({ code }) => code)).toEqual(['dispute_opened']);
  const answer = await api.get(`/v1/orders/${order.orderId}/disputes`);
  expect(disputesSchema.parse(answer.json()).disputes).toMatchObject([{ status: 'needs_response' }]);
});

test('a refund made in the Dashboard is booked', async () => {
  const order = await placed('pm_card_visa');
  await ship(order);
  await holdfast.stripe.refundByHand(intentOf(order), 800);
  await run(MISSED_EVENTS);
  const { amounts } = await until(order, (view) => view.amounts.refunded > 0);
  expect(amounts.refunded).toBe(800);
  await expectConsistentRecords(holdfast, order.orderId);
});

test('a capture made by hand shows in the order', async () => {
  const order = await placed('pm_card_visa');
  const line = 'amount_details[line_items][0]';
  await holdfast.stripe.byHand(intentOf(order), 'capture', {
    ...{ amount_to_capture: '700', final_capture: 'false', [`${line}[product_name]`]: 'by hand' },
    ...{ [`${line}[unit_cost]`]: '700', [`${line}[quantity]`]: '1' },
  });
  await run(MISSED_EVENTS);
  const { attention } = await until(order, (view) => view.attention.length > 0);
  expect(attention.map(({ code }) => code)).toContain('amount_mismatch');
});

test('a buyer who authenticated has an authorized order', async () => {
  const order = await placed('pm_card_threeDSecure2Required');
  const { nextAction: action } = order.payment;
  const body = new URLSearchParams({ outcome: 'complete' });
  await fetch(action?.type === 'redirect_to_url' ? action.url : '', { method: 'POST', body, redirect: 'manual' });
  await run(MISSED_EVENTS);
  expect((await until(order, ({ status }) => status === 'authorized')).amounts.held).toBe(4600);
});

test('the settlement of a shipment is read at once, not after an hour', async () => {
  const order = await placed('pm_card_visa');
  await ship(order);
  await run(MISSED_EVENTS);
  expect((await until(order, ({ amounts }) => amounts.settled > 0)).amounts.settled).toBe(2300);
});

test('a flood of another program on the account is read in one run, and ours is found behind it and delivered by the sweep', async () => {
  const order = await placed('pm_card_visa');
  await holdfast.stripe.byHand(intentOf(order), 'cancel');
  const headers = { authorization: `Bearer ${holdfast.stripe.apiKey}` };
  const create = new URLSearchParams({
    amount: '1000',
    currency: 'usd',
    confirm: 'true',
    payment_method: 'pm_card_visa',
  });
  for (let made = 0; made < 210; made += 1) {
    await fetch(`${holdfast.stripe.url}/v1/payment_intents`, { method: 'POST', headers, body: create });
  }
  await run(MISSED_EVENTS);
  const { cancelReason } = await eventually(
    async () => {
      await run(INBOX_SWEEP);
      return read(order);
    },
    ({ status }) => status === 'canceled',
  );
  expect(cancelReason).toBe('hold_lost');
});

test('a key that may not list events ends no run and no other work', async () => {
  const match = { method: 'GET', path: '/v1/events', nth: 1, times: 1 };
  await holdfast.stripe.fault(match, {
    kind: 'error',
    status: 403,
    type: 'invalid_request_error',
    code: null,
    stored: false,
  });
  await run(MISSED_EVENTS);
  expect((await placed('pm_card_visa')).status).toBe('authorized');
  const metrics = (await api.get('/metrics')).text;
  expect(metrics).toContain('holdfast_missed_events_refused 1');
  expect(metrics).toMatch(/^holdfast_missed_events_lag_seconds [\d.]+$/m);
});
