import { randomUUID } from 'node:crypto';
import { contentHash } from '../input/content-hash';
import { EXAMPLE_ORDER } from '../testing/example-order';
import { startHoldfast, type Holdfast } from '../../../../test/setup/holdfast';
import { driveApi, type ApiDriver } from '../testing/api-driver';
import { newOrderSchema } from './new-order.schema';
import { orderSchema, type Order } from './order.schema';

/** Policies that came after version 1 began: left out, they change nothing. */

let holdfast: Holdfast;
let api: ApiDriver;

beforeAll(async () => {
  holdfast = await startHoldfast();
  api = await driveApi(holdfast);
});

afterAll(async () => {
  await api.close();
  await holdfast.stop();
});

function ordered(policy: object, payment: object = {}): object {
  return { ...EXAMPLE_ORDER, orderId: `p-${randomUUID()}`, payment, policy };
}

async function placed(body: object): Promise<Order> {
  const answer = await api.post('/v1/orders', body);
  expect(answer.status).toBe(201);
  return orderSchema.parse(answer.json());
}

test('the content hash of an order without them is what it always was', () => {
  expect(contentHash(newOrderSchema.parse(EXAMPLE_ORDER))).toBe(
    '75fd965486a714af1f255c69d0f4e02de4ee3936956ad3c2362dc55887ac513b',
  );
});

test('their defaults are the same content as leaving them out; other values are not', async () => {
  const body = ordered({ onDeadline: 'release' });
  const order = await placed(body);
  const spelled = { extendedAuthorization: 'never', authenticationTimeoutSeconds: 86_400 };
  const repeat = await api.post('/v1/orders', { ...body, policy: spelled });
  expect([repeat.status, repeat.json()]).toEqual([200, order]);
  for (const policy of [{ extendedAuthorization: 'if_available' }, { authenticationTimeoutSeconds: 86_399 }]) {
    expect((await api.post('/v1/orders', { ...body, policy })).problem().code).toBe('order_conflict');
  }
});

test.each([
  { policy: {}, seconds: 86_400 },
  { policy: { authenticationTimeoutSeconds: 60 }, seconds: 60 },
  { policy: { authenticationTimeoutSeconds: 604_800 }, seconds: 604_800 },
])('the buyer has $seconds s, and the order says until when', async ({ policy, seconds }) => {
  const { orderId, createdAt, payment } = await placed(ordered(policy));
  expect(Date.parse(payment.awaitedUntil ?? '') - Date.parse(createdAt)).toBe(seconds * 1000);
  const paid = await api.post(`/v1/orders/${orderId}/confirm`, { paymentMethod: 'pm_card_visa' });
  expect(orderSchema.parse(paid.json()).payment).not.toHaveProperty('awaitedUntil');
});

test.each([
  { authenticationTimeoutSeconds: 59 },
  { authenticationTimeoutSeconds: 604_801 },
  { authenticationTimeoutSeconds: 1.5 },
  { authenticationTimeoutSeconds: null },
  { extendedAuthorization: 'always' },
])('%p is refused by name', async (policy) => {
  const { code, errors } = (await api.post('/v1/orders', ordered(policy))).problem();
  expect([code, errors?.map(({ path }) => path)]).toEqual([
    'invalid_request',
    [`policy.${Object.keys(policy).join()}`],
  ]);
});

test('a hold that lives longer is asked for where the order wants it, and the order says what it got', async () => {
  const card = { paymentMethod: 'pm_card_visa' };
  const usual = await placed(ordered({}, card));
  const longer = await placed(ordered({ extendedAuthorization: 'if_available' }, card));
  expect([usual, longer].map(({ payment }) => payment.capabilities?.extendedAuthorization)).toEqual([false, true]);
  const days = Math.round((Date.parse(longer.payment.captureBefore ?? '') - Date.now()) / 86_400_000);
  expect(days).toBe(30);
});
