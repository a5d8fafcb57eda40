import { allHandlersFinished, condition } from '@temporalio/workflow';
import { answerTo } from '../../libs/domain/answers';
import { deadlineOf } from '../../libs/domain/decide-deadline';
import { decide } from '../../libs/domain/decide';
import { evolve, mayAskAgain } from '../../libs/domain/evolve';
import type { AcceptedOrder } from '../../libs/domain/order';
import { isClosed, openPayment, outcomeOf, type Payment, type PaymentOutcome } from '../../libs/domain/payment';
import { openInbox, type Received } from './inbox';
import { carryOut } from './carry-out';
import { showOrder } from './order-card';

/**
 * The life of one order's money: place a hold, capture each parcel as it ships, give the rest back before the network
 * takes it, and stay until every capture has arrived. Commands, news and the deadline are handled one at a time,
 * so a capture, a cancellation and the deadline can never race.
 */
export async function orderPayment(order: AcceptedOrder): Promise<PaymentOutcome> {
  let payment = openPayment(order);
  const inbox = openInbox(() => payment);
  inbox.add({ kind: 'authorize' });

  while (!isClosed(payment) || inbox.hasWaiting()) {
    const received = await inbox.next(deadlineOf(payment));
    const before = payment;
    payment = await handle(payment, received);
    showOrder(before, payment);
  }

  await condition(allHandlersFinished);
  return outcomeOf(payment);
}

/** One input from decision to answer. A step whose key is spent is decided again, under the next generation. */
async function handle(before: Payment, { input, answer }: Received): Promise<Payment> {
  let payment = before;
  for (;;) {
    const decision = decide(payment, input);
    if (decision.kind !== 'do') {
      answer(answerTo(payment, input, decision, undefined));
      return payment;
    }
    const fact = await carryOut(decision.step);
    payment = evolve(payment, decision.step, fact);
    if (mayAskAgain(fact)) continue;
    answer(answerTo(payment, input, decision, fact));
    return payment;
  }
}
