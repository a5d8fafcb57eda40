import { randomUUID } from 'node:crypto';
import { freePort } from '../../../../libs/local/port';
import { eventually } from '../../../../test/setup/eventually';
import { startHoldfast, type Holdfast } from '../../../../test/setup/holdfast';
import { expectConsistentRecords } from '../../../../test/setup/consistent-records';
import { contentHash } from '../input/content-hash';
import { refundSchema } from '../refunds/refund.schema';
import { driveApi, type ApiDriver, type HttpAnswer } from '../testing/api-driver';
import { EXAMPLE_ORDER } from '../testing/example-order';
import { newOrderSchema } from './new-order.schema';
import { orderSchema, type Order } from './order.schema';

/** Orders that are split with a connected account, from end to end: what Stripe moves comes back by webhook. */

const SELLER = 'acct_1Seller';

let holdfast: Holdfast;
let api: ApiDriver;

beforeAll(async () => {
  holdfast = await startHoldfast();
  const port = await freePort();
  const secret = await holdfast.stripe.sendEventsTo(`http://127.0.0.1:${port.toString()}/v1/webhooks/stripe`);
  api = await driveApi({ ...holdfast, webhookSecrets: [secret] });
  await api.app.listen({ port, host: '127.0.0.1' });
});

afterAll(async () => {
  await api.close();
  await holdfast.stop();
});

beforeEach(() => holdfast.stripe.account({ settlement_delay_seconds: 1, connected_balance: 'covers' }));
afterEach(() => holdfast.stripe.requireSound());

/** Three units of one line, 46.00 + 20.00 in all, for a seller. */
function place(orderId: string, connect: object): Promise<HttpAnswer> {
  const [line] = EXAMPLE_ORDER.lines;
  const payment = { paymentMethod: 'pm_card_visa', connect: { destination: SELLER, ...connect } };
  return api.post('/v1/orders', { ...EXAMPLE_ORDER, orderId, payment, lines: [{ ...line, quantity: 3 }] });
}

async function ship(orderId: string, shipmentId: string): Promise<void> {
  const lines = [{ lineId: '1', quantity: 1 }];
  expect((await api.post(`/v1/orders/${orderId}/shipments`, { shipmentId, lines })).status).toBe(201);
}

async function read(orderId: string): Promise<Order> {
  return orderSchema.parse((await api.get(`/v1/orders/${orderId}`)).json());
}

function untilStatus(orderId: string, status: Order['status']): Promise<Order> {
  return eventually(
    () => read(orderId),
    (order) => order.status === status,
  );
}

async function refund(orderId: string, body: object): Promise<HttpAnswer> {
  return api.post(`/v1/orders/${orderId}/refunds`, { refundId: 'R1', reason: 'arrived broken', ...body });
}

const usd = (amount: number): { amount: number; currency: string }[] => [{ amount, currency: 'usd' }];

test('three shipments, their fee split to the cent; the refund of one line brings back exactly what is its', async () => {
  const orderId = `h-${randomUUID()}`;
  const placed = await place(orderId, { applicationFeeAmount: 1000, onBehalfOf: true });
  expect(placed.status).toBe(201);
  expect(orderSchema.parse(placed.json()).payment.connect).toEqual({
    ...{ destination: SELLER, onBehalfOf: true, applicationFeeAmount: 1000, transferAmount: null },
    ...{ transferred: [], transfersReversed: [], applicationFees: [], applicationFeesRefunded: [] },
  });
  for (const shipmentId of ['A', 'B', 'C']) await ship(orderId, shipmentId);
  const { shipments, payment, amounts } = await untilStatus(orderId, 'completed');
  expect(shipments.map(({ capture }) => capture.applicationFee?.amount)).toEqual([334, 333, 333]);
  expect(shipments.map(({ capture }) => capture.transfer?.amount)).toEqual(shipments.map(({ amount }) => amount));
  expect(payment.connect).toMatchObject({ transferred: usd(amounts.total), applicationFees: usd(1000) });
  await expectConsistentRecords(holdfast, orderId);

  const answer = refundSchema.parse((await refund(orderId, { lines: [{ lineId: '1', quantity: 1 }] })).json());
  expect(answer.reversals).toMatchObject(
    [
      { of: 'transfer', status: 'done', amount: answer.amount, shipmentId: 'C', stripeReversalId: /^trr_/ },
      { of: 'application_fee', status: 'done', amount: 333, shipmentId: 'C', stripeReversalId: /^fr_/ },
    ].map((row) => ({ ...row, stripeReversalId: expect.stringMatching(row.stripeReversalId) as string })),
  );
  expect((await read(orderId)).payment.connect).toMatchObject({
    transfersReversed: usd(answer.amount),
    applicationFeesRefunded: usd(333),
  });
  await expectConsistentRecords(holdfast, orderId);
  const { balances } = (await api.get(`/v1/orders/${orderId}/ledger`)).json() as { balances: unknown[] };
  expect(balances).toContainEqual({ account: 'connect_fees', balance: { amount: 667, currency: 'usd' } });
});

test('only a part is sent on, and settlements that come at once find everything there', async () => {
  const orderId = `h-${randomUUID()}`;
  await place(orderId, { transferAmount: 3001 });
  await holdfast.stripe.account({ settlement_delay_seconds: 0 });
  for (const shipmentId of ['A', 'B', 'C']) await ship(orderId, shipmentId);
  const { payment, shipments } = await untilStatus(orderId, 'completed');
  expect(payment.connect).toMatchObject({ transferAmount: 3001, transferred: usd(3001), applicationFees: [] });
  expect(shipments.map(({ capture }) => capture.transfer?.amount)).toEqual([1001, 1000, 1000]);
  await expectConsistentRecords(holdfast, orderId);
});

test('a seller who has spent the money: the refund stands, and the order calls for a person', async () => {
  const orderId = `h-${randomUUID()}`;
  await place(orderId, {});
  for (const shipmentId of ['A', 'B', 'C']) await ship(orderId, shipmentId);
  await untilStatus(orderId, 'completed');
  await holdfast.stripe.account({ connected_balance: 'short' });
  const answer = refundSchema.parse((await refund(orderId, { shipmentId: 'B' })).json());
  expect(answer).toMatchObject({
    status: 'succeeded',
    reversals: [{ of: 'transfer', status: 'refused', errorCode: 'balance_insufficient' }],
  });
  expect((await read(orderId)).attention).toMatchObject([{ code: 'transfer_reversal_failed' }]);
  await expectConsistentRecords(holdfast, orderId);
});

test('Connect belongs to what an order is: a repeat with other terms is a conflict', async () => {
  const orderId = `h-${randomUUID()}`;
  expect((await place(orderId, { applicationFeeAmount: 1 })).status).toBe(201);
  const again = await place(orderId, { applicationFeeAmount: 1, onBehalfOf: false });
  expect([again.status, again.headers['idempotent-replayed']]).toEqual([200, 'true']);
  expect((await place(orderId, { applicationFeeAmount: 2 })).problem().code).toBe('order_conflict');
});

test('an order without Connect has the fingerprint that it had before there was any', () => {
  const fingerprint = '75fd965486a714af1f255c69d0f4e02de4ee3936956ad3c2362dc55887ac513b';
  expect(contentHash(newOrderSchema.parse(EXAMPLE_ORDER))).toBe(fingerprint);
});

test.each([
  [{ applicationFeeAmount: 1, transferAmount: 1 }, 'payment.connect.transferAmount'],
  [{ applicationFeeAmount: 100_000 }, 'payment.connect.applicationFeeAmount'],
  [{ transferAmount: -1 }, 'payment.connect.transferAmount'],
  [{ destination: 'seller' }, 'payment.connect.destination'],
  [{ surprise: 1 }, 'payment.connect'],
])('%j is refused by its field', async (connect, path) => {
  const answer = await place(`h-${randomUUID()}`, connect);
  expect(answer.status).toBe(400);
  expect(JSON.stringify(answer.problem())).toContain(`"path":"${path}`);
});
