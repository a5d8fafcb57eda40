import { openApiShop, orderBody } from '../../../../test/setup/shop/api-shop';
import { contentHash } from '../input/content-hash';
import type { HttpAnswer } from '../testing/api-driver';
import { EXAMPLE_ORDER } from '../testing/example-order';
import { newOrderSchema } from './new-order.schema';
import { orderSchema } from './order.schema';

/** Policies that came after version 1 began: left out, they change nothing. */
const shop = openApiShop();

test('the content hash of an order without later policies is what it always was', () => {
  expect(contentHash(newOrderSchema.parse(EXAMPLE_ORDER))).toBe(
    '75fd965486a714af1f255c69d0f4e02de4ee3936956ad3c2362dc55887ac513b',
  );
});

test('the default of a later policy is the same content as leaving it out; other values are not', async () => {
  const { placed, orderId } = await shop.placeOrder({}, { policy: { onDeadline: 'release' } });
  const repeated = (policy: object): Promise<HttpAnswer> =>
    shop.api.post('/v1/orders', orderBody({}, { orderId, policy }));
  const spelled = { extendedAuthorization: 'never', authenticationTimeoutSeconds: 86_400 };
  const repeat = await repeated(spelled);
  expect([repeat.status, repeat.json()]).toEqual([200, placed]);
  for (const policy of [{ extendedAuthorization: 'if_available' }, { authenticationTimeoutSeconds: 86_399 }]) {
    expect((await repeated(policy)).problem().code).toBe('order_conflict');
  }
});

test.each([
  { policy: {}, seconds: 86_400 },
  { policy: { authenticationTimeoutSeconds: 60 }, seconds: 60 },
  { policy: { authenticationTimeoutSeconds: 604_800 }, seconds: 604_800 },
])('the buyer has $seconds s, and the order says until when', async ({ policy, seconds }) => {
  const order = await shop.placeOrder({}, { policy });
  const { createdAt, payment } = order.placed;
  expect(Date.parse(payment.awaitedUntil ?? '') - Date.parse(createdAt)).toBe(seconds * 1000);
  const paid = await order.confirm();
  expect(orderSchema.parse(paid.json()).payment).not.toHaveProperty('awaitedUntil');
});

test.each([
  { authenticationTimeoutSeconds: 59 },
  { authenticationTimeoutSeconds: 604_801 },
  { authenticationTimeoutSeconds: 1.5 },
  { authenticationTimeoutSeconds: null },
  { extendedAuthorization: 'always' },
])('%p is refused by name', async (policy) => {
  const { code, errors } = (await shop.askForOrder({}, { policy })).answer.problem();
  expect([code, errors?.map(({ path }) => path)]).toEqual([
    'invalid_request',
    [`policy.${Object.keys(policy).join()}`],
  ]);
});

test('an extended hold is asked for where the order wants it, and the order says what it got', async () => {
  const { placed: usual } = await shop.placeOrder('pm_card_visa', { policy: {} });
  const extended = { policy: { extendedAuthorization: 'if_available' } };
  const { placed: longer } = await shop.placeOrder('pm_card_visa', extended);
  expect([usual, longer].map(({ payment }) => payment.capabilities?.extendedAuthorization)).toEqual([false, true]);
  const days = Math.round((Date.parse(longer.payment.captureBefore ?? '') - Date.now()) / 86_400_000);
  expect(days).toBe(30);
});
