import { EVERYTHING } from '../../../../test/setup/shop/units';
import { openApiShop } from '../../../../test/setup/shop/api-shop';

const shop = openApiShop();

test('a shipment captures exactly what it is worth', async () => {
  const order = await shop.placeOrder();
  const answer = await order.ship('A', '1:1', { carrier: 'UPS', trackingNumber: '1Z999' });
  expect(answer.status).toBe(201);
  expect(answer.json()).toEqual({
    shipmentId: 'A',
    orderId: order.orderId,
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
    shippedAt: expect.stringMatching(/Z$/) as string,
  });
  expect((await order.get('/shipments/A')).json()).toEqual(answer.json());
  expect(await order.read()).toMatchObject({
    status: 'partially_captured',
    amounts: { held: 2300, captured: 2300 },
    lines: [
      { shipped: 1, open: 0 },
      { shipped: 0, open: 1 },
    ],
  });
});

test('the last shipment is final, and the settled order completes', async () => {
  const order = await shop.placeOrder();
  await order.ship('A', '1:1');
  expect((await order.ship('B', '2:1')).json()).toMatchObject({ amount: 2300, final: true, carrier: null });
  await order.complete();
  const { status, amounts, shipments } = await order.read();
  expect([status, amounts.settled, amounts.fees.length]).toEqual(['completed', 4600, 1]);
  expect(shipments.map((shipment) => shipment.status)).toEqual(['settled', 'settled']);
});

test('a shipment told again is the first answer: while the order is open and after it closed', async () => {
  const order = await shop.placeOrder();
  const told = await order.ship('A', '1:1');
  const again = await order.ship('A', '1:1');
  expect([again.status, again.headers['idempotent-replayed'], again.json()]).toEqual([200, 'true', told.json()]);
  await order.ship('B', '2:1');
  await order.complete();
  const late = await order.ship('A', '1:1');
  expect([late.status, late.headers['idempotent-replayed']]).toEqual([200, 'true']);
  expect(late.json()).toMatchObject({ shipmentId: 'A', status: 'settled', amount: 2300 });
});

test('the same shipment twelve times at once is captured once, and everybody is answered', async () => {
  const order = await shop.placeOrder();
  const answers = await Promise.all(Array.from({ length: 12 }, () => order.ship('A', '1:1')));
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(11).fill(200), 201]);
  expect((await order.read()).amounts.captured).toBe(2300);
});

test('fourteen shipments at once, more than Temporal takes of one order, are all captured', async () => {
  const lines = [{ lineId: '1', name: 'Product 001', quantity: 14, unitPrice: 100 }];
  const order = await shop.placeOrder('pm_card_visa', { lines, shipping: { amount: 0 }, discountAmount: 0 });
  const answers = await Promise.all(Array.from({ length: 14 }, (_, index) => order.ship(index.toString(), '1:1')));
  expect(answers.map(({ status }) => status)).toEqual(Array<number>(14).fill(201));
  expect((await order.read()).amounts).toMatchObject({ captured: 1400, held: 0 });
});

test('other content under the id is a conflict, at any time', async () => {
  const order = await shop.placeOrder();
  await order.ship('A', '1:1');
  expect((await order.ship('A', '1:1', { carrier: 'DHL' })).problem()).toMatchObject({
    code: 'shipment_conflict',
    status: 409,
  });
  const answers = await Promise.all([order.ship('B', '2:1'), order.ship('B', '2:1', { carrier: 'DHL' })]);
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
});

test('what is asked for must be open, and the answer says what is', async () => {
  const order = await shop.placeOrder();
  await order.ship('A', '1:1');
  expect((await order.ship('C', EVERYTHING)).problem()).toMatchObject({
    code: 'units_not_available',
    left: [
      { lineId: '1', quantity: 0 },
      { lineId: '2', quantity: 1 },
    ],
  });
  expect((await order.ship('C', '2:1')).status).toBe(201);
});

test('a line that the order does not have is named', async () => {
  const order = await shop.placeOrder();
  const problem = (await order.ship('A', '1:1,9:1')).problem();
  expect(problem).toMatchObject({ code: 'invalid_request', errors: [{ path: 'lines[1].lineId' }] });
});

test('without a hold nothing is captured', async () => {
  const order = await shop.placeOrder('pm_card_visa_chargeDeclined');
  const problem = (await order.ship('A', '1:1')).problem();
  expect(problem).toMatchObject({ code: 'order_not_capturable', orderStatus: 'requires_payment_method', status: 409 });
  expect(await order.shipCheck()).toEqual({ mayShip: false, reason: 'order_not_authorized', heldUntil: null });
});

test('orders and shipments that are not known are 404', async () => {
  const order = await shop.placeOrder();
  expect((await shop.order('none').ship('A', '1:1')).problem().code).toBe('order_not_found');
  expect((await shop.order('none').cancel('c1')).problem().code).toBe('order_not_found');
  expect((await order.get('/shipments/Z')).problem().code).toBe('shipment_not_found');
});

test('a hold that the network dropped is lost, and the ship check says so', async () => {
  await shop.stripe.account({ capture_window_seconds: 86_400 });
  const order = await shop.placeOrder();
  await shop.stripe.advance(90_000);
  expect((await order.ship('A', '1:1')).problem()).toMatchObject({ code: 'hold_lost', status: 409 });
  expect(await order.shipCheck()).toEqual({ mayShip: false, reason: 'hold_lost', heldUntil: null });
  await order.workflow.result();
  expect((await order.ship('A', '1:1')).problem()).toMatchObject({ code: 'hold_lost', status: 409 });
  expect((await shop.api.get('/v1/orders?attention=true')).json()).toMatchObject({
    orders: [{ orderId: order.orderId }],
  });
});

test('a card that allows one capture covers a shipment, and captures it with the last one', async () => {
  const order = await shop.placeOrder('pm_card_credit_disableEnterpriseCardFeatures');
  expect(await order.shipCheck('1:1')).toMatchObject({ mayShip: true, reason: 'ok' });
  const told = await order.ship('A', '1:1');
  expect([told.status, told.json()]).toMatchObject([
    201,
    { status: 'covered', amount: 2300, final: false, capture: { captureId: `${order.orderId}/A/1`, capturedAt: null } },
  ]);
  const again = await order.ship('A', '1:1');
  expect([again.status, again.headers['idempotent-replayed'], again.json()]).toEqual([200, 'true', told.json()]);
  expect((await order.ship('A', '1:1', { carrier: 'DHL' })).problem().code).toBe('shipment_conflict');
  expect(await order.read()).toMatchObject({ status: 'authorized', amounts: { held: 4600, captured: 0 } });
  expect((await order.ship('B', '2:1')).json()).toMatchObject({ status: 'captured', amount: 2300, final: true });
  const late = await order.ship('A', '1:1');
  expect([late.status, late.json()]).toMatchObject([
    200,
    { status: 'captured', capture: { captureId: `${order.orderId}/A/1` } },
  ]);
});

test('a covered shipment whose hold was lost stays the same, and says that it is not paid', async () => {
  await shop.stripe.account({ capture_window_seconds: 86_400 });
  const order = await shop.placeOrder('pm_card_credit_disableEnterpriseCardFeatures');
  await order.ship('A', '1:1');
  await shop.stripe.advance(90_000);
  expect((await order.ship('B', '2:1')).problem()).toMatchObject({ code: 'hold_lost' });
  const again = await order.ship('A', '1:1');
  expect([again.status, again.json()]).toMatchObject([200, { shipmentId: 'A', status: 'refused' }]);
  const { lines, attention } = await order.read();
  expect(lines).toMatchObject([{ shipped: 1 }, { shipped: 0 }]);
  expect(attention[0]?.message).toContain('23.00 USD of shipped goods is not paid: shipment A');
});

test('shipments of Holdfast itself have names of their own', async () => {
  const order = await shop.placeOrder();
  const problem = (await order.ship('holdfast.remaining', '1:1')).problem();
  expect(problem).toMatchObject({ code: 'invalid_request', errors: [{ path: 'shipmentId' }] });
});

test('a name that JavaScript knows too is a name like any other, also after a refusal', async () => {
  const order = await shop.placeOrder();
  for (const [shipmentId, lines] of [
    ['constructor', '1:1'],
    ['__proto__', '2:1'],
  ] as const) {
    const effect = { kind: 'error', status: 402, type: 'card_error', code: 'card_declined', stored: true };
    await shop.stripe.fault({ method: 'POST', path: '/v1/payment_intents/*/capture' }, effect);
    expect((await order.ship(shipmentId, lines)).problem().code).toBe('order_not_capturable');
    expect((await order.ship(shipmentId, lines)).json()).toMatchObject({ shipmentId, amount: 2300 });
  }
  await order.complete();
});

test('the ship check knows what is open and until when', async () => {
  const order = await shop.placeOrder();
  const { releaseAt } = (await order.read()).payment;
  expect(await order.shipCheck('1:1,2:1')).toEqual({ mayShip: true, reason: 'ok', heldUntil: releaseAt });
  expect(await order.shipCheck('1:2')).toMatchObject({ mayShip: false, reason: 'units_not_available' });
  await order.ship('A', '1:1');
  expect(await order.shipCheck('1:1')).toMatchObject({ mayShip: false, reason: 'units_not_available' });
  expect(await order.shipCheck()).toMatchObject({ mayShip: true });
  const unknown = await order.get('/ship-check?lines=9:1');
  expect(unknown.problem()).toMatchObject({ code: 'invalid_request', errors: [{ path: 'lines' }] });
});

describe('a cancellation', () => {
  test('gives back what is open, once', async () => {
    const order = await shop.placeOrder();
    await order.ship('A', '1:1');
    const answer = await order.cancel('c1');
    expect(answer.status).toBe(201);
    expect(answer.json()).toMatchObject({
      cancellationId: 'c1',
      worth: 2300,
      order: { orderId: order.orderId, status: 'captured', amounts: { captured: 2300, released: 2300, held: 0 } },
    });
    const again = await order.cancel('c1');
    expect([again.status, again.headers['idempotent-replayed']]).toEqual([200, 'true']);
    expect(again.json()).toMatchObject({ cancellationId: 'c1', worth: 2300 });
    expect((await order.cancel('c1', undefined, { reason: 'other' })).problem().code).toBe('cancellation_conflict');
    expect(await order.shipCheck()).toMatchObject({ mayShip: false, reason: 'order_closed' });
    expect((await order.ship('B', '2:1')).problem()).toMatchObject({ code: 'order_closed', orderStatus: 'captured' });
  });

  test('is refused for a closed order, and answered again when it is known', async () => {
    const order = await shop.placeOrder();
    expect((await order.cancel('c1')).json()).toMatchObject({ worth: 4600, order: { status: 'canceled' } });
    await order.workflow.result();
    expect((await order.cancel('c1')).status).toBe(200);
    const other = await order.cancel('c2');
    expect(other.problem()).toMatchObject({ code: 'order_closed', orderStatus: 'canceled', status: 409 });
    expect((await order.ship('A', '1:1')).problem()).toMatchObject({ code: 'order_closed', orderStatus: 'canceled' });
  });
});
