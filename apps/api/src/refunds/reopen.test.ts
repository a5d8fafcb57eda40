import type { ApiOrder } from '../../../../test/setup/shop/api-order';
import { openApiShop } from '../../../../test/setup/shop/api-shop';
import { units } from '../../../../test/setup/shop/units';

const shop = openApiShop();

const DECLINE = { kind: 'error', status: 402, type: 'card_error', code: 'card_declined', message: 'Declined.' };
const CREATE = { method: 'POST', path: '/v1/payment_intents', nth: 1, times: 1 };
const BROKEN = { lines: units('1:1'), reopen: true, reason: 'arrived broken' };

/** How the buyer of these orders pays: the card is kept. */
function keptCard(paymentMethod = 'pm_card_visa'): object {
  return { paymentMethod, customer: shop.customer, saveForLater: true };
}

async function held({ path }: ApiOrder): Promise<object> {
  const { amounts, lines } = (await shop.api.get(path)).json() as { amounts: object; lines: readonly object[] };
  return { ...amounts, ...lines[0] };
}

test('a broken unit goes back, and its replacement ships on a second hold of the kept card', async () => {
  const order = await shop.placeOrder(keptCard());
  await order.ship('A', '1:1');
  const answer = await order.refund('R', BROKEN);
  expect([answer.status, answer.json()]).toMatchObject([
    201,
    { amount: 2300, lines: units('1:1'), reopened: true, status: 'succeeded' },
  ]);
  await order.until(({ payment: { holds } }) => holds?.map(({ state }) => state).join() === 'replaced,held');
  expect(await held(order)).toMatchObject({
    total: 6900,
    captured: 2300,
    held: 4600,
    refunded: 2300,
    quantity: 2,
    open: 1,
  });
  const again = await order.refund('R', BROKEN);
  expect([again.status, again.headers['idempotent-replayed']]).toEqual([200, 'true']);
  expect((await order.refund('R', { ...BROKEN, reason: 'other' })).problem().code).toBe('refund_conflict');

  expect((await order.ship('B', '1:1')).json()).toMatchObject({ amount: 2300 });
  expect((await order.ship('C', '2:1')).json()).toMatchObject({ amount: 2300, final: true });
  expect((await order.read()).amounts).toMatchObject({ total: 6900, captured: 6900, released: 0, refunded: 2300 });
  expect((await order.refund('S', { lines: units('1:2') })).problem()).toMatchObject({ code: 'units_not_available' });
  expect((await order.refund('S', { lines: units('1:1,2:1') })).json()).toMatchObject({
    amount: 4600,
    reopened: false,
  });
  await order.expectConsistentRecords();
});

test('a saved card is charged for the replacement as it ships', async () => {
  const payment = { customer: shop.customer, paymentMethod: 'pm_card_visa' };
  const order = await shop.placeOrder(payment, { policy: { fulfilment: 'charge_on_ship' } });
  await order.ship('A', '1:1');
  expect((await order.refund('R', BROKEN)).status).toBe(201);
  expect((await order.ship('B', '1:1')).json()).toMatchObject({ amount: 2300 });
  await order.ship('C', '2:1');
  expect((await order.read()).amounts).toMatchObject({ total: 6900, captured: 6900, refunded: 2300 });
  await order.expectConsistentRecords();
});

test('where no room can be made nothing goes back, and the answer says what is possible', async () => {
  const order = await shop.placeOrder('pm_card_visa');
  await order.ship('A', '1:1');
  const { code, ...members } = (await order.refund('R', BROKEN)).problem();
  expect([code, members]).toMatchObject([
    'amount_exceeds_hold',
    { maximumAmount: 0, detail: expect.stringContaining('Refund the units without reopen') as string },
  ]);
  expect((await order.read()).amounts).toMatchObject({ total: 4600, refunded: 0 });
  expect((await order.refund('R', { ...BROKEN, reopen: undefined })).status).toBe(201);
  await order.ship('B', '2:1');
  await order.complete();
  expect((await order.refund('S', { shipmentId: 'B', reopen: true })).problem().code).toBe('order_closed');
});

test('a card that refuses a second hold changes nothing, and the refund can be sent again', async () => {
  const order = await shop.placeOrder(keptCard());
  await order.ship('A', '1:1');
  await shop.stripe.fault(CREATE, DECLINE);
  expect((await order.refund('R', BROKEN)).problem().code).toBe('payment_declined');
  expect(await held(order)).toMatchObject({ total: 4600, held: 2300, refunded: 0, quantity: 1 });
  expect((await order.refund('R', BROKEN)).status).toBe(201);
  await order.ship('B', '1:1,2:1');
  expect((await order.read()).amounts).toMatchObject({ total: 6900, captured: 6900, refunded: 2300 });
  await order.expectConsistentRecords();
});

test('only units can be opened again, and the field is named', async () => {
  const order = await shop.placeOrder(keptCard());
  await order.ship('A', '1:1');
  const refused = await order.refund('R', { amount: 100, reopen: true });
  expect([refused.status, refused.problem()]).toMatchObject([400, { errors: [{ path: 'reopen' }] }]);
});

test('a dry run says which hold would be placed, and what would be refunded', async () => {
  const order = await shop.placeOrder(keptCard());
  await order.ship('A', '1:1');
  const answer = await shop.api.post(`${order.path}/refunds?dryRun=true`, { refundId: 'R', ...BROKEN });
  expect(answer.json()).toMatchObject({
    dryRun: true,
    refusal: null,
    requests: [
      { kind: 'authorize', amount: 4600 },
      { kind: 'capture', amount: 0, final: true },
      { kind: 'refund', amount: 2300 },
    ],
    amounts: { refunded: 2300, released: 0, held: 4600 },
  });
  expect((await order.read()).amounts).toMatchObject({ total: 4600, refunded: 0 });
});
