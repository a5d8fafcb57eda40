import { randomUUID } from 'node:crypto';
import { driveApi, type ApiDriver } from '../apps/api/src/testing/api-driver';
import { EXAMPLE_ORDER } from '../apps/api/src/testing/example-order';
import { orderSchema } from '../apps/api/src/orders/order.schema';
import { createTestStripe, type TestStripe } from './setup/emulator';
import { startHoldfast, type Holdfast } from './setup/holdfast';
import { seriesOf, total } from './setup/prometheus-text';

/** Two whole Holdfasts, each with an API, workers, Temporal and PostgreSQL, at one Stripe account. */

interface Whole {
  readonly holdfast: Holdfast;
  readonly api: ApiDriver;
}

const running: Whole[] = [];
let account: TestStripe;

beforeEach(() => {
  account = createTestStripe();
});
afterEach(async () => {
  for (const { api, holdfast } of running.splice(0)) {
    await api.close();
    await holdfast.stop();
  }
});

async function start(deployment: string): Promise<Whole> {
  const holdfast = await startHoldfast({ deployment, account });
  const api = await driveApi({ deployment, databaseUrl: holdfast.databaseUrl, temporal: holdfast.temporal });
  const whole = { holdfast, api };
  running.push(whole);
  return whole;
}

const card = { payment: { paymentMethod: 'pm_card_visa' } };
const everything = { shipmentId: 'A', lines: ['1', '2'].map((lineId) => ({ lineId, quantity: 1 })) };

test('two stacks of two names hold the same order twice, and capture their own', async () => {
  const both = await Promise.all([start('brand-a'), start('brand-b')]);
  const order = { ...EXAMPLE_ORDER, ...card, orderId: randomUUID() };
  for (const { api } of both) expect((await api.post('/v1/orders', order)).status).toBe(201);
  for (const { api } of both)
    expect((await api.post(`/v1/orders/${order.orderId}/shipments`, everything)).status).toBe(201);
  const intents = await both[0].holdfast.stripe.paymentIntents();
  expect(intents.map(({ amount_received: received }) => received)).toEqual([4600, 4600]);
  for (const { api } of both) {
    const { amounts, attention } = orderSchema.parse((await api.get(`/v1/orders/${order.orderId}`)).json());
    expect([amounts.captured, attention]).toEqual([4600, []]);
  }
}, 60_000);

test('the second of two stacks of one name stops at the first surprise, and says so to everybody', async () => {
  const [first, second] = await Promise.all([start('shop'), start('shop')]);
  const order = { ...EXAMPLE_ORDER, ...card, orderId: randomUUID() };
  expect((await first.api.post('/v1/orders', order)).status).toBe(201);
  // Accepted before anybody knew: the workflow goes on trying until a person has said which one lives.
  const slow = await driveApi({
    ...{ deployment: 'shop', databaseUrl: second.holdfast.databaseUrl, temporal: second.holdfast.temporal },
    requestTimeoutSeconds: 3,
  });
  expect((await slow.post('/v1/orders', order)).status).toBe(504);
  await slow.close();

  const refused = await second.api.post('/v1/orders', { ...order, orderId: randomUUID() });
  expect(refused.problem()).toMatchObject({
    ...{ status: 503, code: 'deployment_conflict' },
    detail: expect.stringContaining('another database uses the name "shop"') as string,
  });
  expect((await second.api.get(`/v1/orders/${order.orderId}`)).json()).toMatchObject({
    attention: [{ code: 'deployment_conflict' }],
  });
  expect((await second.api.get('/health/ready')).json()).toMatchObject({ status: 'ready', deployment: 'conflict' });
  const metrics = (await second.api.get('/metrics')).text;
  expect(total(metrics, 'holdfast_deployment_conflict')).toBe(1);
  expect([...seriesOf((await first.api.get('/metrics')).text).keys()]).toContain('holdfast_deployment_conflict');
  const intents = await first.holdfast.stripe.paymentIntents();
  expect(intents.map(({ status }) => status)).toEqual(['requires_capture']);
}, 60_000);
