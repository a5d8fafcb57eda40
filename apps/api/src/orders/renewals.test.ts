import { randomUUID } from 'node:crypto';
import { eventually } from '../../../../test/setup/eventually';
import { startHoldfast, type Holdfast } from '../../../../test/setup/holdfast';
import { createCustomer } from '../../../../test/setup/emulator';
import { expectConsistentRecords } from '../../../../test/setup/consistent-records';
import { driveApi, type ApiDriver, type HttpAnswer } from '../testing/api-driver';
import { EXAMPLE_ORDER } from '../testing/example-order';
import { orderSchema, type Order } from './order.schema';

const SINGLE_CAPTURE = 'pm_card_credit_disableEnterpriseCardFeatures';
const CREATE = { method: 'POST', path: '/v1/payment_intents', nth: 1, times: 1 };
const DECLINE = { kind: 'error', status: 402, type: 'card_error', code: 'card_declined', message: 'Declined.' };

let holdfast: Holdfast;
let api: ApiDriver;
let customer: string;

beforeAll(async () => {
  holdfast = await startHoldfast();
  api = await driveApi(holdfast);
  customer = await createCustomer(holdfast.stripe);
});

afterAll(async () => {
  await api.close();
  await holdfast.stop();
});

beforeEach(() => holdfast.stripe.account({ settlement_delay_seconds: 0, capture_window_seconds: 604_800 }));
afterEach(() => holdfast.stripe.requireSound());

const REAUTHORIZE = { ...EXAMPLE_ORDER.policy, onDeadline: 'reauthorize' };

function body(policy: object, payment: object = {}): Record<string, unknown> {
  const kept = { paymentMethod: 'pm_card_visa', customer, saveForLater: true, ...payment };
  return { ...EXAMPLE_ORDER, orderId: `n-${randomUUID()}`, payment: kept, policy };
}

async function place(content: Record<string, unknown>): Promise<Order> {
  const answer = await api.post('/v1/orders', content);
  expect(answer.status).toBe(201);
  return orderSchema.parse(answer.json());
}

function ship(orderId: string, shipmentId: string, lineId: string): Promise<HttpAnswer> {
  return api.post(`/v1/orders/${orderId}/shipments`, { shipmentId, lines: [{ lineId, quantity: 1 }] });
}

async function read(orderId: string): Promise<Order> {
  return orderSchema.parse((await api.get(`/v1/orders/${orderId}`)).json());
}

async function shipCheck(orderId: string, lines = ''): Promise<unknown> {
  return (await api.get(`/v1/orders/${orderId}/ship-check${lines}`)).json();
}

/** An order whose first hold lives for seconds only. */
async function soonDue(policy: object): Promise<Order> {
  await holdfast.stripe.account({ capture_window_seconds: 6 });
  const order = await place(body({ ...REAUTHORIZE, marginSeconds: 3, ...policy }));
  await holdfast.stripe.account({ capture_window_seconds: 604_800 });
  return order;
}

test.each([
  ['a card that is not kept', { saveForLater: false }, 'payment.saveForLater'],
  ['nobody to keep it for', { customer: undefined }, 'payment.customer'],
])('%s: the order is refused, and the field named', async (_what, payment, path) => {
  const answer = await api.post('/v1/orders', body(REAUTHORIZE, payment));
  expect(answer.status).toBe(400);
  expect(answer.problem()).toMatchObject({ code: 'invalid_request', errors: [{ path }] });
});

test('saying the default aloud is the same order', async () => {
  const content = body(REAUTHORIZE);
  await place(content);
  const again = await api.post('/v1/orders', {
    ...content,
    policy: { ...REAUTHORIZE, reauthorization: 'before_release' },
  });
  expect([again.status, again.headers['idempotent-replayed']]).toEqual([200, 'true']);
  const other = await api.post('/v1/orders', {
    ...content,
    policy: { ...REAUTHORIZE, reauthorization: 'after_release' },
  });
  expect(other.problem().code).toBe('order_conflict');
});

test('the shop sees the new hold, what became of the old one, and until when it may ship', async () => {
  const { orderId } = await soonDue({});
  await ship(orderId, 'A', '1');
  const order = await eventually(
    () => read(orderId),
    ({ payment }) => payment.holds?.map(({ state }) => state).join() === 'replaced,held',
  );
  expect(order.amounts).toMatchObject({ total: 4600, captured: 2300, held: 2300, released: 0, lost: 0 });
  expect(order.payment.holds).toMatchObject([
    { generation: 1, amount: 4600, captured: 2300, released: 2300, renews: null },
    { generation: 2, amount: 2300, held: 2300, renews: 1 },
  ]);
  expect(await shipCheck(orderId)).toEqual({ mayShip: true, reason: 'ok', heldUntil: order.payment.releaseAt });
  expect((await ship(orderId, 'B', '2')).status).toBe(201);
  await expectConsistentRecords(holdfast, orderId);
});

test('declined after the release: nothing ships until the buyer gives another card', async () => {
  const { orderId } = await soonDue({ reauthorization: 'after_release' });
  await holdfast.stripe.fault(CREATE, DECLINE);
  const waiting = await eventually(
    () => read(orderId),
    ({ status }) => status === 'requires_payment_method',
  );
  expect(waiting.attention.map(({ code }) => code)).toEqual(['reauthorization_failed']);
  expect(waiting.amounts).toMatchObject({ held: 0, released: 4600 });
  expect(await shipCheck(orderId)).toMatchObject({ mayShip: false, reason: 'order_not_authorized' });
  expect((await ship(orderId, 'A', '1')).problem().code).toBe('order_not_capturable');
  const confirmed = await api.post(`/v1/orders/${orderId}/confirm`, { paymentMethod: 'pm_card_visa' });
  expect(confirmed.status).toBe(200);
  expect(await read(orderId)).toMatchObject({ status: 'authorized', amounts: { held: 4600, released: 0 } });
  expect((await ship(orderId, 'A', '1')).status).toBe(201);
  await expectConsistentRecords(holdfast, orderId);
});

test('a card that allows one capture ships in shipments all the same, because it is kept', async () => {
  const { orderId, payment } = await place(body(EXAMPLE_ORDER.policy, { paymentMethod: SINGLE_CAPTURE }));
  expect(payment.plan).toBe('capture_then_reauthorize');
  expect(await shipCheck(orderId, '?lines=1:1')).toMatchObject({ mayShip: true, reason: 'ok' });
  expect((await ship(orderId, 'A', '1')).status).toBe(201);
  expect((await ship(orderId, 'B', '2')).status).toBe(201);
  const { amounts, payment: after } = await read(orderId);
  expect(amounts).toMatchObject({ captured: 4600, held: 0, released: 0, lost: 0 });
  expect(after.holds?.map(({ captured, renews }) => [captured, renews])).toEqual([
    [2300, null],
    [2300, 1],
  ]);
  await expectConsistentRecords(holdfast, orderId);
});
