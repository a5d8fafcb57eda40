import { newOrder } from '../../../test/examples/orders';
import { confirming, DEADLINE, shipping } from '../../../test/examples/inputs';
import { deskWithPayment } from '../../../test/setup/desks/brought-payment';
import { OrderDesk } from '../../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../../test/setup/desks/shop-database';

const place = openShopDatabase();

test('a running authorization is adopted with its plan and deadline, and ships as any other', async () => {
  const shop = await deskWithPayment(place, { amount: 4600 });
  expect(await shop.authorize()).toMatchObject({ kind: 'hold_placed', hold: { amount: 4600, plan: 'multicapture' } });
  expect((await shop.record()).amounts).toMatchObject({ total: 4600, held: 4600 });
  const [intent] = await shop.paymentIntents();
  expect([intent?.id, await shop.requests('/v1/payment_intents')]).toEqual([await shop.paymentIntentId(), 1]);
  await shop.handle(shipping('A', '1:1'));
  await shop.handle(shipping('B', '2:1'));
  expect((await shop.record()).amounts).toMatchObject({ captured: 4600, released: 0, lost: 0 });
  expect((await shop.record()).attention).toEqual([]);
  expect(await shop.discrepancies()).toEqual([]);
});

test('what is held beyond the total goes back with the end, and nobody is called', async () => {
  const shop = await deskWithPayment(place, { amount: 5000 });
  await shop.authorize();
  await shop.handle(shipping('A', '1:1,2:1'));
  expect(await shop.record()).toMatchObject({ amounts: { captured: 4600, released: 400, lost: 0 }, attention: [] });
  expect(await shop.discrepancies()).toEqual([]);
});

test('what was captured before stands as a shipment, and later captures fit it', async () => {
  const shop = await deskWithPayment(place, { amount: 4600 });
  const id = shop.order.payment.paymentIntent ?? '';
  await shop.submit(`/v1/payment_intents/${id}/capture`, { amount_to_capture: '2300', final_capture: 'false' });
  await shop.authorize();
  expect(await shop.record()).toMatchObject({ status: 'partially_captured', attention: [] });
  expect((await shop.record()).shipments).toMatchObject([{ shipmentId: 'holdfast.adopted', amount: 2300, lines: [] }]);
  await shop.handle({
    kind: 'cancel_lines',
    cancellation: {
      cancellationId: 'shipped before',
      lines: [{ lineId: '1', quantity: 1 }],
      reason: 'it left before',
      contentHash: 'h',
      requestId: 'r',
    },
  });
  expect(await shop.handle(shipping('B', '2:1'))).toMatchObject({ kind: 'shipment_captured', mismatch: false });
  expect((await shop.record()).amounts).toMatchObject({ captured: 4600, released: 0, lost: 0 });
  expect(await shop.discrepancies()).toEqual([]);
});

test('a payment that waits for a card is adopted as it is, and confirmed', async () => {
  const shop = await deskWithPayment(place, { amount: 4600, payment_method: '', confirm: 'false', return_url: '' });
  expect(await shop.authorize()).toMatchObject({ kind: 'hold_awaited', hold: { state: 'requires_payment_method' } });
  expect(await shop.handle(confirming())).toMatchObject({ kind: 'hold_placed', hold: { amount: 4600 } });
  expect(await shop.discrepancies()).toEqual([]);
});

test.each([
  ['less than the total', { amount: 4000 }, "is for 40.00 USD, and the order's total is 46.00 USD"],
  ['captured at once', { amount: 4600, capture_method: 'automatic' }, 'has capture_method automatic'],
  ['another currency', { amount: 4600, currency: 'eur' }, 'is in eur, and the order in usd'],
])('a payment that does not fit is refused, and nothing is written down: %s', async (_what, payment, reason) => {
  const shop = await deskWithPayment(place, payment);
  const message = expect.stringContaining(reason) as string;
  expect(await shop.authorize()).toMatchObject({
    kind: 'order_refused',
    problem: { path: 'payment.paymentIntent', message },
  });
  expect(await place.reader.findOrder(shop.orderId)).toBeUndefined();
});

test('a payment that our key may not read is refused with the reason, and one refusal is none', async () => {
  const shop = await deskWithPayment(place, { amount: 4600 });
  const match = { method: 'GET', path: '/v1/payment_intents/*' };
  const effect = {
    kind: 'error',
    status: 403,
    type: 'invalid_request_error',
    code: null,
    message: 'No',
    stored: false,
  };
  await shop.control('faults', { match: { ...match, nth: 1, times: 2 }, effect });
  expect(await shop.authorize()).toMatchObject({
    kind: 'order_refused',
    problem: { path: 'payment.paymentIntent', message: expect.stringContaining('cannot be read') as string },
  });
  const other = await deskWithPayment(place, { amount: 4600 });
  await other.control('faults', { match: { ...match, nth: 1, times: 1 }, effect });
  expect(await other.authorize()).toMatchObject({ kind: 'hold_placed' });
});

test('a payment has one order: the next that brings it is refused', async () => {
  const shop = await deskWithPayment(place, { amount: 4600 });
  await shop.authorize();
  const second = new OrderDesk(place, { payment: { ...newOrder().payment, ...shop.order.payment } }, shop.stripe);
  expect(await second.authorize()).toMatchObject({
    kind: 'order_refused',
    problem: { message: `belongs to order ${shop.orderId}` },
  });
});

test('an order that is given up releases the payment that it brought', async () => {
  const shop = await deskWithPayment(place, { amount: 4600 });
  await shop.authorize();
  await shop.handle(DEADLINE);
  expect((await shop.record()).amounts).toMatchObject({ released: 4600, held: 0 });
  expect((await shop.paymentIntents()).map(({ status }) => status)).toEqual(['canceled']);
});
