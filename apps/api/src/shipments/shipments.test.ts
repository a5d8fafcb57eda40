import { randomUUID } from 'node:crypto';
import { orderPaymentId } from '../../../../workflows/order-payment/messages';
import { startHoldfast, tell, type Holdfast } from '../../../../test/setup/holdfast';
import { expectConsistentRecordsOfEnded } from '../../../../test/setup/consistent-records';
import { driveApi, type ApiDriver, type HttpAnswer } from '../testing/api-driver';
import { EXAMPLE_ORDER } from '../testing/example-order';
import { orderSchema, type Order } from '../orders/order.schema';

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

beforeEach(() => holdfast.stripe.account({ settlement_delay_seconds: 0, capture_window_seconds: 604_800 }));
afterEach(() => holdfast.stripe.requireSound());
afterEach(() => expectConsistentRecordsOfEnded(holdfast));

const first = { shipmentId: 'A', lines: [{ lineId: '1', quantity: 1 }], carrier: 'UPS', trackingNumber: '1Z999' };
const second = { shipmentId: 'B', lines: [{ lineId: '2', quantity: 1 }] };
const everything = { shipmentId: 'all', lines: [...first.lines, ...second.lines] };
const cancellation = { cancellationId: 'c1', reason: 'out of stock' };

async function placed(paymentMethod = 'pm_card_visa', changes: object = {}): Promise<string> {
  const orderId = `s-${randomUUID()}`;
  const answer = await api.post('/v1/orders', { ...EXAMPLE_ORDER, orderId, payment: { paymentMethod }, ...changes });
  expect(answer.status).toBe(201);
  return orderId;
}

function ship(orderId: string, shipment: object): Promise<HttpAnswer> {
  return api.post(`/v1/orders/${orderId}/shipments`, shipment);
}

function cancel(orderId: string, body: object = cancellation): Promise<HttpAnswer> {
  return api.post(`/v1/orders/${orderId}/cancellations`, body);
}

async function order(orderId: string): Promise<Order> {
  return orderSchema.parse((await api.get(`/v1/orders/${orderId}`)).json());
}

async function shipCheck(orderId: string, lines = ''): Promise<unknown> {
  return (await api.get(`/v1/orders/${orderId}/ship-check${lines}`)).json();
}

/** Every capture settles, and the workflow ends. */
async function closed(orderId: string): Promise<void> {
  const workflow = holdfast.client.workflow.getHandle(orderPaymentId(orderId));
  await tell(workflow, 'settlement', 'charge.updated');
  await workflow.result();
}

test('a shipment captures exactly what it is worth', async () => {
  const orderId = await placed();
  const answer = await ship(orderId, first);
  expect(answer.status).toBe(201);
  expect(answer.json()).toEqual({
    shipmentId: 'A',
    orderId,
    status: 'captured',
    lines: [{ lineId: '1', quantity: 1 }],
    amount: 2300,
    breakdown: { goods: 2000, tax: 200, discount: 100, shipping: 200, adjustment: 0 },
    final: false,
    capture: {
      captureId: expect.any(String) as string,
      paymentIntentId: expect.stringMatching(/^pi_/) as string,
      chargeId: expect.stringMatching(/^ch_/) as string,
      balanceTransactionId: null,
      fee: null,
      net: null,
      settlementCurrency: null,
      capturedAt: expect.stringMatching(/Z$/) as string,
      settledAt: null,
    },
    carrier: 'UPS',
    trackingNumber: '1Z999',
  });
  expect((await api.get(`/v1/orders/${orderId}/shipments/A`)).json()).toEqual(answer.json());
  expect(await order(orderId)).toMatchObject({
    status: 'partially_captured',
    amounts: { held: 2300, captured: 2300 },
    lines: [
      { shipped: 1, open: 0 },
      { shipped: 0, open: 1 },
    ],
  });
});

test('the last shipment is final, and the settled order completes', async () => {
  const orderId = await placed();
  await ship(orderId, first);
  expect((await ship(orderId, second)).json()).toMatchObject({ amount: 2300, final: true, carrier: null });
  await closed(orderId);
  const { status, amounts, shipments } = await order(orderId);
  expect([status, amounts.settled, amounts.fees.length]).toEqual(['completed', 4600, 1]);
  expect(shipments.map((shipment) => shipment.status)).toEqual(['settled', 'settled']);
});

test('a shipment told again is the first answer: while the order is open and after it closed', async () => {
  const orderId = await placed();
  const told = await ship(orderId, first);
  const again = await ship(orderId, first);
  expect([again.status, again.headers['idempotent-replayed'], again.json()]).toEqual([200, 'true', told.json()]);
  await ship(orderId, second);
  await closed(orderId);
  const late = await ship(orderId, first);
  expect([late.status, late.headers['idempotent-replayed']]).toEqual([200, 'true']);
  expect(late.json()).toMatchObject({ shipmentId: 'A', status: 'settled', amount: 2300 });
});

test('the same shipment twelve times at once is captured once, and everybody is answered', async () => {
  const orderId = await placed();
  const answers = await Promise.all(Array.from({ length: 12 }, () => ship(orderId, first)));
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(11).fill(200), 201]);
  expect((await order(orderId)).amounts.captured).toBe(2300);
});

test('fourteen shipments at once, more than Temporal takes of one order, are all captured', async () => {
  const lines = [{ lineId: '1', name: 'Product 001', quantity: 14, unitPrice: 100 }];
  const orderId = await placed('pm_card_visa', { lines, shipping: { amount: 0 }, discountAmount: 0 });
  const answers = await Promise.all(
    Array.from({ length: 14 }, (_, index) => ship(orderId, { shipmentId: index.toString(), lines: first.lines })),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array<number>(14).fill(201));
  expect((await order(orderId)).amounts).toMatchObject({ captured: 1400, held: 0 });
});

test('other content under the id is a conflict, at any time', async () => {
  const orderId = await placed();
  await ship(orderId, first);
  const other = { ...first, carrier: 'DHL' };
  expect((await ship(orderId, other)).problem()).toMatchObject({ code: 'shipment_conflict', status: 409 });
  const answers = await Promise.all([ship(orderId, second), ship(orderId, { ...second, carrier: 'DHL' })]);
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
});

test('what is asked for must be open, and the answer says what is', async () => {
  const orderId = await placed();
  await ship(orderId, first);
  expect((await ship(orderId, { ...everything, shipmentId: 'C' })).problem()).toMatchObject({
    code: 'units_not_available',
    left: [
      { lineId: '1', quantity: 0 },
      { lineId: '2', quantity: 1 },
    ],
  });
  expect((await ship(orderId, { ...second, shipmentId: 'C' })).status).toBe(201);
});

test('a line that the order does not have is named', async () => {
  const orderId = await placed();
  const problem = (await ship(orderId, { ...first, lines: [...first.lines, { lineId: '9', quantity: 1 }] })).problem();
  expect(problem).toMatchObject({ code: 'invalid_request', errors: [{ path: 'lines[1].lineId' }] });
});

test('without a hold nothing is captured', async () => {
  const orderId = await placed('pm_card_visa_chargeDeclined');
  const problem = (await ship(orderId, first)).problem();
  expect(problem).toMatchObject({ code: 'order_not_capturable', orderStatus: 'requires_payment_method', status: 409 });
  expect(await shipCheck(orderId)).toEqual({ mayShip: false, reason: 'order_not_authorized', heldUntil: null });
});

test('orders and shipments that are not known are 404', async () => {
  const orderId = await placed();
  expect((await ship('none', first)).problem().code).toBe('order_not_found');
  expect((await cancel('none')).problem().code).toBe('order_not_found');
  expect((await api.get(`/v1/orders/${orderId}/shipments/Z`)).problem().code).toBe('shipment_not_found');
});

test('a hold that the network dropped is lost, and the ship check says so', async () => {
  await holdfast.stripe.account({ capture_window_seconds: 86_400 });
  const orderId = await placed();
  await holdfast.stripe.advance(90_000);
  expect((await ship(orderId, first)).problem()).toMatchObject({ code: 'hold_lost', status: 409 });
  expect(await shipCheck(orderId)).toEqual({ mayShip: false, reason: 'hold_lost', heldUntil: null });
  await holdfast.client.workflow.getHandle(orderPaymentId(orderId)).result();
  expect((await ship(orderId, first)).problem()).toMatchObject({ code: 'hold_lost', status: 409 });
  expect((await api.get('/v1/orders?attention=true')).json()).toMatchObject({ orders: [{ orderId }] });
});

test('a card that allows one capture covers a shipment, and captures it with the last one', async () => {
  const orderId = await placed('pm_card_credit_disableEnterpriseCardFeatures');
  expect(await shipCheck(orderId, '?lines=1:1')).toMatchObject({ mayShip: true, reason: 'ok' });
  const told = await ship(orderId, first);
  expect([told.status, told.json()]).toMatchObject([
    201,
    { status: 'covered', amount: 2300, final: false, capture: { captureId: `${orderId}/A/1`, capturedAt: null } },
  ]);
  const again = await ship(orderId, first);
  expect([again.status, again.headers['idempotent-replayed'], again.json()]).toEqual([200, 'true', told.json()]);
  expect((await ship(orderId, { ...first, carrier: 'DHL' })).problem().code).toBe('shipment_conflict');
  expect(await order(orderId)).toMatchObject({ status: 'authorized', amounts: { held: 4600, captured: 0 } });
  expect((await ship(orderId, second)).json()).toMatchObject({ status: 'captured', amount: 2300, final: true });
  const late = await ship(orderId, first);
  expect([late.status, late.json()]).toMatchObject([
    200,
    { status: 'captured', capture: { captureId: `${orderId}/A/1` } },
  ]);
});

test('a covered shipment whose hold was lost is still the same shipment, and says that it is not paid', async () => {
  await holdfast.stripe.account({ capture_window_seconds: 86_400 });
  const orderId = await placed('pm_card_credit_disableEnterpriseCardFeatures');
  await ship(orderId, first);
  await holdfast.stripe.advance(90_000);
  expect((await ship(orderId, second)).problem()).toMatchObject({ code: 'hold_lost' });
  const again = await ship(orderId, first);
  expect([again.status, again.json()]).toMatchObject([200, { shipmentId: 'A', status: 'refused' }]);
  const { lines, attention } = await order(orderId);
  expect(lines).toMatchObject([{ shipped: 1 }, { shipped: 0 }]);
  expect(attention[0]?.message).toContain('23.00 USD of goods that have shipped are not paid: shipment A');
});

test('shipments of Holdfast itself have names of their own', async () => {
  const orderId = await placed();
  const problem = (await ship(orderId, { ...first, shipmentId: 'holdfast.remaining' })).problem();
  expect(problem).toMatchObject({ code: 'invalid_request', errors: [{ path: 'shipmentId' }] });
});

test('a name that JavaScript knows too is a name like any other, also after a refusal', async () => {
  const orderId = await placed();
  for (const [shipmentId, { lines }] of [
    ['constructor', first],
    ['__proto__', second],
  ] as const) {
    const effect = { kind: 'error', status: 402, type: 'card_error', code: 'card_declined', stored: true };
    await holdfast.stripe.fault({ method: 'POST', path: '/v1/payment_intents/*/capture' }, effect);
    expect((await ship(orderId, { shipmentId, lines })).problem().code).toBe('order_not_capturable');
    expect((await ship(orderId, { shipmentId, lines })).json()).toMatchObject({ shipmentId, amount: 2300 });
  }
  await closed(orderId);
});

test('the ship check knows what is open and until when', async () => {
  const orderId = await placed();
  const { releaseAt } = (await order(orderId)).payment;
  expect(await shipCheck(orderId, '?lines=1:1,2:1')).toEqual({ mayShip: true, reason: 'ok', heldUntil: releaseAt });
  expect(await shipCheck(orderId, '?lines=1:2')).toMatchObject({ mayShip: false, reason: 'units_not_available' });
  await ship(orderId, first);
  expect(await shipCheck(orderId, '?lines=1:1')).toMatchObject({ mayShip: false, reason: 'units_not_available' });
  expect(await shipCheck(orderId)).toMatchObject({ mayShip: true });
  const unknown = await api.get(`/v1/orders/${orderId}/ship-check?lines=9:1`);
  expect(unknown.problem()).toMatchObject({ code: 'invalid_request', errors: [{ path: 'lines' }] });
});

describe('a cancellation', () => {
  test('gives back what is open, once', async () => {
    const orderId = await placed();
    await ship(orderId, first);
    const answer = await cancel(orderId);
    expect(answer.status).toBe(201);
    expect(answer.json()).toMatchObject({
      cancellationId: 'c1',
      released: 2300,
      order: { orderId, status: 'captured', amounts: { captured: 2300, released: 2300, held: 0 } },
    });
    const again = await cancel(orderId);
    expect([again.status, again.headers['idempotent-replayed']]).toEqual([200, 'true']);
    expect(again.json()).toMatchObject({ cancellationId: 'c1', released: 2300 });
    expect((await cancel(orderId, { ...cancellation, reason: 'other' })).problem().code).toBe('cancellation_conflict');
    expect(await shipCheck(orderId)).toMatchObject({ mayShip: false, reason: 'order_closed' });
    expect((await ship(orderId, second)).problem()).toMatchObject({ code: 'order_closed', orderStatus: 'captured' });
  });

  test('of a closed order is refused, and a known one is answered again', async () => {
    const orderId = await placed();
    expect((await cancel(orderId)).json()).toMatchObject({ released: 4600, order: { status: 'canceled' } });
    await holdfast.client.workflow.getHandle(orderPaymentId(orderId)).result();
    expect((await cancel(orderId)).status).toBe(200);
    const other = await cancel(orderId, { cancellationId: 'c2', reason: 'twice' });
    expect(other.problem()).toMatchObject({ code: 'order_closed', orderStatus: 'canceled', status: 409 });
    expect((await ship(orderId, first)).problem()).toMatchObject({ code: 'order_closed', orderStatus: 'canceled' });
  });
});
