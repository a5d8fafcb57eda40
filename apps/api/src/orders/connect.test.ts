import type { ApiOrder } from '../../../../test/setup/shop/api-order';
import { openApiShop } from '../../../../test/setup/shop/api-shop';
import { units } from '../../../../test/setup/shop/units';
import { contentHash } from '../input/content-hash';
import { refundSchema } from '../refunds/refund.schema';
import { EXAMPLE_ORDER } from '../testing/example-order';
import { newOrderSchema } from './new-order.schema';

/** Orders that are split with a connected account, from end to end: what Stripe moves comes back by webhook. */
const shop = openApiShop({ webhooks: true, stripe: { settlement_delay_seconds: 1, connected_balance: 'covers' } });
const SELLER = 'acct_1Seller';

/** Three units of one line, 46.00 + 20.00 in all, for a seller. */
function place(connect: object, changes: object = {}): Promise<ApiOrder> {
  const [line] = EXAMPLE_ORDER.lines;
  const payment = { paymentMethod: 'pm_card_visa', connect: { destination: SELLER, ...connect } };
  return shop.askForOrder(payment, { lines: [{ ...line, quantity: 3 }], ...changes });
}

async function shipAll(order: ApiOrder): Promise<void> {
  for (const shipmentId of ['A', 'B', 'C']) expect((await order.ship(shipmentId, '1:1')).status).toBe(201);
}

const usd = (amount: number): { amount: number; currency: string }[] => [{ amount, currency: 'usd' }];

test('three shipments split their fee to the cent; a refund of a line brings back its own share', async () => {
  const order = await place({ applicationFeeAmount: 1000, onBehalfOf: true });
  expect(order.answer.status).toBe(201);
  expect(order.placed.payment.connect).toEqual({
    ...{ destination: SELLER, onBehalfOf: true, applicationFeeAmount: 1000, transferAmount: null },
    ...{ transferred: [], transfersReversed: [], applicationFees: [], applicationFeesRefunded: [] },
  });
  await shipAll(order);
  const { shipments, payment, amounts } = await order.untilStatus('completed');
  expect(shipments.map(({ capture }) => capture.applicationFee?.amount)).toEqual([334, 333, 333]);
  expect(shipments.map(({ capture }) => capture.transfer?.amount)).toEqual(shipments.map(({ amount }) => amount));
  expect(payment.connect).toMatchObject({ transferred: usd(amounts.total), applicationFees: usd(1000) });
  await order.expectSoundBooks();

  const answer = refundSchema.parse((await order.refund('R1', { lines: units('1:1') })).json());
  expect(answer.reversals).toMatchObject(
    [
      { of: 'transfer', status: 'done', amount: answer.amount, shipmentId: 'C', stripeReversalId: /^trr_/ },
      { of: 'application_fee', status: 'done', amount: 333, shipmentId: 'C', stripeReversalId: /^fr_/ },
    ].map((row) => ({ ...row, stripeReversalId: expect.stringMatching(row.stripeReversalId) as string })),
  );
  expect((await order.read()).payment.connect).toMatchObject({
    transfersReversed: usd(answer.amount),
    applicationFeesRefunded: usd(333),
  });
  await order.expectSoundBooks();
  const { balances } = await order.ledger();
  expect(balances).toContainEqual({ account: 'connect_fees', balance: { amount: 667, currency: 'usd' } });
});

test('a transfer of a part is split over the shipments, also when settlements come at once', async () => {
  const order = await place({ transferAmount: 3001 });
  await shop.stripe.account({ settlement_delay_seconds: 0 });
  await shipAll(order);
  const { payment, shipments } = await order.untilStatus('completed');
  expect(payment.connect).toMatchObject({ transferAmount: 3001, transferred: usd(3001), applicationFees: [] });
  expect(shipments.map(({ capture }) => capture.transfer?.amount)).toEqual([1001, 1000, 1000]);
  await order.expectSoundBooks();
});

test('a refund stands when the seller has spent the money, and the order opens an attention', async () => {
  const order = await place({});
  await shipAll(order);
  await order.untilStatus('completed');
  await shop.stripe.account({ connected_balance: 'short' });
  const answer = refundSchema.parse((await order.refund('R1', { shipmentId: 'B' })).json());
  expect(answer).toMatchObject({
    status: 'succeeded',
    reversals: [{ of: 'transfer', status: 'refused', errorCode: 'balance_insufficient' }],
  });
  expect((await order.read()).attention).toMatchObject([{ code: 'transfer_reversal_failed' }]);
  await order.expectSoundBooks();
});

test('Connect belongs to what an order is: a repeat with other terms is a conflict', async () => {
  const { answer, orderId } = await place({ applicationFeeAmount: 1 });
  expect(answer.status).toBe(201);
  const { answer: again } = await place({ applicationFeeAmount: 1, onBehalfOf: false }, { orderId });
  expect([again.status, again.headers['idempotent-replayed']]).toEqual([200, 'true']);
  expect((await place({ applicationFeeAmount: 2 }, { orderId })).answer.problem().code).toBe('order_conflict');
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
  const { answer } = await place(connect);
  expect(answer.status).toBe(400);
  expect(JSON.stringify(answer.problem())).toContain(`"path":"${path}`);
});
