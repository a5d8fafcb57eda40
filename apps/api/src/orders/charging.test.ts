import { randomUUID } from 'node:crypto';
import { freePort } from '../../../../libs/local/port';
import { createCustomer } from '../../../../test/setup/emulator';
import { eventually } from '../../../../test/setup/eventually';
import { startHoldfast, type Holdfast } from '../../../../test/setup/holdfast';
import { orderPaymentId } from '../../../../workflows/order-payment/messages';
import { driveApi, type ApiDriver, type HttpAnswer } from '../testing/api-driver';
import { EXAMPLE_ORDER } from '../testing/example-order';
import { orderSchema, type Order } from './order.schema';

/** Orders that hold nothing, from end to end: what happens at Stripe comes back by webhook alone. */

const one = { lineId: '1', quantity: 1 };
const two = { lineId: '2', quantity: 1 };

let holdfast: Holdfast;
let api: ApiDriver;
let customer: string;

beforeAll(async () => {
  holdfast = await startHoldfast();
  customer = await createCustomer(holdfast.stripe);
  const port = await freePort();
  const secret = await holdfast.stripe.sendEventsTo(`http://127.0.0.1:${port.toString()}/v1/webhooks/stripe`);
  api = await driveApi({ ...holdfast, webhookSecrets: [secret] });
  await api.app.listen({ port, host: '127.0.0.1' });
});

afterAll(async () => {
  await api.close();
  await holdfast.stop();
});

beforeEach(() => holdfast.stripe.account({ settlement_delay_seconds: 0 }));
afterEach(() => holdfast.stripe.requireSound());

/** Where a webhook alone tells of the payment, its settlement comes after it: an earlier one would wait for the sweep. */
function settleLater(): Promise<void> {
  return holdfast.stripe.account({ settlement_delay_seconds: 1 });
}

function place(fulfilment: string, payment: object, policy: object = {}): Promise<HttpAnswer> {
  const orderId = `n-${randomUUID()}`;
  return api.post('/v1/orders', { ...EXAMPLE_ORDER, orderId, payment, policy: { fulfilment, ...policy } });
}

async function placed(fulfilment: string, payment: object, policy: object = {}): Promise<Order> {
  const answer = await place(fulfilment, payment, policy);
  expect(answer.status).toBe(201);
  return orderSchema.parse(answer.json());
}

function ship({ orderId }: Order, shipmentId: string, lines = [one]): Promise<HttpAnswer> {
  return api.post(`/v1/orders/${orderId}/shipments`, { shipmentId, lines });
}

function refund({ orderId }: Order, body: object): Promise<HttpAnswer> {
  return api.post(`/v1/orders/${orderId}/refunds`, { refundId: randomUUID(), reason: 'arrived broken', ...body });
}

async function read({ orderId }: Order): Promise<Order> {
  return orderSchema.parse((await api.get(`/v1/orders/${orderId}`)).json());
}

function until(order: Order, status: Order['status']): Promise<Order> {
  return eventually(
    () => read(order),
    (now) => now.status === status,
  );
}

/** The database knows it a moment before the workflow does, which takes no shipment until then. */
async function untilSaved({ orderId }: Order): Promise<void> {
  const workflow = holdfast.client.workflow.getHandle(orderPaymentId(orderId));
  await eventually(
    () => workflow.query<{ currentDetails: string }>('__temporal_workflow_metadata'),
    ({ currentDetails }) => currentDetails.includes('each shipment is charged to the saved card'),
  );
}

async function shipCheck({ orderId }: Order): Promise<unknown> {
  return (await api.get(`/v1/orders/${orderId}/ship-check`)).json();
}

async function authenticate({ payment: { nextAction } }: Order, outcome = 'complete'): Promise<void> {
  if (nextAction?.type !== 'redirect_to_url') throw new Error('there is no page for the buyer');
  await fetch(nextAction.url, { method: 'POST', body: new URLSearchParams({ outcome }), redirect: 'manual' });
}

/** The settlement comes by webhook at once, and may be recorded before the answer is read. */
const DONE = expect.stringMatching(/^(captured|settled)$/) as string;

const returnUrl = 'https://shop.example/return';

describe('charge on ship', () => {
  test('two shipments, each charged as it ships, and a refund over both charges', async () => {
    const order = await placed('charge_on_ship', { customer, paymentMethod: 'pm_card_visa' });
    expect(order).toMatchObject({
      status: 'card_saved',
      amounts: { total: 4600, held: 0, captured: 0 },
      payment: {
        plan: 'charge_on_ship',
        setupIntentId: expect.stringMatching(/^seti_/) as string,
        captureBefore: null,
        releaseAt: null,
      },
    });
    expect(await shipCheck(order)).toEqual({ mayShip: true, reason: 'ok', heldUntil: null });
    const told = await ship(order, 'A');
    expect(told.status).toBe(201);
    expect(told.json()).toMatchObject({ status: DONE, amount: 2300, final: false });
    expect((await ship(order, 'B', [two])).json()).toMatchObject({ amount: 2300, final: true });
    const done = await until(order, 'completed');
    expect(done.amounts).toMatchObject({ captured: 4600, settled: 4600, released: 0, held: 0 });
    const intents = done.shipments.map(({ capture }) => capture.paymentIntentId);
    expect(new Set(intents).size).toBe(2);

    const given = await refund(order, { lines: [one, two] });
    expect([given.status, given.json()]).toMatchObject([
      201,
      { status: 'succeeded', amount: 4600, parts: [{ amount: 2300 }, { amount: 2300 }] },
    ]);
    expect((await read(order)).amounts.refunded).toBe(4600);
  });

  test('the buyer saves the card in the browser, authenticates a shipment, and the rest is canceled', async () => {
    const payment = { customer, returnUrl, paymentMethod: 'pm_card_authenticationRequired' };
    const order = await placed('charge_on_ship', payment);
    expect(order).toMatchObject({ status: 'requires_action', payment: { nextAction: { type: 'redirect_to_url' } } });
    await authenticate(order);
    await untilSaved(order);

    const told = await ship(order, 'A');
    expect([told.status, told.json()]).toMatchObject([
      201,
      { status: 'pending', capture: { paymentIntentId: expect.stringMatching(/^pi_/) as string } },
    ]);
    expect((await api.get(`/v1/orders/${order.orderId}/shipments/A`)).json()).toEqual(told.json());
    const again = await ship(order, 'A');
    expect([again.status, again.headers['idempotent-replayed'], again.json()]).toEqual([200, 'true', told.json()]);
    const waiting = await read(order);
    expect(waiting).toMatchObject({
      status: 'requires_action',
      payment: { nextAction: { type: 'redirect_to_url' }, clientSecret: expect.stringMatching(/^pi_/) as string },
      attention: [{ code: 'authentication_required' }],
    });
    expect(await shipCheck(order)).toMatchObject({ mayShip: false, reason: 'payment_pending' });
    expect((await ship(order, 'B', [two])).problem()).toMatchObject({
      code: 'order_not_capturable',
      orderStatus: 'requires_action',
    });
    const confirmed = await api.post(`/v1/orders/${order.orderId}/confirm`, { paymentMethod: 'pm_card_visa' });
    expect(confirmed.problem()).toMatchObject({ code: 'order_not_capturable', orderStatus: 'requires_action' });

    const cancellation = { cancellationId: 'c', reason: 'sold out' };
    const given = await api.post(`/v1/orders/${order.orderId}/cancellations`, cancellation);
    expect([given.status, given.json()]).toMatchObject([201, { worth: 2300, order: { status: 'requires_action' } }]);
    await settleLater();
    await authenticate(waiting);
    const done = await until(order, 'completed');
    expect(done).toMatchObject({
      amounts: { captured: 2300, released: 2300 },
      attention: [],
      shipments: [{ status: 'settled', final: true }],
    });
  });

  test('a card that is given later in the browser, and one that declines on ship', async () => {
    const order = await placed('charge_on_ship', { customer });
    expect(order).toMatchObject({
      status: 'requires_payment_method',
      payment: { clientSecret: expect.stringMatching(/^seti_/) as string, paymentIntentId: null },
    });
    const { setupIntentId } = order.payment;
    await fetch(`${holdfast.stripe.url}/v1/setup_intents/${setupIntentId ?? ''}/confirm`, {
      method: 'POST',
      headers: { authorization: `Bearer ${holdfast.stripe.apiKey}` },
      body: new URLSearchParams({ payment_method: 'pm_card_chargeCustomerFail', use_stripe_sdk: 'true' }),
    });
    await untilSaved(order);
    const refused = await ship(order, 'A');
    expect(refused.problem()).toMatchObject({ code: 'order_not_capturable', status: 409, orderStatus: 'card_saved' });
    expect((await read(order)).attention).toMatchObject([{ code: 'charge_declined' }]);
    expect((await api.get(`/v1/orders/${order.orderId}/shipments/A`)).json()).toMatchObject({ status: 'refused' });
    expect((await ship(order, 'A', [two])).status).toBe(409);
    const repeated = await api.post(`/v1/orders/${order.orderId}/confirm`, { paymentMethod: 'pm_card_visa' });
    expect([repeated.status, repeated.headers['idempotent-replayed']]).toEqual([200, 'true']);
  });

  test('the customer must be named, and a deadline policy means nothing', async () => {
    const problem = (await place('charge_on_ship', {}, { onDeadline: 'reauthorize' })).problem();
    expect(problem.errors?.map(({ path }) => path).sort()).toEqual(['payment.customer', 'policy.onDeadline']);
    expect((await place('immediate', {}, { onDeadline: 'capture_remaining' })).problem()).toMatchObject({
      errors: [{ path: 'policy.onDeadline' }],
    });
  });
});

describe('an order that is fulfilled at once', () => {
  test('is paid, counts as shipped, settles, and is refunded by line, shipment and amount', async () => {
    const order = await placed('immediate', { paymentMethod: 'pm_card_visa' });
    expect(order).toMatchObject({
      status: expect.stringMatching(/^(captured|completed)$/) as string,
      amounts: { captured: 4600, held: 0, released: 0 },
      payment: { plan: 'immediate' },
      lines: [
        { shipped: 1, open: 0 },
        { shipped: 1, open: 0 },
      ],
    });
    await until(order, 'completed');
    const priced = await api.get(`/v1/orders/${order.orderId}/shipments/holdfast.immediate`);
    expect(priced.json()).toMatchObject({ status: 'settled', amount: 4600, final: true, lines: [one, two] });
    expect((await ship(order, 'A')).problem()).toMatchObject({
      code: 'order_closed',
      detail: expect.stringContaining('they are paid') as string,
    });
    expect(await shipCheck(order)).toEqual({ mayShip: true, reason: 'already_paid', heldUntil: null });
    const cancellation = { cancellationId: 'c', reason: 'changed their mind' };
    expect((await api.post(`/v1/orders/${order.orderId}/cancellations`, cancellation)).problem().code).toBe(
      'order_closed',
    );

    expect((await refund(order, { lines: [one] })).json()).toMatchObject({ amount: 2300, parts: [{ amount: 2300 }] });
    expect(await shipCheck(order)).toMatchObject({ mayShip: false, reason: 'order_closed' });
    expect((await refund(order, { amount: 300 })).json()).toMatchObject({ amount: 300 });
    expect((await refund(order, { shipmentId: 'holdfast.immediate' })).problem()).toMatchObject({
      maximumAmount: 2000,
    });
    expect((await refund(order, { amount: 2000 })).status).toBe(201);
    expect((await read(order)).amounts.refunded).toBe(4600);
  });

  test('waits for the buyer: declined, challenged, and paid in the browser', async () => {
    const order = await placed('immediate', { returnUrl, paymentMethod: 'pm_card_chargeDeclined' });
    expect(order).toMatchObject({
      status: 'requires_payment_method',
      payment: { lastError: { code: 'card_declined' } },
      shipments: [],
    });
    expect((await ship(order, 'A')).problem()).toMatchObject({
      code: 'order_not_capturable',
      orderStatus: 'requires_payment_method',
    });
    const confirm = { paymentMethod: 'pm_card_threeDSecure2Required' };
    const challenged = orderSchema.parse((await api.post(`/v1/orders/${order.orderId}/confirm`, confirm)).json());
    expect(challenged.status).toBe('requires_action');
    await settleLater();
    await authenticate(challenged);
    expect((await until(order, 'completed')).amounts).toMatchObject({ captured: 4600, settled: 4600 });
  });

  test('is paid by a confirm after a decline; its repeat is answered as the order is, before and after it closed', async () => {
    await settleLater();
    const order = await placed('immediate', { paymentMethod: 'pm_card_chargeDeclined' });
    const confirm = (): Promise<HttpAnswer> =>
      api.post(`/v1/orders/${order.orderId}/confirm`, { paymentMethod: 'pm_card_visa' });
    const paid = await confirm();
    expect([paid.status, paid.headers['idempotent-replayed']]).toEqual([200, undefined]);
    expect(paid.json()).toMatchObject({ amounts: { captured: 4600 }, payment: { plan: 'immediate', lastError: null } });
    const repeated = await confirm();
    expect([repeated.status, repeated.headers['idempotent-replayed']]).toEqual([200, 'true']);
    await until(order, 'completed');
    const late = await confirm();
    expect([late.status, late.json()]).toMatchObject([200, { status: 'completed' }]);
  });

  test('can be canceled before it is paid', async () => {
    const order = await placed('immediate', {});
    const answer = await api.post(`/v1/orders/${order.orderId}/cancellations`, { cancellationId: 'c', reason: 'gone' });
    expect([answer.status, answer.json()]).toMatchObject([
      201,
      { order: { status: 'canceled', amounts: { released: 4600, captured: 0 } } },
    ]);
  });
});

test('shipment ids of Holdfast are refused, and named', async () => {
  const order = await placed('shipments', { paymentMethod: 'pm_card_visa' });
  expect((await ship(order, 'holdfast.immediate')).problem()).toMatchObject({
    code: 'invalid_request',
    errors: [{ path: 'shipmentId', message: expect.stringContaining('holdfast.') as string }],
  });
});
