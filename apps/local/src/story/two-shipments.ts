import { claimLedgerBalances } from './records';
import { usd, type Cast } from './chapters';
import type { ShownOrder } from './shop';
import type { PaymentIntent } from './stripe-view';

/** The main job: one hold, two shipments, two captures, both settled, nothing left over. */
export async function tellTwoShipments({ narrator, shop, stripe }: Cast, orderId: string): Promise<ShownOrder> {
  narrator.chapter(`1. Two shipments (order ${orderId})`);
  const { status, order } = await shop.order(orderId);
  narrator.claim(
    `the shop's order is accepted: 201, card authorized for ${usd(4600)}`,
    [status, order.status, order.amounts.held],
    [201, 'authorized', 4600],
  );
  narrator.say(`the hold expires at ${order.payment.captureBefore}; Holdfast acts at ${order.payment.releaseAt}`);
  const repeat = await shop.order(orderId);
  narrator.claim(
    'sending the same order again changes nothing: 200',
    [repeat.status, repeat.order.amounts.held],
    [200, 4600],
  );

  const first = await shop.ship(orderId, 'A', '1');
  narrator.claim(`shipment A ships: ${usd(2300)} captured, the hold stays open`, first, {
    status: 201,
    amount: 2300,
    final: false,
    is: 'captured',
  });
  const half = await stripe.paymentIntent(order.payment.paymentIntentId);
  narrator.claim(
    `Stripe agrees: requires_capture, ${usd(2300)} received, ${usd(2300)} capturable`,
    [half.status, half.amount_received, half.amount_capturable],
    ['requires_capture', 2300, 2300],
  );

  const second = await shop.ship(orderId, 'B', '2');
  narrator.claim(`shipment B ships: the last ${usd(2300)} as the final capture`, second, {
    status: 201,
    amount: 2300,
    final: true,
    is: 'captured',
  });
  const completed = await shop.until(orderId, 'completed', 30);
  narrator.claim('both settlements arrived by webhook: the order is completed', completed.amounts.settled, 4600);
  for (const { shipmentId, capture } of completed.shipments) {
    narrator.say(
      `shipment ${shipmentId}: ${capture.balanceTransactionId ?? 'no balance transaction'}, fee ${usd(capture.fee ?? 0)}`,
    );
  }
  claimPaymentIntent(narrator, await stripe.paymentIntent(order.payment.paymentIntentId));
  claimLedgerBalances(narrator, await shop.ledger(orderId), { sales: 4600, fees: feesOf(completed) });
  return completed;
}

function feesOf({ amounts }: ShownOrder): number {
  return amounts.fees.reduce((sum, { amount }) => sum + amount, 0);
}

function claimPaymentIntent(narrator: Cast['narrator'], intent: PaymentIntent): void {
  narrator.claim(
    `the PaymentIntent: amount ${usd(4600)}, received ${usd(4600)}, capturable 0, ${intent.status}`,
    [intent.amount, intent.amount_received, intent.amount_capturable, intent.status],
    [4600, 4600, 0, 'succeeded'],
  );
  const items = intent.amount_details.line_items?.data ?? [];
  narrator.claim(
    'it carries the line items of both captures',
    items.map(({ product_name, quantity, unit_cost }) => [product_name, quantity, unit_cost]),
    [
      ['Product 001', 1, 2000],
      ['Product 002', 1, 2000],
    ],
  );
  const tax = items.reduce((sum, item) => sum + (item.tax?.total_tax_amount ?? 0), 0);
  const discount = items.reduce((sum, item) => sum + (item.discount_amount ?? 0), 0);
  narrator.claim(
    `tax ${usd(400)}, shipping ${usd(400)}, discount ${usd(200)}: exact to the cent`,
    { tax, shipping: intent.amount_details.shipping?.amount, discount },
    { tax: 400, shipping: 400, discount: 200 },
  );
}
