import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';
import { eventually } from '../../../../test/setup/eventually';
import { startHoldfast, type Holdfast } from '../../../../test/setup/holdfast';
import { expectConsistentRecords, expectConsistentRecordsOfEnded } from '../../../../test/setup/consistent-records';
import { orderSchema, type Order } from '../orders/order.schema';
import { driveApi, WEBHOOK_SECRET, type ApiDriver } from '../testing/api-driver';
import { EXAMPLE_ORDER } from '../testing/example-order';

let holdfast: Holdfast;
let api: ApiDriver;

beforeAll(async () => {
  holdfast = await startHoldfast();
  await holdfast.stripe.account({ settlement_delay_seconds: 0 });
  api = await driveApi(holdfast);
});

afterAll(async () => {
  await api.close();
  await holdfast.stop();
});

afterEach(() => holdfast.stripe.requireSound());
afterEach(() => expectConsistentRecordsOfEnded(holdfast));

async function order(orderId: string): Promise<Order> {
  return orderSchema.parse((await api.get(`/v1/orders/${orderId}`)).json());
}

/** The newest event of the type comes as a webhook, twice. */
async function webhook(type: string): Promise<void> {
  const [event] = await holdfast.stripe.events(type);
  const payload = JSON.stringify(event);
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: WEBHOOK_SECRET });
  for (let times = 0; times < 2; times += 1) {
    expect((await api.post('/v1/webhooks/stripe', payload, { 'stripe-signature': signature })).status).toBe(200);
  }
}

test('a refund made in Stripe’s Dashboard: seen in the order, and its money cannot go back again', async () => {
  const orderId = `d-${randomUUID()}`;
  await api.post('/v1/orders', { ...EXAMPLE_ORDER, orderId, payment: { paymentMethod: 'pm_card_visa' } });
  await api.post(`/v1/orders/${orderId}/shipments`, { shipmentId: 'A', lines: [{ lineId: '1', quantity: 1 }] });
  const { payment } = await order(orderId);
  const refundId = await holdfast.stripe.refundByHand(payment.paymentIntentId ?? '', 800);
  await webhook('refund.created');

  const { amounts, attention } = await eventually(
    () => order(orderId),
    (view) => view.amounts.refunded > 0,
  );
  expect([amounts.refunded, attention]).toEqual([800, []]);
  expect((await api.get(`/v1/orders/${orderId}/refunds/${refundId}`)).json()).toMatchObject({
    ...{ refundId, status: 'succeeded', amount: 800, reason: 'made at Stripe', lines: [] },
    stripeRefundId: refundId,
  });
  const tooMuch = await api.post(`/v1/orders/${orderId}/refunds`, { refundId: 'R1', amount: 1501, reason: 'broken' });
  expect([tooMuch.status, tooMuch.problem()]).toMatchObject([400, { maximumAmount: 1500 }]);
  const taken = await api.post(`/v1/orders/${orderId}/refunds`, { refundId, amount: 1, reason: 'broken' });
  expect([taken.status, taken.problem().code]).toEqual([409, 'refund_conflict']);
  await expectConsistentRecords(holdfast, orderId);
});
