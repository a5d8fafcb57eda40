import { freePort } from '../../../../libs/local/port';
import { startLocalTemporal } from '../../../../libs/temporal/local-server';
import { eventually } from '../../../../test/setup/eventually';
import { setup } from '../../../../test/setup/run-environment';
import { openApiAlone } from '../../../../test/setup/shop/api-alone';
import { openApiShop, orderBody } from '../../../../test/setup/shop/api-shop';
import { driveApi, type ApiDriver, type HttpAnswer } from '../testing/api-driver';
import { EXAMPLE_SHIPMENT } from '../testing/example-order';

const apis: ApiDriver[] = [];
afterAll(async () => {
  for (const api of apis) await api.close();
});
/** Its API waits for as long as a shop does, and others beside it for a second. */
const shop = openApiShop();

async function drive(config: Partial<Parameters<typeof driveApi>[0]> = {}): Promise<ApiDriver> {
  const api = await driveApi({ ...shop.holdfast, requestTimeoutSeconds: 1, ...config });
  apis.push(api);
  return api;
}

async function nowhere(): Promise<string> {
  return `127.0.0.1:${(await freePort()).toString()}`;
}

function expectToTryAgain(answer: HttpAnswer): void {
  expect(answer.problem()).toMatchObject({ code: 'temporarily_unavailable', status: 503 });
  expect(answer.headers['retry-after']).toBe('2');
}

test('Stripe is slow: the request was accepted, and its repeat gets the first result', async () => {
  const hasty = await drive();
  const order = await shop.placeOrder();
  const url = `${order.path}/shipments`;
  const fault = await shop.stripe.fault(
    { method: 'POST', path: '/v1/payment_intents/*/capture', nth: 1, times: 1 },
    { kind: 'hold' },
  );
  const pending = await hasty.post(url, EXAMPLE_SHIPMENT);
  expect(pending.problem()).toMatchObject({ code: 'outcome_pending', status: 504 });
  expect((await order.readShipment('A')).json()).toMatchObject({ status: 'pending' });
  expect(await order.shipCheck('1:1')).toMatchObject({ mayShip: false, reason: 'units_not_available' });

  await shop.stripe.endFault(fault);
  const repeat = await shop.api.post(url, EXAMPLE_SHIPMENT);
  expect([repeat.status, repeat.headers['idempotent-replayed']]).toEqual([200, 'true']);
  expect(repeat.json()).toMatchObject({ status: 'captured', amount: 2300 });
});

test('Stripe is slow with a first authorization: the same order again goes on with it', async () => {
  const hasty = await drive();
  const body = orderBody();
  const fault = await shop.stripe.fault(
    { method: 'POST', path: '/v1/payment_intents', nth: 1, times: 1 },
    { kind: 'hold' },
  );
  expect((await hasty.post('/v1/orders', body)).problem().code).toBe('outcome_pending');
  expect(await shop.order(body.orderId).read()).toMatchObject({ status: 'created' });
  const other = await shop.api.post('/v1/orders', { ...body, discountAmount: 100 });
  expect(other.problem().code).toBe('order_conflict');
  await shop.stripe.endFault(fault);
  const repeat = await shop.api.post('/v1/orders', body);
  expect(repeat.status).toBe(200);
  expect(repeat.json()).toMatchObject({ status: 'authorized' });
});

describe('no worker runs', () => {
  const alone = openApiAlone({ requestTimeoutSeconds: 1 });

  test('an order is not known to be accepted, and the caller is told to try again', async () => {
    expectToTryAgain(await alone.api.post('/v1/orders', orderBody()));
    expect(alone.api.log.join('')).toContain('temporarily_unavailable');
  });
});

describe('Temporal cannot be reached', () => {
  test('what needs it is told to try again, the rest works', async () => {
    const api = await drive({ temporal: { address: await nowhere(), namespace: 'default' } });
    const body = orderBody();
    expectToTryAgain(await api.post('/v1/orders', body));
    expect((await api.get(`/v1/orders/${body.orderId}`)).status).toBe(404);
    const ready = await api.get('/health/ready');
    expect(ready.status).toBe(503);
    expect(ready.json()).toMatchObject({
      status: 'not_ready',
      dependencies: { postgresql: { status: 'up' }, temporal: { status: 'down' } },
    });
    expect((await api.get('/health/live')).status).toBe(200);
  });

  test('it comes back, and the API finds it by itself', async () => {
    const port = await freePort();
    const address = `127.0.0.1:${port.toString()}`;
    const api = await drive({ temporal: { address, namespace: 'default' } });
    expect((await api.get('/health/ready')).status).toBe(503);
    const temporal = await startLocalTemporal({ binary: setup.temporalBinary, port });
    await eventually(
      () => api.get('/health/ready'),
      ({ status }) => status === 200,
    );
    await temporal.stop();
    await eventually(
      () => api.get('/health/ready'),
      ({ status }) => status === 503,
    );
  });
});

describe('PostgreSQL cannot be reached', () => {
  test('everything that reads is told to try again', async () => {
    const api = await drive({ databaseUrl: `postgres://holdfast:secret@${await nowhere()}/holdfast` });
    expectToTryAgain(await api.get('/v1/orders'));
    expectToTryAgain(await api.get('/v1/orders/1042'));
    expectToTryAgain(await api.post('/v1/orders', orderBody()));
    expectToTryAgain(await api.post('/v1/orders/1042/shipments', EXAMPLE_SHIPMENT));
    const ready = await api.get('/health/ready');
    expect(ready.status).toBe(503);
    expect(ready.json()).toMatchObject({
      dependencies: { postgresql: { status: 'down' }, temporal: { status: 'up' } },
    });
    expect(api.log.join('')).toContain('PostgreSQL did not answer');
    expect(api.log.join('')).not.toContain('secret');
  });
});
