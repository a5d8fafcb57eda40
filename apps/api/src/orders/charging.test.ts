import { eventually } from '../../../../test/setup/eventually';
import type { HttpAnswer } from '../testing/api-driver';
import type { ApiOrder } from '../../../../test/setup/shop/api-order';
import { openApiShop } from '../../../../test/setup/shop/api-shop';
import { EVERYTHING, units } from '../../../../test/setup/shop/units';

/** Orders that hold nothing, from end to end: what happens at Stripe comes back by webhook alone. */
const shop = openApiShop({ webhooks: true });

/**
 * Where a webhook alone tells of the payment, its settlement comes after it: an earlier one would wait for the sweep.
 */
function settleLater(): Promise<void> {
  return shop.stripe.account({ settlement_delay_seconds: 1 });
}

function placed(fulfilment: string, payment: object): Promise<ApiOrder> {
  return shop.placeOrder(payment, { policy: { fulfilment } });
}

/** The database knows it a moment before the workflow does, which takes no shipment until then. */
async function untilSaved(order: ApiOrder): Promise<void> {
  await eventually(
    () => order.details(),
    (details) => details.includes('each shipment is charged to the saved card'),
  );
}

/** The settlement comes by webhook at once, and may be recorded before the answer is read. */
const DONE = expect.stringMatching(/^(captured|settled)$/) as string;

const returnUrl = 'https://shop.example/return';

describe('charge on ship', () => {
  test('charges every shipment as it leaves, and refunds over both charges', async () => {
    const order = await placed('charge_on_ship', { customer: shop.customer, paymentMethod: 'pm_card_visa' });
    expect(order.placed).toMatchObject({
      status: 'card_saved',
      amounts: { total: 4600, held: 0, captured: 0 },
      payment: {
        plan: 'charge_on_ship',
        setupIntentId: expect.stringMatching(/^seti_/) as string,
        captureBefore: null,
        releaseAt: null,
      },
    });
    expect(await order.shipCheck()).toEqual({ mayShip: true, reason: 'ok', heldUntil: null });
    const told = await order.ship('A', '1:1');
    expect(told.status).toBe(201);
    expect(told.json()).toMatchObject({ status: DONE, amount: 2300, final: false });
    expect((await order.ship('B', '2:1')).json()).toMatchObject({ amount: 2300, final: true });
    const done = await order.untilStatus('completed');
    expect(done.amounts).toMatchObject({ captured: 4600, settled: 4600, released: 0, held: 0 });
    const intents = done.shipments.map(({ capture }) => capture.paymentIntentId);
    expect(new Set(intents).size).toBe(2);

    const given = await order.refund('R1', { lines: units(EVERYTHING) });
    expect([given.status, given.json()]).toMatchObject([
      201,
      { status: 'succeeded', amount: 4600, parts: [{ amount: 2300 }, { amount: 2300 }] },
    ]);
    expect((await order.read()).amounts.refunded).toBe(4600);
  });

  test('lets the buyer save the card in the browser and authenticate a shipment', async () => {
    const payment = { customer: shop.customer, returnUrl, paymentMethod: 'pm_card_authenticationRequired' };
    const order = await placed('charge_on_ship', payment);
    expect(order.placed).toMatchObject({
      status: 'requires_action',
      payment: { nextAction: { type: 'redirect_to_url' } },
    });
    await order.authenticate();
    await untilSaved(order);

    const told = await order.ship('A', '1:1');
    expect([told.status, told.json()]).toMatchObject([
      201,
      { status: 'pending', capture: { paymentIntentId: expect.stringMatching(/^pi_/) as string } },
    ]);
    expect((await order.readShipment('A')).json()).toEqual(told.json());
    const again = await order.ship('A', '1:1');
    expect([again.status, again.headers['idempotent-replayed'], again.json()]).toEqual([200, 'true', told.json()]);
    const waiting = await order.read();
    expect(waiting).toMatchObject({
      status: 'requires_action',
      payment: { nextAction: { type: 'redirect_to_url' }, clientSecret: expect.stringMatching(/^pi_/) as string },
      attention: [{ code: 'authentication_required' }],
    });
    expect(await order.shipCheck()).toMatchObject({ mayShip: false, reason: 'payment_pending' });
    expect((await order.ship('B', '2:1')).problem()).toMatchObject({
      code: 'order_not_capturable',
      orderStatus: 'requires_action',
    });
    const confirmed = await order.confirm();
    expect(confirmed.problem()).toMatchObject({ code: 'order_not_capturable', orderStatus: 'requires_action' });

    const given = await order.cancel('c');
    expect([given.status, given.json()]).toMatchObject([201, { worth: 2300, order: { status: 'requires_action' } }]);
    await settleLater();
    await order.authenticate();
    const done = await order.untilStatus('completed');
    expect(done).toMatchObject({
      amounts: { captured: 2300, released: 2300 },
      attention: [],
      shipments: [{ status: 'settled', final: true }],
    });
  });

  test('takes a card that is given later in the browser, and refuses a shipment when it declines', async () => {
    const order = await placed('charge_on_ship', { customer: shop.customer });
    expect(order.placed).toMatchObject({
      status: 'requires_payment_method',
      payment: { clientSecret: expect.stringMatching(/^seti_/) as string, paymentIntentId: null },
    });
    const { setupIntentId } = order.placed.payment;
    await fetch(`${shop.stripe.url}/v1/setup_intents/${setupIntentId ?? ''}/confirm`, {
      method: 'POST',
      headers: { authorization: `Bearer ${shop.stripe.apiKey}` },
      body: new URLSearchParams({ payment_method: 'pm_card_chargeCustomerFail', use_stripe_sdk: 'true' }),
    });
    await untilSaved(order);
    const refused = await order.ship('A', '1:1');
    expect(refused.problem()).toMatchObject({ code: 'order_not_capturable', status: 409, orderStatus: 'card_saved' });
    expect((await order.read()).attention).toMatchObject([{ code: 'charge_declined' }]);
    expect((await order.readShipment('A')).json()).toMatchObject({ status: 'refused' });
    expect((await order.ship('A', '2:1')).status).toBe(409);
    expect((await order.confirm('pm_card_visa_chargeDeclined')).problem().code).toBe('payment_declined');
    const better = await order.confirm();
    expect([better.status, better.headers['idempotent-replayed']]).toEqual([200, undefined]);
    expect((await order.confirm()).headers['idempotent-replayed']).toBe('true');
    expect((await order.ship('A', '1:1')).status).toBe(201);
    expect((await order.read()).attention).toEqual([]);
  });

  test('needs a customer, and takes no deadline policy', async () => {
    const refused = async (fulfilment: string, onDeadline: string): Promise<HttpAnswer> =>
      (await shop.askForOrder({}, { policy: { fulfilment, onDeadline } })).answer;
    const problem = (await refused('charge_on_ship', 'reauthorize')).problem();
    expect(problem.errors?.map(({ path }) => path).sort()).toEqual(['payment.customer', 'policy.onDeadline']);
    expect((await refused('immediate', 'capture_remaining')).problem()).toMatchObject({
      errors: [{ path: 'policy.onDeadline' }],
    });
  });
});

describe('an order that is fulfilled at once', () => {
  test('is paid, counts as shipped, settles, and is refunded by line, shipment and amount', async () => {
    const order = await placed('immediate', { paymentMethod: 'pm_card_visa' });
    expect(order.placed).toMatchObject({
      status: expect.stringMatching(/^(captured|completed)$/) as string,
      amounts: { captured: 4600, held: 0, released: 0 },
      payment: { plan: 'immediate' },
      lines: [
        { shipped: 1, open: 0 },
        { shipped: 1, open: 0 },
      ],
    });
    await order.untilStatus('completed');
    const priced = await order.readShipment('holdfast.immediate');
    expect(priced.json()).toMatchObject({ status: 'settled', amount: 4600, final: true, lines: units(EVERYTHING) });
    expect((await order.ship('A', '1:1')).problem()).toMatchObject({
      code: 'order_closed',
      detail: expect.stringContaining('they are paid') as string,
    });
    expect(await order.shipCheck()).toEqual({ mayShip: true, reason: 'already_paid', heldUntil: null });
    expect((await order.cancel('c')).problem().code).toBe('order_closed');

    expect((await order.refund('R1', { lines: units('1:1') })).json()).toMatchObject({
      amount: 2300,
      parts: [{ amount: 2300 }],
    });
    expect(await order.shipCheck()).toMatchObject({ mayShip: false, reason: 'order_closed' });
    expect((await order.refund('R2', { amount: 300 })).json()).toMatchObject({ amount: 300 });
    expect((await order.refund('R3', { amount: 2001 })).problem()).toMatchObject({ maximumAmount: 2000 });
    expect((await order.refund('R4', { shipmentId: 'holdfast.immediate' })).json()).toMatchObject({ amount: 2000 });
    expect((await order.read()).amounts.refunded).toBe(4600);
  });

  test('waits for the buyer, whose card is declined, then challenged, and pays in the browser', async () => {
    const order = await placed('immediate', { returnUrl, paymentMethod: 'pm_card_chargeDeclined' });
    expect(order.placed).toMatchObject({
      status: 'requires_payment_method',
      payment: { lastError: { code: 'card_declined' } },
      shipments: [],
    });
    expect((await order.ship('A', '1:1')).problem()).toMatchObject({
      code: 'order_not_capturable',
      orderStatus: 'requires_payment_method',
    });
    await order.confirm('pm_card_threeDSecure2Required');
    expect((await order.read()).status).toBe('requires_action');
    await settleLater();
    await order.authenticate();
    expect((await order.untilStatus('completed')).amounts).toMatchObject({ captured: 4600, settled: 4600 });
  });

  test('is paid by a confirm after a decline, whose repeat is answered as the order is by then', async () => {
    await settleLater();
    const order = await placed('immediate', { paymentMethod: 'pm_card_chargeDeclined' });
    const paid = await order.confirm();
    expect([paid.status, paid.headers['idempotent-replayed']]).toEqual([200, undefined]);
    expect(paid.json()).toMatchObject({ amounts: { captured: 4600 }, payment: { plan: 'immediate', lastError: null } });
    const repeated = await order.confirm();
    expect([repeated.status, repeated.headers['idempotent-replayed']]).toEqual([200, 'true']);
    await order.untilStatus('completed');
    const late = await order.confirm();
    expect([late.status, late.json()]).toMatchObject([200, { status: 'completed' }]);
  });

  test('can be canceled before it is paid', async () => {
    const order = await placed('immediate', {});
    const answer = await order.cancel('c');
    expect([answer.status, answer.json()]).toMatchObject([
      201,
      { order: { status: 'canceled', amounts: { released: 4600, captured: 0 } } },
    ]);
  });
});

test('shipment ids of Holdfast are refused, and named', async () => {
  const order = await placed('shipments', { paymentMethod: 'pm_card_visa' });
  expect((await order.ship('holdfast.immediate', '1:1')).problem()).toMatchObject({
    code: 'invalid_request',
    errors: [{ path: 'shipmentId', message: expect.stringContaining('holdfast.') as string }],
  });
});
