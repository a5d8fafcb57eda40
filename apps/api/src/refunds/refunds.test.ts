import { totalOf } from '../../../../libs/domain/ledger/ledger-balances';
import type { ApiOrder } from '../../../../test/setup/shop/api-order';
import { openApiShop, stripeEvent } from '../../../../test/setup/shop/api-shop';
import { refundWorkflowId } from '../../../../workflows/refund/messages';
import { units } from '../../../../test/setup/shop/units';

const shop = openApiShop();

/** An order of which shipment A was captured. */
async function partlyShipped(paymentMethod?: string): Promise<ApiOrder> {
  const order = await shop.placeOrder(paymentMethod);
  expect((await order.ship('A', '1:1')).status).toBe(201);
  return order;
}

async function completed(): Promise<ApiOrder> {
  const order = await partlyShipped();
  await order.ship('B', '2:1');
  await order.complete();
  return order;
}

/** Stripe tells of what became of refund R1. */
async function webhook(order: ApiOrder, type: string, status: string): Promise<void> {
  const { stripeRefundId: id } = (await order.readRefund('R1')).json() as { stripeRefundId: string };
  expect((await shop.deliver(stripeEvent(type, { id, object: 'refund', status }, { status: 'pending' }))).status).toBe(
    200,
  );
}

test('units go back at exactly what was captured for them, while the rest is still held', async () => {
  const order = await partlyShipped();
  const answer = await order.refund('R1', { shipmentId: 'A', lines: units('1:1') });
  expect(answer.status).toBe(201);
  const text = expect.any(String) as string;
  expect(answer.json()).toEqual({
    ...{
      refundId: 'R1',
      orderId: order.orderId,
      status: 'succeeded',
      amount: 2300,
      currency: 'usd',
      credits: [],
      reason: 'arrived broken',
    },
    ...{
      shipmentId: 'A',
      lines: units('1:1'),
      shipping: false,
      stripeRefundId: expect.stringMatching(/^re_/) as string,
    },
    parts: [
      {
        ...{ status: 'succeeded', amount: 2300, paymentIntentId: text, chargeId: text, stripeRefundId: text },
        errorCode: null,
      },
    ],
    reopened: false,
    reversals: [],
    createdAt: expect.stringMatching(/Z$/) as string,
    settledAt: expect.stringMatching(/Z$/) as string,
  });
  expect((await order.readRefund('R1')).json()).toEqual(answer.json());
  const { status, amounts } = await order.read();
  expect([status, amounts]).toMatchObject(['partially_captured', { captured: 2300, held: 2300, refunded: 2300 }]);
  expect((await order.ship('B', '2:1')).status).toBe(201);
});

test('the ledger and the timeline tell of a refund', async () => {
  const order = await partlyShipped();
  await order.refund('R1', { amount: 500 });
  const { balances } = await order.ledger();
  expect(balances).toContainEqual({ account: 'stripe_balance', balance: { amount: 1800, currency: 'usd' } });
  expect(totalOf('refunds', balances, 'usd')).toBe(500);
  expect((await order.get('/timeline')).json()).toMatchObject({
    entries: expect.arrayContaining([
      expect.objectContaining({ kind: 'refund_succeeded', who: 'shop', amount: { amount: 500, currency: 'usd' } }),
    ]) as unknown,
  });
});

test('a completed order refunds first a shipment, then the last shipped units', async () => {
  const order = await completed();
  expect((await order.refund('R1', { shipmentId: 'A' })).json()).toMatchObject({ amount: 2300, lines: units('1:1') });
  expect((await order.refund('R2', { lines: units('2:1') })).json()).toMatchObject({
    amount: 2300,
    lines: units('2:1'),
  });
  expect(await order.read()).toMatchObject({ status: 'completed', amounts: { captured: 4600, refunded: 4600 } });
});

test('a refund asked for again is the first answer; other content under its id is a conflict', async () => {
  const order = await completed();
  const first = await order.refund('R1', { shipmentId: 'A' });
  const again = await order.refund('R1', { shipmentId: 'A' });
  expect([again.status, again.headers['idempotent-replayed'], again.json()]).toEqual([200, 'true', first.json()]);
  expect((await order.refund('R1', { amount: 5 })).problem()).toMatchObject({ code: 'refund_conflict', status: 409 });
  expect((await order.read()).amounts.refunded).toBe(2300);
});

test('the same refund eight times at once is made once, and everybody is answered', async () => {
  const order = await partlyShipped();
  const answers = await Promise.all(Array.from({ length: 8 }, () => order.refund('R1', { amount: 100 })));
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(7).fill(200), 201]);
  expect((await order.read()).amounts.refunded).toBe(100);
});

test('two refunds at once cannot both have the same units', async () => {
  const order = await partlyShipped();
  const answers = await Promise.all(['R1', 'R2'].map((refundId) => order.refund(refundId, { shipmentId: 'A' })));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  expect(answers.find(({ status }) => status === 409)?.problem()).toMatchObject({
    code: 'units_not_available',
    left: [{ lineId: '1', quantity: 0 }],
  });
});

test('a refund of more than was captured is refused with the most there is; its id stays free', async () => {
  const order = await partlyShipped();
  expect((await order.refund('R1', { amount: 2301 })).problem()).toMatchObject({
    ...{ code: 'invalid_request', status: 400, maximumAmount: 2300 },
    errors: [{ path: 'amount' }],
  });
  expect((await order.readRefund('R1')).problem().code).toBe('refund_not_found');
  expect((await order.refund('R1', { lines: units('2:1') })).problem()).toMatchObject({
    ...{ code: 'units_not_available', left: [{ lineId: '2', quantity: 0 }] },
  });
  expect((await order.refund('R1', { amount: 2300 })).status).toBe(201);
});

test('without a capture there is nothing to refund', async () => {
  const order = await shop.placeOrder();
  expect((await order.refund('R1', { amount: 1 })).problem()).toMatchObject({
    code: 'invalid_request',
    maximumAmount: 0,
  });
});

test('an order, shipment or line that is not known is named', async () => {
  const order = await partlyShipped();
  expect((await shop.order('none').refund('R1', { amount: 1 })).problem().code).toBe('order_not_found');
  expect((await shop.order('none').readRefund('R1')).problem().code).toBe('order_not_found');
  expect((await order.refund('R1', { shipmentId: 'Z' })).problem().code).toBe('shipment_not_found');
  expect((await order.refund('R1', { lines: units('1:1,9:1') })).problem()).toMatchObject({
    ...{ code: 'invalid_request', errors: [{ path: 'lines[1].lineId' }] },
  });
});

test('a pending refund is answered as such, and succeeds by its webhook', async () => {
  const order = await partlyShipped('pm_card_pendingRefund');
  await shop.stripe.account({ settlement_delay_seconds: 3600 });
  const answer = await order.refund('R1', { shipmentId: 'A' });
  expect(answer.status).toBe(201);
  expect(answer.json()).toMatchObject({ status: 'pending', settledAt: null });
  await shop.stripe.advance(3601);
  await webhook(order, 'refund.updated', 'succeeded');
  await shop.holdfast.client.workflow.getHandle(refundWorkflowId(order.orderId, 'R1')).result();
  expect((await order.readRefund('R1')).json()).toMatchObject({ status: 'succeeded', amount: 2300 });
});

test('a refund that fails later gives its units back to be refunded again', async () => {
  const order = await partlyShipped('pm_card_refundFail');
  await shop.stripe.account({ settlement_delay_seconds: 3600 });
  expect((await order.refund('R1', { shipmentId: 'A' })).json()).toMatchObject({ status: 'succeeded' });
  await shop.holdfast.client.workflow.getHandle(refundWorkflowId(order.orderId, 'R1')).result();
  await shop.stripe.advance(3601);
  await webhook(order, 'refund.failed', 'failed');
  await order.untilAttention('refund_failed');
  expect((await order.readRefund('R1')).json()).toMatchObject({ status: 'failed', parts: [{ errorCode: 'unknown' }] });
  expect((await order.read()).amounts.refunded).toBe(0);
  expect((await order.refund('R1', { shipmentId: 'A' })).json()).toMatchObject({ status: 'failed' });
  expect((await order.refund('R2', { shipmentId: 'A' })).status).toBe(201);
});

const EMPTY_BALANCE = {
  ...{ kind: 'error', status: 400, type: 'invalid_request_error', code: null, stored: true },
  message: 'Insufficient funds in your Stripe balance to refund this amount.',
};

test('a refund refused for lack of balance reserves nothing, and works once there is some', async () => {
  const order = await partlyShipped();
  await shop.stripe.fault({ method: 'POST', path: '/v1/refunds', nth: 1, times: 1 }, EMPTY_BALANCE);
  const refused = (await order.refund('R1', { shipmentId: 'A' })).problem();
  expect(refused).toMatchObject({ code: 'refund_refused', status: 409 });
  expect(refused.detail).toMatch(/balance there is too low.*top the balance up, then send the same refund again/);
  expect((await order.readRefund('R1')).json()).toMatchObject({
    status: 'refused',
    parts: [{ errorCode: 'balance_insufficient' }],
  });
  expect(await order.read()).toMatchObject({ attention: [], amounts: { refunded: 0 } });

  const again = await Promise.all([1, 2, 3].map(() => order.refund('R1', { shipmentId: 'A' })));
  expect(again.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
  expect((await order.readRefund('R1')).json()).toMatchObject({ status: 'succeeded', amount: 2300 });
  expect(await order.read()).toMatchObject({ attention: [], amounts: { refunded: 2300 } });
});

test('units whose refund lacked balance can go back by another refund, and then not by the first', async () => {
  const order = await partlyShipped();
  await shop.stripe.fault({ method: 'POST', path: '/v1/refunds', nth: 1, times: 1 }, EMPTY_BALANCE);
  expect((await order.refund('R1', { shipmentId: 'A' })).status).toBe(409);
  expect((await order.refund('R2', { shipmentId: 'A' })).status).toBe(201);
  expect((await order.refund('R1', { shipmentId: 'A' })).problem().code).toBe('units_not_available');
  expect((await order.read()).amounts.refunded).toBe(2300);
});

test('the attention of a refund that our key may not make is not closed by one refused unasked', async () => {
  const order = await partlyShipped();
  const forbidden = { ...EMPTY_BALANCE, status: 403, message: 'The key may not do this.', stored: false };
  await shop.stripe.fault({ method: 'POST', path: '/v1/refunds', nth: 1, times: 1 }, forbidden);
  expect((await order.refund('R1', { shipmentId: 'A' })).problem().code).toBe('temporarily_unavailable');
  expect((await order.refund('R2', { shipmentId: 'A' })).problem().code).toBe('units_not_available');
  expect((await order.read()).attention).toMatchObject([{ code: 'provider_misuse' }]);
  expect((await order.refund('R1', { shipmentId: 'A' })).status).toBe(200);
  expect((await order.readRefund('R1')).json()).toMatchObject({ status: 'succeeded' });
  expect((await order.read()).attention).toEqual([]);
});

test('a refund whose answer is lost is made once, and the shop learns what became of it', async () => {
  const order = await partlyShipped();
  await shop.stripe.fault({ method: 'POST', path: '/v1/refunds', nth: 1, times: 1 }, { kind: 'commit_then_drop' });
  const answer = await order.refund('R1', { shipmentId: 'A' });
  expect([answer.status, answer.json()]).toMatchObject([201, { status: 'succeeded', amount: 2300 }]);
  expect((await order.read()).amounts.refunded).toBe(2300);
});
