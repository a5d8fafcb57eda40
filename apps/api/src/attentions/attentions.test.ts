import { eventually } from '../../../../test/setup/eventually';
import type { ApiOrder } from '../../../../test/setup/shop/api-order';
import { openApiShop, stripeEvent } from '../../../../test/setup/shop/api-shop';
import { refundWorkflowId } from '../../../../workflows/refund/messages';
import { attentionPageSchema } from './attention.schema';

const shop = openApiShop();

const BY_JANE = { by: 'jane', reason: 'the key is right again' };

function close(order: ApiOrder, code: string, body: object = BY_JANE) {
  return shop.api.post(`${order.path}/attentions/${code}/close`, body, { 'holdfast-actor': '77' });
}

/** An order with the alert `provider_misuse`: Stripe refused our key once. */
async function misused(): Promise<ApiOrder> {
  const order = await shop.placeOrder();
  const match = { method: 'POST', path: '/v1/payment_intents/*/capture', nth: 1, times: 1 };
  const effect = { kind: 'error', status: 401, type: 'invalid_request_error', message: 'wrong key', stored: false };
  await shop.stripe.fault(match, effect);
  await order.ship('A', '1:1');
  await order.untilAttention('provider_misuse');
  return order;
}

test('a person closes an alert, and says how it was solved', async () => {
  const order = await misused();
  expect(await order.read()).toMatchObject({ actions: expect.arrayContaining(['close_attention']) as unknown });

  const closed = await close(order, 'provider_misuse');
  expect(closed.status).toBe(200);
  expect(closed.json()).toMatchObject({
    ...{ orderId: order.orderId, code: 'provider_misuse', closedBy: 'jane', closeReason: BY_JANE.reason },
    closedAt: expect.any(String) as string,
  });
  expect(await order.read()).toMatchObject({ attention: [] });
  const { entries } = await order.timeline();
  expect(entries.at(-1)).toMatchObject({
    ...{ kind: 'attention_closed', who: 'shop', person: '77' },
    message: 'provider_misuse, by jane: the key is right again',
  });
});

test('what operators list workflows by follows a closed alert, and so do the details', async () => {
  const order = await misused();
  await eventually(
    () => order.searchAttribute('HoldfastAttention'),
    (open) => open === true,
  );

  await close(order, 'provider_misuse');
  await eventually(
    () => order.searchAttribute('HoldfastAttention'),
    (open) => open === false,
  );
  expect(await order.details()).not.toContain('provider_misuse');
  expect((await order.ship('A', '1:1')).status).toBe(201);
});

test('the same closing once more changes nothing, and another finds no open alert', async () => {
  const order = await misused();
  const first = await close(order, 'provider_misuse');
  const again = await close(order, 'provider_misuse');

  expect({ status: again.status, replayed: again.headers['idempotent-replayed'] }).toEqual({
    ...{ status: 200, replayed: 'true' },
  });
  expect(again.json()).toEqual(first.json());
  expect((await close(order, 'provider_misuse', { by: 'joe', reason: 'me too' })).problem().code).toBe(
    'attention_not_open',
  );
  expect((await close(order, 'hold_lost')).problem().code).toBe('attention_not_open');
  expect((await order.timelineKinds()).filter((kind) => kind === 'attention_closed')).toHaveLength(1);
});

test('one of two people who close an alert at once is told that it is closed', async () => {
  const order = await misused();
  const answers = await Promise.all([
    close(order, 'provider_misuse', { by: 'jane', reason: 'mended' }),
    close(order, 'provider_misuse', { by: 'joe', reason: 'mended' }),
  ]);

  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect((await order.timelineKinds()).filter((kind) => kind === 'attention_closed')).toHaveLength(1);
});

test('open alerts are listed over all orders, those opened last first', async () => {
  const earlier = await misused();
  const later = await misused();
  const list = async (): Promise<string[]> => {
    const page = await shop.api.get('/v1/attentions?open=true&code=provider_misuse&limit=100');
    return attentionPageSchema.parse(page.json()).attentions.map(({ orderId }) => orderId);
  };
  const both = (await list()).filter((orderId) => [earlier.orderId, later.orderId].includes(orderId));
  expect(both).toEqual([later.orderId, earlier.orderId]);

  await close(later, 'provider_misuse');
  expect(await list()).not.toContain(later.orderId);
});

test('an order that is not there has no alerts to close', async () => {
  expect((await close(shop.order('nobody'), 'hold_lost')).problem().code).toBe('order_not_found');
  expect((await close(await shop.placeOrder(), 'no_such_code')).status).toBe(400);
});

test('an alert of an order that is over is closed, too', async () => {
  const order = await shop.placeOrder('pm_card_refundFail');
  await order.ship('A', '1:1,2:1');
  await order.complete();
  await shop.stripe.account({ settlement_delay_seconds: 3600 });
  await order.refund('R1', { shipmentId: 'A' });
  await shop.holdfast.client.workflow.getHandle(refundWorkflowId(order.orderId, 'R1')).result();
  const { stripeRefundId: id } = (await order.readRefund('R1')).json() as { stripeRefundId: string };
  await shop.stripe.advance(3601);
  await shop.deliver(stripeEvent('refund.failed', { id, object: 'refund', status: 'failed' }, { status: 'pending' }));
  await order.untilAttention('refund_failed');

  const closed = await close(order, 'refund_failed', { by: 'jane', reason: 'paid by bank transfer' });
  expect(closed.status).toBe(200);
  expect(await order.read()).toMatchObject({ attention: [], status: 'completed' });
  const page = await shop.api.get(`/v1/attentions?orderId=${order.orderId}&open=false`);
  expect(attentionPageSchema.parse(page.json()).attentions).toMatchObject([
    { code: 'refund_failed', closedBy: 'jane', closeReason: 'paid by bank transfer' },
  ]);
});
