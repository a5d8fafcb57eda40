import type { HttpAnswer } from '../testing/api-driver';
import { eventually } from '../../../../test/setup/eventually';
import type { ApiOrder } from '../../../../test/setup/shop/api-order';
import { openApiShop, orderBody } from '../../../../test/setup/shop/api-shop';

/** Long enough for a request to come in between. */
const shop = openApiShop({ startAgainAfterSeconds: 5 });

async function stopped(payment?: object): Promise<ApiOrder> {
  const order = await shop.placeOrder(payment);
  await order.workflow.terminate('by hand');
  return order;
}

test('a shop whose order was stopped is told to repeat, and its repeat is captured', async () => {
  const order = await stopped();
  const refused = await order.ship('A', '1:1');
  expect(refused.status).toBe(503);
  expect(refused.headers['retry-after']).toBe('60');
  expect(refused.problem()).toMatchObject({
    code: 'temporarily_unavailable',
    detail: expect.stringMatching(
      /^The workflow of order .* has stopped.*repeat the request after `Retry-After`\.$/,
    ) as string,
  });
  // The answer itself has it mended: no sweep runs here.
  await order.untilAttention('workflow_missing');
  expect(await order.shipCheck()).toMatchObject({ mayShip: false, reason: 'workflow_missing' });
  const taken = await eventually(
    () => order.ship('A', '1:1'),
    ({ status }) => status === 201,
  );
  expect(taken.json()).toMatchObject({ status: 'captured' });
  expect(await order.attention()).toEqual([]);
  expect(await order.shipCheck()).toMatchObject({ mayShip: true, reason: 'ok' });
  await order.expectConsistentRecords();
});

test('a cancellation and another card are answered with the same words', async () => {
  const order = await stopped();
  const canceled = await order.cancel('C');
  expect(canceled).toMatchObject({ status: 503, headers: { 'retry-after': '60' } });
  const done = await eventually(
    () => order.cancel('C'),
    ({ status }) => status !== 503,
  );
  expect(done.json()).toMatchObject({ worth: 4600 });

  const waiting = await stopped({});
  expect(await waiting.confirm()).toMatchObject({ status: 503, headers: { 'retry-after': '60' } });
  const paid = await eventually(
    () => waiting.confirm(),
    ({ status }) => status !== 503,
  );
  expect(paid.json()).toMatchObject({ orderId: waiting.orderId, status: 'authorized' });
});

test('a shipment that was taken when its order was stopped is answered, and captured once', async () => {
  const order = await shop.placeOrder();
  const fault = await shop.stripe.fault(
    { method: 'POST', path: '/v1/payment_intents/*/capture', nth: 1, times: 1 },
    { kind: 'commit_then_drop' },
  );
  const reading = await shop.stripe.fault(
    { method: 'GET', path: '/v1/payment_intents/*', nth: 1, times: 50 },
    { kind: 'error', status: 500, stored: false },
  );
  const asking = order.ship('A', '1:1');
  await eventually(
    () => shop.stripe.requests('/v1/payment_intents/*/capture'),
    (requests) => requests.length > 0,
  );
  await order.workflow.terminate('by hand');
  expect((await asking).status).toBe(503);
  await shop.stripe.endFault(fault);
  await shop.stripe.endFault(reading);
  const taken = await eventually(
    () => order.ship('A', '1:1'),
    ({ status }) => status === 200 || status === 201,
  );
  expect(taken.json()).toMatchObject({ status: 'captured', amount: 2300 });
  await order.expectConsistentRecords();
});

test('an order that was stopped before anything of it was written down is placed by its repeat', async () => {
  await shop.holdfast.stopWorkers();
  const body = orderBody();
  const { orderId } = body;
  const place = (): Promise<HttpAnswer> => shop.api.post('/v1/orders', body);
  const asking = place();
  const { workflow } = shop.order(orderId);
  await eventually(
    () =>
      workflow.terminate('by hand').then(
        () => true,
        () => false,
      ),
    Boolean,
  );
  await shop.holdfast.restartWorkers();
  await asking;
  const placed = await eventually(place, ({ status }) => status === 200 || status === 201);
  expect(placed.json()).toMatchObject({ orderId, status: 'authorized' });
});
