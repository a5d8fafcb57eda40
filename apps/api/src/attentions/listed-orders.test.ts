import { openDisputesAtStripe } from '../../../../test/setup/desks/disputes-at-stripe';
import { eventually } from '../../../../test/setup/eventually';
import type { ApiOrder } from '../../../../test/setup/shop/api-order';
import { openApiShop, stripeEvent } from '../../../../test/setup/shop/api-shop';

/** What operators list orders by in the Temporal UI follows every alert of an order, whoever opens and closes it. */

const shop = openApiShop();

async function expectListed(order: ApiOrder, needsPerson: boolean): Promise<void> {
  await eventually(
    () => order.searchAttribute('HoldfastAttention'),
    (listed) => listed === needsPerson,
  );
}

function close(order: ApiOrder, code: string): Promise<unknown> {
  return shop.api.post(`${order.path}/attentions/${code}/close`, { by: 'jane', reason: 'settled by phone' });
}

test('an order is listed while a dispute of it waits for a person, and says so in its details', async () => {
  const order = await shop.placeOrder('pm_card_createDispute');
  await order.ship('A', '1:1');
  await expectListed(order, false);

  const paymentIntent = await order.paymentIntentId();
  const [dispute] = await openDisputesAtStripe(shop.stripe).list(paymentIntent);
  const told = { id: dispute?.id, object: 'dispute', payment_intent: paymentIntent, balance_transactions: [] };
  await shop.deliver(stripeEvent('charge.dispute.created', told));
  await expectListed(order, true);
  expect(await order.details()).toContain('dispute_opened');

  await close(order, 'dispute_opened');
  await expectListed(order, false);
  expect(await order.details()).not.toContain('dispute_opened');
});

test('an order is listed when a refund of it came back, until a person has settled it', async () => {
  const order = await shop.placeOrder('pm_card_refundFail');
  await order.ship('A', '1:1');
  await shop.stripe.account({ settlement_delay_seconds: 3600 });
  await order.refund('R1', { shipmentId: 'A' });
  const { stripeRefundId: id } = (await order.readRefund('R1')).json() as { stripeRefundId: string };
  await shop.stripe.advance(3601);
  await shop.deliver(stripeEvent('refund.failed', { id, object: 'refund', status: 'failed' }, { status: 'pending' }));
  await expectListed(order, true);

  await close(order, 'refund_failed');
  await expectListed(order, false);
});

test('an order is listed while Stripe reviews its payment', async () => {
  const order = await shop.placeOrder();
  const { authorization } = await order.record();
  const about = { id: 'prv_1', object: 'review', charge: authorization?.chargeId, reason: 'rule' };
  const payment_intent = authorization?.paymentIntentId;
  await shop.deliver(stripeEvent('review.opened', { ...about, payment_intent, open: true, closed_reason: null }));
  await expectListed(order, true);

  await shop.deliver(
    stripeEvent('review.closed', { ...about, payment_intent, open: false, closed_reason: 'approved' }),
  );
  await expectListed(order, false);
});

test('an order is listed for an alert that no workflow has opened, and its news is told once', async () => {
  const order = await shop.placeOrder();
  await shop.sql(
    `insert into attentions (order_id, code, message, since) values ($1, 'books_differ', 'a cent is missing', now())`,
    [order.orderId],
  );
  await expectListed(order, true);
  await eventually(
    () => shop.sql('select order_id from attention_news'),
    (waiting) => waiting.length === 0,
  );
});
