import { usd, type Cast } from './chapters';
import type { ShownOrder } from './shop';
import type { WooshPayView } from './wooshpay-view';

/** Through a provider that captures a hold once: two shipments leave, one capture pays for both, the rest goes back. */
export async function tellSecondProvider(
  { narrator, shop }: Cast,
  wooshPay: WooshPayView,
  orderId: string,
): Promise<ShownOrder> {
  narrator.chapter(`5. Through WooshPay (order ${orderId})`);
  const payment = { paymentMethod: 'pm_card_visa', provider: 'wooshpay' };
  const lines = [{ lineId: '1', name: 'Product 001', quantity: 3, unitPrice: 2000 }];
  const { status, order } = await shop.order(orderId, {}, { payment, lines });
  const { total } = order.amounts;
  narrator.claim(
    `the order is accepted: ${usd(total)} held, and WooshPay allows one capture of a hold`,
    [status, order.amounts.held, order.payment.plan],
    [201, total, 'capture_once'],
  );
  narrator.say(`WooshPay tells no date; the hold should expire at ${order.payment.captureBefore}`);

  const before = await wooshPay.captures();
  const first = await shop.ship(orderId, 'A', '1');
  const second = await shop.ship(orderId, 'B', '1');
  narrator.claim(
    'shipments A and B leave: both are covered by the hold',
    [first.is, second.is],
    ['covered', 'covered'],
  );
  narrator.claim(
    'nothing is captured yet: the first capture would give the rest away',
    await wooshPay.captures(),
    before,
  );

  await shop.cancel(orderId, 'out-of-stock');
  const completed = await shop.until(orderId, 'completed', 30);
  const worth = first.amount + second.amount;
  narrator.claim(
    `the last unit is canceled: one capture takes ${usd(worth)}, and ${usd(total - worth)} goes back`,
    [completed.amounts.captured, completed.amounts.released, await wooshPay.captures()],
    [worth, total - worth, before + 1],
  );
  const theirs = await wooshPay.paymentIntent(order.payment.paymentIntentId);
  narrator.claim(
    `WooshPay agrees: succeeded, ${usd(worth)} received, nothing capturable`,
    [theirs.status, theirs.amount_received, theirs.amount_capturable],
    ['succeeded', worth, 0],
  );
  return completed;
}
