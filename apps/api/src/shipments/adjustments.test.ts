import { randomUUID } from 'node:crypto';
import { startHoldfast, tell, type Holdfast } from '../../../../test/setup/holdfast';
import { expectConsistentRecordsOfEnded } from '../../../../test/setup/consistent-records';
import { orderPaymentId } from '../../../../workflows/order-payment/messages';
import { driveApi, type ApiDriver, type HttpAnswer } from '../testing/api-driver';
import { EXAMPLE_ORDER } from '../testing/example-order';

/** `amountAdjustment` as a shop uses it. */
let holdfast: Holdfast;
let api: ApiDriver;

beforeAll(async () => {
  holdfast = await startHoldfast();
  api = await driveApi(holdfast);
  await holdfast.stripe.account({ settlement_delay_seconds: 0 });
});
afterAll(async () => {
  await api.close();
  await holdfast.stop();
});
afterEach(() => expectConsistentRecordsOfEnded(holdfast));

async function placed(paymentMethod = 'pm_card_visa'): Promise<string> {
  const orderId = `a-${randomUUID()}`;
  const answer = await api.post('/v1/orders', { ...EXAMPLE_ORDER, orderId, payment: { paymentMethod } });
  expect(answer.status).toBe(201);
  return orderId;
}

function ship(orderId: string, shipmentId: string, lineId: string, amount?: number): Promise<HttpAnswer> {
  const lines = [{ lineId, quantity: 1 }];
  const adjustment = amount === undefined ? {} : { amountAdjustment: { amount, reason: 'weighed at the counter' } };
  return api.post(`/v1/orders/${orderId}/shipments`, { shipmentId, lines, ...adjustment });
}

async function close(orderId: string): Promise<void> {
  const workflow = holdfast.client.workflow.getHandle(orderPaymentId(orderId));
  await tell(workflow, 'settlement', 'charge.updated');
  await workflow.result();
}

test('a heavier shipment is captured with its adjustment, told in the breakdown and the timeline, and refunded with it', async () => {
  const orderId = await placed();
  const heavier = await ship(orderId, 'A', '1', 500);
  expect([heavier.status, heavier.json()]).toMatchObject([201, { amount: 2800, breakdown: { adjustment: 500 } }]);
  const repeated = await ship(orderId, 'A', '1', 500);
  expect([repeated.status, repeated.headers['idempotent-replayed']]).toEqual([200, 'true']);
  expect((await ship(orderId, 'A', '1', 400)).problem().code).toBe('shipment_conflict');
  expect((await ship(orderId, 'A', '1')).problem().code).toBe('shipment_conflict');
  const { amounts } = (await api.get(`/v1/orders/${orderId}`)).json() as { amounts: unknown };
  expect(amounts).toMatchObject({ total: 4600, raised: 500, captured: 2800, held: 2300, released: 0, lost: 0 });

  const refund = await api.post(`/v1/orders/${orderId}/refunds`, { refundId: 'R', shipmentId: 'A', reason: 'spoiled' });
  expect([refund.status, refund.json()]).toMatchObject([201, { amount: 2800 }]);
  expect((await ship(orderId, 'B', '2')).status).toBe(201);
  await close(orderId);
  const timeline = (await api.get(`/v1/orders/${orderId}/timeline`)).json();
  expect(JSON.stringify(timeline)).toContain('weighed at the counter');
});

test('more than the card allows: the largest possible amount is named, and nothing is captured', async () => {
  const orderId = await placed();
  expect((await ship(orderId, 'A', '1')).status).toBe(201);
  const { code, ...members } = (await ship(orderId, 'B', '2', 921)).problem();
  expect([code, members]).toMatchObject(['amount_exceeds_hold', { maximumAmount: 3220 }]);
  expect((await api.get(`/v1/orders/${orderId}/shipments/B`)).problem().code).toBe('shipment_not_found');
  expect((await ship(orderId, 'B', '2', 920)).json()).toMatchObject({ amount: 3220, final: true });
  await close(orderId);
});

test('an adjustment below nothing names its field', async () => {
  const orderId = await placed();
  const { code, errors } = (await ship(orderId, 'A', '1', -2301)).problem();
  expect([code, errors]).toMatchObject(['invalid_request', [{ path: 'amountAdjustment.amount' }]]);
});
