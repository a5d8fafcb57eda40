import { randomUUID } from 'node:crypto';
import { eventually } from '../../../../test/setup/eventually';
import { startHoldfast, type Holdfast } from '../../../../test/setup/holdfast';
import { expectConsistentRecords, expectConsistentRecordsOfEnded } from '../../../../test/setup/consistent-records';
import { orderPaymentId } from '../../../../workflows/order-payment/messages';
import { driveApi, type ApiDriver, type HttpAnswer } from '../testing/api-driver';
import { EXAMPLE_ORDER } from '../testing/example-order';
import { orderSchema } from './order.schema';

const payment = { paymentMethod: 'pm_card_visa' };

let holdfast: Holdfast;
let api: ApiDriver;

beforeAll(async () => {
  // Long enough for a request to come in between.
  holdfast = await startHoldfast({ startAgainAfterSeconds: 5 });
  api = await driveApi(holdfast);
});

afterAll(async () => {
  await api.close();
  await holdfast.stop();
});

afterEach(() => holdfast.stripe.requireSound());
afterEach(() => expectConsistentRecordsOfEnded(holdfast));

async function stopped(): Promise<string> {
  const orderId = `stopped-${randomUUID()}`;
  expect((await api.post('/v1/orders', { ...EXAMPLE_ORDER, orderId, payment })).status).toBe(201);
  await holdfast.client.workflow.getHandle(orderPaymentId(orderId)).terminate('by hand');
  return orderId;
}

function ship(orderId: string): Promise<HttpAnswer> {
  const body = { shipmentId: 'A', lines: [{ lineId: '1', quantity: 1 }] };
  return api.post(`/v1/orders/${orderId}/shipments`, body);
}

async function attentionOf(orderId: string): Promise<string[]> {
  return orderSchema.parse((await api.get(`/v1/orders/${orderId}`)).json()).attention.map(({ code }) => code);
}

async function shipCheck(orderId: string): Promise<unknown> {
  return (await api.get(`/v1/orders/${orderId}/ship-check`)).json();
}

test('a shop whose order was stopped is told to repeat, and its repeat is captured', async () => {
  const orderId = await stopped();
  const refused = await ship(orderId);
  expect(refused.status).toBe(503);
  expect(refused.headers['retry-after']).toBe('60');
  expect(refused.problem()).toMatchObject({
    code: 'temporarily_unavailable',
    detail: expect.stringMatching(/^Nothing of order .* is lost.*Repeat the request\.$/) as string,
  });
  // The answer itself has it mended: no sweep runs here.
  await eventually(
    () => attentionOf(orderId),
    (codes) => codes.includes('workflow_missing'),
  );
  expect(await shipCheck(orderId)).toMatchObject({ mayShip: false, reason: 'workflow_missing' });
  const taken = await eventually(
    () => ship(orderId),
    ({ status }) => status === 201,
  );
  expect(taken.json()).toMatchObject({ status: 'captured' });
  expect(await attentionOf(orderId)).toEqual([]);
  expect(await shipCheck(orderId)).toMatchObject({ mayShip: true, reason: 'ok' });
  await expectConsistentRecords(holdfast, orderId);
});

test('a cancellation and another card are answered with the same words', async () => {
  const orderId = await stopped();
  const canceled = await api.post(`/v1/orders/${orderId}/cancellations`, { cancellationId: 'C', reason: 'sold out' });
  expect(canceled).toMatchObject({ status: 503, headers: { 'retry-after': '60' } });
  const done = await eventually(
    () => api.post(`/v1/orders/${orderId}/cancellations`, { cancellationId: 'C', reason: 'sold out' }),
    ({ status }) => status !== 503,
  );
  expect(done.json()).toMatchObject({ released: 4600 });

  const waiting = `stopped-${randomUUID()}`;
  await api.post('/v1/orders', { ...EXAMPLE_ORDER, orderId: waiting, payment: {} });
  await holdfast.client.workflow.getHandle(orderPaymentId(waiting)).terminate('by hand');
  const confirm = (): Promise<HttpAnswer> =>
    api.post(`/v1/orders/${waiting}/confirm`, { paymentMethod: 'pm_card_visa' });
  expect(await confirm()).toMatchObject({ status: 503, headers: { 'retry-after': '60' } });
  const paid = await eventually(confirm, ({ status }) => status !== 503);
  expect(paid.json()).toMatchObject({ orderId: waiting, status: 'authorized' });
});

test('a shipment that was taken when its order was stopped is answered, and captured once', async () => {
  const orderId = `stopped-${randomUUID()}`;
  await api.post('/v1/orders', { ...EXAMPLE_ORDER, orderId, payment });
  const fault = await holdfast.stripe.fault(
    { method: 'POST', path: '/v1/payment_intents/*/capture', nth: 1, times: 1 },
    { kind: 'commit_then_drop' },
  );
  const reading = await holdfast.stripe.fault(
    { method: 'GET', path: '/v1/payment_intents/*', nth: 1, times: 50 },
    { kind: 'error', status: 500, stored: false },
  );
  const asking = ship(orderId);
  await eventually(
    () => holdfast.stripe.requests('/v1/payment_intents/*/capture'),
    (requests) => requests.length > 0,
  );
  await holdfast.client.workflow.getHandle(orderPaymentId(orderId)).terminate('by hand');
  expect((await asking).status).toBe(503);
  await holdfast.stripe.endFault(fault);
  await holdfast.stripe.endFault(reading);
  const taken = await eventually(
    () => ship(orderId),
    ({ status }) => status === 200 || status === 201,
  );
  expect(taken.json()).toMatchObject({ status: 'captured', amount: 2300 });
  await expectConsistentRecords(holdfast, orderId);
});

test('an order that was stopped before anything of it was written down is placed by its repeat', async () => {
  await holdfast.stopWorkers();
  const orderId = `stopped-${randomUUID()}`;
  const place = (): Promise<HttpAnswer> => api.post('/v1/orders', { ...EXAMPLE_ORDER, orderId, payment });
  const asking = place();
  const workflow = holdfast.client.workflow.getHandle(orderPaymentId(orderId));
  await eventually(
    () =>
      workflow.terminate('by hand').then(
        () => true,
        () => false,
      ),
    Boolean,
  );
  await holdfast.restartWorkers();
  await asking;
  const placed = await eventually(place, ({ status }) => status === 200 || status === 201);
  expect(placed.json()).toMatchObject({ orderId, status: 'authorized' });
});
