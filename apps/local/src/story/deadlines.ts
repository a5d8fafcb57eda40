import { claimLedgerBalances } from './records';
import { clock, usd, type Cast } from './chapters';
import type { ShownOrder } from './shop';

/** A hold of twelve seconds, and Holdfast acts four seconds before its end: a week of waiting, in real timers. */
const WINDOW_SECONDS = 12;
const MARGIN_SECONDS = 4;

/** One week is what card networks give. */
const USUAL_WINDOW_SECONDS = 604_800;

/** Two orders run into their deadline at the same time: one has shipped a shipment, one has shipped nothing. */
export async function tellDeadlines(
  cast: Cast,
  shippedId: string,
  idleId: string,
): Promise<{ readonly shipped: ShownOrder; readonly idle: ShownOrder }> {
  const { narrator, shop, stripe } = cast;
  narrator.chapter(`2. and 3. The deadline comes (orders ${shippedId} and ${idleId})`);
  narrator.say(`for these two, a hold lasts ${WINDOW_SECONDS.toString()} seconds instead of seven days`);
  await stripe.setCaptureWindow(WINDOW_SECONDS);
  const policy = { marginSeconds: MARGIN_SECONDS };
  const [shipped, idle] = await Promise.all([shop.order(shippedId, policy), shop.order(idleId, policy)]);
  await stripe.setCaptureWindow(USUAL_WINDOW_SECONDS);
  narrator.claim('both cards are authorized', [shipped.order.status, idle.order.status], ['authorized', 'authorized']);

  const priced = await shop.ship(shippedId, 'A', '1');
  narrator.claim(`order ${shippedId} ships one line: ${usd(2300)} captured`, priced.amount, 2300);
  narrator.say(
    `order ${idleId} ships nothing; both holds are released at about ${clock(shipped.order.payment.releaseAt)}; they expire at ${clock(shipped.order.payment.captureBefore)}`,
  );

  return { shipped: await claimRestReleased(cast, shippedId), idle: await claimCanceled(cast, idleId) };
}

async function claimRestReleased({ narrator, shop, stripe }: Cast, orderId: string): Promise<ShownOrder> {
  const order = await shop.until(orderId, 'completed', 30);
  const { captured, released, held } = order.amounts;
  narrator.claim(
    `order ${orderId}: ${usd(2300)} captured, the rest released`,
    { captured, released, held },
    {
      captured: 2300,
      released: 2300,
      held: 0,
    },
  );
  const intent = await stripe.paymentIntent(order.payment.paymentIntentId);
  narrator.claim(
    'by a zero final capture: succeeded, 2300 received, nothing capturable',
    [intent.status, intent.amount_received, intent.amount_capturable],
    ['succeeded', 2300, 0],
  );
  narrator.claim('before the hold expired', await releasedInTime(shop, order), true);
  claimLedgerBalances(narrator, await shop.ledger(orderId), {
    sales: 2300,
    fees: order.amounts.fees.reduce((sum, { amount }) => sum + amount, 0),
  });
  return order;
}

async function claimCanceled({ narrator, shop, stripe }: Cast, orderId: string): Promise<ShownOrder> {
  const order = await shop.until(orderId, 'canceled', 30);
  narrator.claim(
    `order ${orderId} is canceled by its deadline, all ${usd(4600)} released`,
    [order.cancelReason, order.amounts.released, order.amounts.captured],
    ['deadline', 4600, 0],
  );
  const intent = await stripe.paymentIntent(order.payment.paymentIntentId);
  const canceledAt = (intent.canceled_at ?? Infinity) * 1000;
  narrator.claim(
    'its PaymentIntent was canceled before the hold expired',
    [intent.status, canceledAt < Date.parse(order.payment.captureBefore)],
    ['canceled', true],
  );
  return order;
}

async function releasedInTime(shop: Cast['shop'], order: ShownOrder): Promise<boolean> {
  const released = await shop.timelineAt(order.orderId, 'hold_released');
  return released !== undefined && Date.parse(released) < Date.parse(order.payment.captureBefore);
}
