import { openApiShop } from '../../../../test/setup/shop/api-shop';
import { units } from '../../../../test/setup/shop/units';
import type { ApiOrder } from '../../../../test/setup/shop/api-order';
import { EXAMPLE_ORDER } from '../testing/example-order';

const shop = openApiShop();

const [first, second] = EXAMPLE_ORDER.lines;
/** Three units of line 1, one of line 2; 4 x 20.00, 6.00 + 2.00 tax, 4.00 shipping, 2.00 discount: 22.50 a unit. */
const LINES = { lines: [{ ...first, quantity: 3, taxAmount: 600 }, second] };
const TOTAL = 9000;
const UNIT = 2250;

/** Stripe's requests that changed something about the order's hold, after it was placed. */
async function callsToStripe(order: ApiOrder): Promise<number> {
  const path = `/v1/payment_intents/${await order.paymentIntentId()}`;
  const calls = await Promise.all([`${path}/capture`, `${path}/cancel`].map((each) => shop.stripe.requests(each)));
  return calls.flat().length;
}

test('a part is canceled, the rest ships, and the final capture gives the remainder back', async () => {
  const order = await shop.placeOrder('pm_card_visa', LINES);
  const answer = await order.cancel('c1', '1:2');
  expect(answer.status).toBe(201);
  expect(answer.json()).toMatchObject({
    cancellationId: 'c1',
    released: 2 * UNIT,
    order: {
      status: 'authorized',
      amounts: { total: TOTAL, held: TOTAL, captured: 0, released: 0 },
      lines: [
        { lineId: '1', quantity: 3, shipped: 0, canceled: 2, open: 1 },
        { lineId: '2', quantity: 1, shipped: 0, canceled: 0, open: 1 },
      ],
    },
  });
  expect(await callsToStripe(order)).toBe(0);
  expect((await order.ship('A', '1:1')).json()).toMatchObject({ amount: UNIT, final: false });
  await order.expectSoundBooks();
  expect((await order.ship('B', '2:1')).json()).toMatchObject({ amount: UNIT, final: true });
  await order.expectSoundBooks();
  await order.complete();
  const { status, amounts } = await order.read();
  expect([status, amounts]).toMatchObject(['completed', { held: 0, captured: 2 * UNIT, released: 2 * UNIT, lost: 0 }]);
  const { transactions } = await order.ledger();
  const released = {
    account: 'cardholder_authorizations',
    side: 'debit',
    amount: { amount: 2 * UNIT, currency: 'usd' },
  };
  expect(transactions.find(({ kind }) => kind === 'released')?.entries).toContainEqual(
    expect.objectContaining(released),
  );
});

test('canceling the last open units after a capture gives the rest of the hold back at once', async () => {
  const order = await shop.placeOrder('pm_card_visa', LINES);
  await order.ship('A', '1:1');
  await order.cancel('c1', '1:1');
  const last = await order.cancel('c2', '1:1,2:1');
  expect(last.json()).toMatchObject({
    released: 2 * UNIT,
    order: { status: 'captured', amounts: { held: 0, captured: UNIT, released: 3 * UNIT } },
  });
  expect(await callsToStripe(order)).toBe(2);
  await order.expectSoundBooks();
  expect(await order.shipCheck()).toMatchObject({ mayShip: false, reason: 'order_closed' });
  await order.complete();
  expect((await order.cancel('c1', '1:1')).json()).toMatchObject({ released: UNIT });
  expect((await order.cancel('c3', '2:1')).problem()).toMatchObject({
    code: 'order_closed',
    orderStatus: 'completed',
  });
});

test('all that is left can be cancelled without naming it', async () => {
  const order = await shop.placeOrder('pm_card_visa', LINES);
  await order.cancel('c1', '1:3');
  expect((await order.cancel('c2')).json()).toMatchObject({
    released: UNIT,
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
  await order.expectSoundBooks();
});

test('a cancellation told again is the first answer; other content under its id is a conflict', async () => {
  const order = await shop.placeOrder('pm_card_visa', LINES);
  await order.cancel('c1', '1:1');
  const again = await order.cancel('c1', '1:1');
  expect([again.status, again.headers['idempotent-replayed']]).toEqual([200, 'true']);
  expect(again.json()).toMatchObject({ released: UNIT, order: { lines: [{ canceled: 1 }, { canceled: 0 }] } });
  for (const other of ['1:2', '2:1', undefined]) {
    expect((await order.cancel('c1', other)).problem()).toMatchObject({
      code: 'cancellation_conflict',
      status: 409,
    });
  }
});

test('a cancellation of more than is open is refused with what is open', async () => {
  const order = await shop.placeOrder('pm_card_visa', LINES);
  await order.ship('A', '1:1');
  await order.cancel('c1', '1:1');
  const left = units('1:1,2:1');
  const tooMany = await order.cancel('c2', '1:2,2:1');
  expect(tooMany.problem()).toMatchObject({ code: 'units_not_available', status: 409, left });
  expect((await order.ship('B', '1:2,2:1')).problem()).toMatchObject({ left });
  expect((await order.cancel('c2', '1:1')).status).toBe(201);
});

test('a line that the order does not have is named', async () => {
  const order = await shop.placeOrder('pm_card_visa', LINES);
  expect((await order.cancel('c1', '1:1,9:1')).problem()).toMatchObject({
    code: 'invalid_request',
    errors: [{ path: 'lines[1].lineId' }],
  });
});

test('the ship check knows what was cancelled', async () => {
  const order = await shop.placeOrder('pm_card_visa', LINES);
  await order.cancel('c1', '1:2');
  expect(await order.shipCheck('1:1,2:1')).toMatchObject({ mayShip: true });
  expect(await order.shipCheck('1:2')).toMatchObject({ mayShip: false, reason: 'units_not_available' });
});

test('before the card is authorized all can be cancelled, a part cannot', async () => {
  const order = await shop.placeOrder('pm_card_visa_chargeDeclined', LINES);
  expect((await order.cancel('c1', '1:1')).problem()).toMatchObject({
    code: 'order_not_capturable',
    orderStatus: 'requires_payment_method',
    status: 409,
  });
  const all = await order.cancel('c1', '1:3,2:1');
  expect(all.json()).toMatchObject({ released: 0, order: { status: 'canceled', amounts: { released: TOTAL } } });
});

test('shipping that the first parcel takes whole stays with it', async () => {
  const order = await shop.placeOrder('pm_card_visa', {
    ...LINES,
    policy: { ...EXAMPLE_ORDER.policy, shippingAllocation: 'first_shipment' },
  });
  expect((await order.cancel('c1', '1:3')).json()).toMatchObject({ released: 3 * (UNIT - 100) });
  expect((await order.ship('A', '2:1')).json()).toMatchObject({
    amount: UNIT - 100 + 400,
    breakdown: { shipping: 400 },
    final: true,
  });
  await order.expectSoundBooks();
});

test('every unit of six shipments and six cancellations at once has one fate', async () => {
  const order = await shop.placeOrder('pm_card_visa', {
    lines: [{ ...first, quantity: 8, taxAmount: 0 }],
    discountAmount: 0,
  });
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, index) => index.toString()).flatMap((id) => [
      order.ship(id, '1:1'),
      order.cancel(id, '1:1'),
    ]),
  );
  const accepted = answers.filter(({ status }) => status === 201);
  expect(accepted).toHaveLength(8);
  const codes = answers.filter(({ status }) => status !== 201).map((answer) => answer.problem().code);
  expect(codes.every((code) => code === 'units_not_available' || code === 'order_closed')).toBe(true);
  const [line] = (await order.read()).lines;
  expect([(line?.shipped ?? 0) + (line?.canceled ?? 0), line?.open]).toEqual([8, 0]);
  await order.expectSoundBooks();
});
