import { randomUUID } from 'node:crypto';
import { freePort } from '../../../../libs/local/port';
import { startLocalTemporal } from '../../../../libs/temporal/local-server';
import { eventually } from '../../../../test/setup/eventually';
import { startHoldfast, type Holdfast } from '../../../../test/setup/holdfast';
import { expectConsistentRecordsOfEnded } from '../../../../test/setup/consistent-records';
import { setup } from '../../../../test/setup/run-environment';
import { startTemporal, type TestTemporal } from '../../../../test/setup/temporal';
import { driveApi, type ApiDriver, type HttpAnswer } from '../testing/api-driver';
import { EXAMPLE_ORDER, EXAMPLE_SHIPMENT } from '../testing/example-order';

let holdfast: Holdfast;
const apis: ApiDriver[] = [];

beforeAll(async () => {
  holdfast = await startHoldfast();
});

afterAll(async () => {
  for (const api of apis) await api.close();
  await holdfast.stop();
});

afterEach(() => expectConsistentRecordsOfEnded(holdfast));

async function drive(config: Partial<Parameters<typeof driveApi>[0]> = {}): Promise<ApiDriver> {
  const api = await driveApi({ ...holdfast, requestTimeoutSeconds: 1, ...config });
  apis.push(api);
  return api;
}

async function nowhere(): Promise<string> {
  return `127.0.0.1:${(await freePort()).toString()}`;
}

function newOrder(orderId: string): object {
  return { ...EXAMPLE_ORDER, orderId, payment: { paymentMethod: 'pm_card_visa' } };
}

function expectToTryAgain(answer: HttpAnswer): void {
  expect(answer.problem()).toMatchObject({ code: 'temporarily_unavailable', status: 503 });
  expect(answer.headers['retry-after']).toBe('2');
}

test('Stripe is slow: the request was accepted, and its repeat gets the first result', async () => {
  const patient = await drive({ requestTimeoutSeconds: 20 });
  const hasty = await drive();
  const orderId = `slow-${randomUUID()}`;
  const url = `/v1/orders/${orderId}/shipments`;
  await patient.post('/v1/orders', newOrder(orderId));
  const fault = await holdfast.stripe.fault(
    { method: 'POST', path: '/v1/payment_intents/*/capture', nth: 1, times: 1 },
    { kind: 'hold' },
  );
  const pending = await hasty.post(url, EXAMPLE_SHIPMENT);
  expect(pending.problem()).toMatchObject({ code: 'outcome_pending', status: 504 });
  expect((await patient.get(`${url}/A`)).json()).toMatchObject({ status: 'pending' });
  const check = await patient.get(`/v1/orders/${orderId}/ship-check?lines=1:1`);
  expect(check.json()).toMatchObject({ mayShip: false, reason: 'units_not_available' });

  await holdfast.stripe.endFault(fault);
  const repeat = await patient.post(url, EXAMPLE_SHIPMENT);
  expect([repeat.status, repeat.headers['idempotent-replayed']]).toEqual([200, 'true']);
  expect(repeat.json()).toMatchObject({ status: 'captured', amount: 2300 });
});

test('Stripe is slow with a first authorization: the same order again goes on with it', async () => {
  const patient = await drive({ requestTimeoutSeconds: 20 });
  const hasty = await drive();
  const orderId = `slow-${randomUUID()}`;
  const fault = await holdfast.stripe.fault(
    { method: 'POST', path: '/v1/payment_intents', nth: 1, times: 1 },
    { kind: 'hold' },
  );
  expect((await hasty.post('/v1/orders', newOrder(orderId))).problem().code).toBe('outcome_pending');
  expect((await patient.get(`/v1/orders/${orderId}`)).json()).toMatchObject({ status: 'created' });
  const other = await patient.post('/v1/orders', { ...newOrder(orderId), discountAmount: 100 });
  expect(other.problem().code).toBe('order_conflict');
  await holdfast.stripe.endFault(fault);
  const repeat = await patient.post('/v1/orders', newOrder(orderId));
  expect(repeat.status).toBe(200);
  expect(repeat.json()).toMatchObject({ status: 'authorized' });
});

describe('no worker runs', () => {
  let temporal: TestTemporal;
  beforeAll(async () => {
    temporal = await startTemporal();
  });
  afterAll(async () => {
    await temporal.stop();
  });

  test('an order is not known to be accepted, and the caller is told to try again', async () => {
    const api = await drive({ temporal });
    expectToTryAgain(await api.post('/v1/orders', newOrder(`alone-${randomUUID()}`)));
    expect(api.log.join('')).toContain('temporarily_unavailable');
  });
});

describe('Temporal cannot be reached', () => {
  test('what needs it is told to try again, the rest works', async () => {
    const api = await drive({ temporal: { address: await nowhere(), namespace: 'default' } });
    const orderId = `away-${randomUUID()}`;
    expectToTryAgain(await api.post('/v1/orders', newOrder(orderId)));
    expect((await api.get(`/v1/orders/${orderId}`)).status).toBe(404);
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
    expectToTryAgain(await api.post('/v1/orders', newOrder('1042')));
    expectToTryAgain(await api.post('/v1/orders/1042/shipments', EXAMPLE_SHIPMENT));
    const ready = await api.get('/health/ready');
    expect(ready.status).toBe(503);
    expect(ready.json()).toMatchObject({
      dependencies: { postgresql: { status: 'down' }, temporal: { status: 'up' } },
    });
    expect(api.log.join('')).toContain('PostgreSQL could not be asked');
    expect(api.log.join('')).not.toContain('secret');
  });
});
