import { randomUUID } from 'node:crypto';
import { orderPaymentId } from '../../../../workflows/order-payment/messages';
import { startHoldfast, tell, type Holdfast } from '../../../../test/setup/holdfast';
import { expectConsistentRecords, expectConsistentRecordsOfEnded } from '../../../../test/setup/consistent-records';
import { ledgerSchema } from '../ledger/ledger.schema';
import { orderSchema, type Order } from '../orders/order.schema';
import { driveApi, type ApiDriver, type HttpAnswer } from '../testing/api-driver';
import { EXAMPLE_ORDER } from '../testing/example-order';

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

const [first, second] = EXAMPLE_ORDER.lines;
/** Three units of line 1, one of line 2; 4 x 20.00, 6.00 + 2.00 tax, 4.00 shipping, 2.00 discount: 22.50 a unit. */
const LINES = [{ ...first, quantity: 3, taxAmount: 600 }, second];
const TOTAL = 9000;
const UNIT = 2250;

async function placed(changes: object = {}): Promise<string> {
  const orderId = `x-${randomUUID()}`;
  const payment = { paymentMethod: 'pm_card_visa' };
  const answer = await api.post('/v1/orders', { ...EXAMPLE_ORDER, orderId, lines: LINES, payment, ...changes });
  expect(answer.status).toBe(201);
  return orderId;
}

function units(lineId: string, quantity: number): { lineId: string; quantity: number } {
  return { lineId, quantity };
}

function ship(orderId: string, shipmentId: string, ...lines: object[]): Promise<HttpAnswer> {
  return api.post(`/v1/orders/${orderId}/shipments`, { shipmentId, lines });
}

function cancel(orderId: string, cancellationId: string, ...lines: object[]): Promise<HttpAnswer> {
  const body = { cancellationId, reason: 'out of stock', ...(lines.length > 0 && { lines }) };
  return api.post(`/v1/orders/${orderId}/cancellations`, body);
}

async function order(orderId: string): Promise<Order> {
  return orderSchema.parse((await api.get(`/v1/orders/${orderId}`)).json());
}

async function shipCheck(orderId: string, lines = ''): Promise<unknown> {
  return (await api.get(`/v1/orders/${orderId}/ship-check${lines}`)).json();
}

/** Stripe's requests that changed something about the order's hold, after it was placed. */
async function callsToStripe(orderId: string): Promise<number> {
  const path = `/v1/payment_intents/${(await order(orderId)).payment.paymentIntentId ?? ''}`;
  const calls = await Promise.all([`${path}/capture`, `${path}/cancel`].map((each) => holdfast.stripe.requests(each)));
  return calls.flat().length;
}

/** Every capture settles, and the workflow ends. */
async function closed(orderId: string): Promise<void> {
  const workflow = holdfast.client.workflow.getHandle(orderPaymentId(orderId));
  await tell(workflow, 'settlement', 'charge.updated');
  await workflow.result();
}

test('part is canceled, the rest ships, and the remainder of the hold goes back with the final capture', async () => {
  const orderId = await placed();
  const answer = await cancel(orderId, 'c1', units('1', 2));
  expect(answer.status).toBe(201);
  expect(answer.json()).toMatchObject({
    cancellationId: 'c1',
    worth: 2 * UNIT,
    order: {
      status: 'authorized',
      amounts: { total: TOTAL, held: TOTAL, captured: 0, released: 0 },
      lines: [
        { lineId: '1', quantity: 3, shipped: 0, canceled: 2, open: 1 },
        { lineId: '2', quantity: 1, shipped: 0, canceled: 0, open: 1 },
      ],
    },
  });
  expect(await callsToStripe(orderId)).toBe(0);
  expect((await ship(orderId, 'A', units('1', 1))).json()).toMatchObject({ amount: UNIT, final: false });
  await expectConsistentRecords(holdfast, orderId);
  expect((await ship(orderId, 'B', units('2', 1))).json()).toMatchObject({ amount: UNIT, final: true });
  await expectConsistentRecords(holdfast, orderId);
  await closed(orderId);
  const { status, amounts } = await order(orderId);
  expect([status, amounts]).toMatchObject(['completed', { held: 0, captured: 2 * UNIT, released: 2 * UNIT, lost: 0 }]);
  const { transactions } = ledgerSchema.parse((await api.get(`/v1/orders/${orderId}/ledger`)).json());
  const released = {
    account: 'cardholder_authorizations',
    side: 'debit',
    amount: { amount: 2 * UNIT, currency: 'usd' },
  };
  expect(transactions.find(({ kind }) => kind === 'released')?.entries).toContainEqual(
    expect.objectContaining(released),
  );
});

test('the last open units are canceled after a capture: the rest of the hold goes back at once', async () => {
  const orderId = await placed();
  await ship(orderId, 'A', units('1', 1));
  await cancel(orderId, 'c1', units('1', 1));
  const last = await cancel(orderId, 'c2', units('1', 1), units('2', 1));
  expect(last.json()).toMatchObject({
    worth: 2 * UNIT,
    order: { status: 'captured', amounts: { held: 0, captured: UNIT, released: 3 * UNIT } },
  });
  expect(await callsToStripe(orderId)).toBe(2);
  await expectConsistentRecords(holdfast, orderId);
  expect(await shipCheck(orderId)).toMatchObject({ mayShip: false, reason: 'order_closed' });
  await closed(orderId);
  expect((await cancel(orderId, 'c1', units('1', 1))).json()).toMatchObject({ worth: UNIT });
  expect((await cancel(orderId, 'c3', units('2', 1))).problem()).toMatchObject({
    code: 'order_closed',
    orderStatus: 'completed',
  });
});

test('all that is left can be canceled without naming it', async () => {
  const orderId = await placed();
  await cancel(orderId, 'c1', units('1', 3));
  expect((await cancel(orderId, 'c2')).json()).toMatchObject({
    worth: UNIT,
    order: {
      status: 'canceled',
      cancelReason: 'requested',
      amounts: { released: TOTAL, held: 0 },
      lines: [
        { canceled: 3, open: 0 },
        { canceled: 1, open: 0 },
      ],
    },
  });
  await expectConsistentRecords(holdfast, orderId);
});

test('a cancellation told again is the first answer; other content under its id is a conflict', async () => {
  const orderId = await placed();
  await cancel(orderId, 'c1', units('1', 1));
  const again = await cancel(orderId, 'c1', units('1', 1));
  expect([again.status, again.headers['idempotent-replayed']]).toEqual([200, 'true']);
  expect(again.json()).toMatchObject({ worth: UNIT, order: { lines: [{ canceled: 1 }, { canceled: 0 }] } });
  for (const other of [[units('1', 2)], [units('2', 1)], []]) {
    expect((await cancel(orderId, 'c1', ...other)).problem()).toMatchObject({
      code: 'cancellation_conflict',
      status: 409,
    });
  }
});

test('no more than is open, and the answer says what is', async () => {
  const orderId = await placed();
  await ship(orderId, 'A', units('1', 1));
  await cancel(orderId, 'c1', units('1', 1));
  const left = [units('1', 1), units('2', 1)];
  const tooMany = await cancel(orderId, 'c2', units('1', 2), units('2', 1));
  expect(tooMany.problem()).toMatchObject({ code: 'units_not_available', status: 409, left });
  expect((await ship(orderId, 'B', units('1', 2), units('2', 1))).problem()).toMatchObject({ left });
  expect((await cancel(orderId, 'c2', units('1', 1))).status).toBe(201);
});

test('a line that the order does not have is named', async () => {
  const orderId = await placed();
  expect((await cancel(orderId, 'c1', units('1', 1), units('9', 1))).problem()).toMatchObject({
    code: 'invalid_request',
    errors: [{ path: 'lines[1].lineId' }],
  });
});

test('the ship check knows what was canceled', async () => {
  const orderId = await placed();
  await cancel(orderId, 'c1', units('1', 2));
  expect(await shipCheck(orderId, '?lines=1:1,2:1')).toMatchObject({ mayShip: true });
  expect(await shipCheck(orderId, '?lines=1:2')).toMatchObject({ mayShip: false, reason: 'units_not_available' });
});

test('before the card is authorized all can be canceled, a part cannot', async () => {
  const orderId = await placed({ payment: { paymentMethod: 'pm_card_visa_chargeDeclined' } });
  expect((await cancel(orderId, 'c1', units('1', 1))).problem()).toMatchObject({
    code: 'order_not_capturable',
    orderStatus: 'requires_payment_method',
    status: 409,
  });
  const all = await cancel(orderId, 'c1', units('1', 3), units('2', 1));
  expect(all.json()).toMatchObject({ worth: 0, order: { status: 'canceled', amounts: { released: TOTAL } } });
});

test('shipping that the first shipment takes whole stays with it', async () => {
  const orderId = await placed({ policy: { ...EXAMPLE_ORDER.policy, shippingAllocation: 'first_shipment' } });
  expect((await cancel(orderId, 'c1', units('1', 3))).json()).toMatchObject({ worth: 3 * (UNIT - 100) });
  expect((await ship(orderId, 'A', units('2', 1))).json()).toMatchObject({
    amount: UNIT - 100 + 400,
    breakdown: { shipping: 400 },
    final: true,
  });
  await expectConsistentRecords(holdfast, orderId);
});

test('six shipments and six cancellations at once: every unit has one fate, and the books say so', async () => {
  const orderId = await placed({ lines: [{ ...first, quantity: 8, taxAmount: 0 }], discountAmount: 0 });
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, index) => index.toString()).flatMap((id) => [
      ship(orderId, id, units('1', 1)),
      cancel(orderId, id, units('1', 1)),
    ]),
  );
  const accepted = answers.filter(({ status }) => status === 201);
  expect(accepted).toHaveLength(8);
  const codes = answers.filter(({ status }) => status !== 201).map((answer) => answer.problem().code);
  expect(codes.every((code) => code === 'units_not_available' || code === 'order_closed')).toBe(true);
  const [line] = (await order(orderId)).lines;
  expect([(line?.shipped ?? 0) + (line?.canceled ?? 0), line?.open]).toEqual([8, 0]);
  await expectConsistentRecords(holdfast, orderId);
});
