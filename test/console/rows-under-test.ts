import { openDisputesAtStripe } from '../setup/desks/disputes-at-stripe';
import type { ApiOrder } from '../setup/shop/api-order';
import { stripeEvent, type ApiShop } from '../setup/shop/api-shop';

/** What the lists of the console have rows of, put there without waiting for anybody. */

/** An order whose buyer disputes its first shipment. @returns the dispute's id at Stripe */
export async function disputedOrder(
  shop: ApiShop,
  orderNumber: string,
): Promise<{ order: ApiOrder; disputeId: string }> {
  const order = await shop.placeOrder('pm_card_createDispute', { orderNumber });
  await order.ship('A', '1:1', { carrier: 'UPS', trackingNumber: '1Z999' });
  const intent = await order.paymentIntentId();
  const [dispute] = await openDisputesAtStripe(shop.stripe).list(intent);
  const disputeId = dispute?.id ?? '';
  const told = { id: disputeId, object: 'dispute', payment_intent: intent, amount: 1, balance_transactions: [] };
  await shop.deliver(stripeEvent('charge.dispute.created', told));
  await order.untilAttention('dispute_opened');
  return { order, disputeId };
}

/** An event of an order that was given up. @returns its id */
export async function abandonedEvent(shop: ApiShop, order: ApiOrder): Promise<string> {
  const object = {
    id: await order.paymentIntentId(),
    object: 'payment_intent',
    status: 'requires_capture',
    metadata: {},
  };
  const { id } = stripeEvent('payment_intent.amount_capturable_updated', object);
  await shop.sql(
    `insert into webhook_events (event_id, type, livemode, event_created_at, payload, about, payment_intent_id, order_id,
       received_at, outcome, dead_letter_reason, attempts)
     values ($1, 'payment_intent.amount_capturable_updated', false, now(), '{}', 'hold', $2, $3, now(), 'dead_letter',
       'its order did not answer', 40)`,
    [id, object.id, order.orderId],
  );
  return id;
}

/** An alert whose cause is not the order on which it is open. */
export async function systemAlert(shop: ApiShop, order: ApiOrder, message: string): Promise<void> {
  await shop.sql(`insert into attentions (order_id, code, message, since) values ($1, 'provider_misuse', $2, now())`, [
    order.orderId,
    message,
  ]);
}
