import { claimLedgerBalances } from './records';
import { usd, type Cast } from './chapters';
import { eventually } from './eventually';
import type { ShownOrder } from './shop';

/** The worst moment to die: Stripe has taken the money, and nobody here knows it yet. */
export async function tellKilledWorker({ narrator, shop, stripe, worker }: Cast, orderId: string): Promise<ShownOrder> {
  narrator.chapter(`4. The worker is killed in the middle of a capture (order ${orderId})`);
  const { order } = await shop.order(orderId);
  narrator.claim(`the card is authorized for ${usd(4600)}`, order.status, 'authorized');

  const heldBack = await stripe.holdNextCaptureAnswer();
  narrator.say('shipment A ships; Stripe captures it but its answer is held back');
  const answer = shop.ship(orderId, 'A', '1');
  // Whatever happens below, an unanswered request must not end the process.
  answer.catch(() => undefined);
  await eventually(
    'Stripe to capture shipment A',
    15,
    () => stripe.paymentIntent(order.payment.paymentIntentId),
    ({ amount_received }) => amount_received === 2300,
  );
  const oldPid = worker.pid;
  await worker.kill9();
  narrator.say(`SIGKILL to the worker, process ${oldPid.toString()}: nobody knows what Stripe did`);
  await worker.start();
  narrator.say(
    `a new worker starts, process ${worker.pid.toString()}; it reads what happened before it calls Stripe again`,
  );
  const { status, amount, final } = await answer;
  narrator.claim('the shop gets its answer after all', [status, amount, final], [201, 2300, false]);
  await heldBack.release();

  const second = await shop.ship(orderId, 'B', '2');
  narrator.claim('shipment B ships as usual', second, { status: 201, amount: 2300, final: true, is: 'captured' });
  const completed = await shop.until(orderId, 'completed', 30);
  const intent = await stripe.paymentIntent(order.payment.paymentIntentId);
  const captures = await stripe.balanceTransactions(intent.latest_charge);
  narrator.claim(
    'Stripe has captured each shipment exactly once',
    [intent.amount_received, captures.map(({ amount }) => amount)],
    [4600, [2300, 2300]],
  );
  const ledger = await shop.ledger(orderId);
  narrator.claim(
    'and the ledger says the same',
    ledger.transactions.filter(({ kind }) => kind === 'captured').length,
    2,
  );
  claimLedgerBalances(narrator, ledger, {
    sales: 4600,
    fees: completed.amounts.fees.reduce((sum, { amount }) => sum + amount, 0),
  });
  return completed;
}
