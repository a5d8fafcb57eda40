import { allHandlersFinished, condition, continueAsNew, workflowInfo } from '@temporalio/workflow';
import { answerTo } from '../../libs/domain/answers';
import { carriedPayment, type CarriedPayment } from '../../libs/domain/carried-payment';
import { deadlineOf } from '../../libs/domain/decide-deadline';
import { decide } from '../../libs/domain/decide';
import { evolve, mayAskAgain } from '../../libs/domain/evolve';
import type { AcceptedOrder } from '../../libs/domain/order';
import { isClosed, openPayment, outcomeOf, type Payment, type PaymentOutcome } from '../../libs/domain/payment';
import { openInbox, type Inbox, type Received } from './inbox';
import { carryOut } from './carry-out';
import { showOrder } from './order-card';

/**
 * The life of one order's money: place a hold, capture each parcel as it ships, give the rest back before the network
 * takes it, and stay until every capture has arrived. Commands, news and the deadline are handled one at a time,
 * so a capture, a cancellation and the deadline can never race.
 * @param carried the payment as an earlier run of this workflow left it; absent in the first run
 */
export async function orderPayment(order: AcceptedOrder, carried?: CarriedPayment): Promise<PaymentOutcome> {
  let payment: Payment = { ...openPayment(order), ...carried };
  const inbox = openInbox(() => payment);
  if (carried === undefined) inbox.add({ kind: 'authorize' });

  while (!isClosed(payment) || inbox.hasWaiting()) {
    if (workflowInfo().continueAsNewSuggested && !inbox.hasWaiting()) await carryOnInNewRun(payment, inbox);
    const received = await inbox.next(deadlineOf(payment));
    const before = payment;
    payment = await handle(payment, received);
    showOrder(before, payment);
  }

  await condition(allHandlersFinished);
  return outcomeOf(payment);
}

/**
 * A history must not grow without end (invariant I11). When the server says that this one is long, everything that was
 * taken in is answered first; what arrives while the run ends is kept by the server for the next one.
 */
async function carryOnInNewRun({ order, ...payment }: Payment, inbox: Inbox): Promise<void> {
  await condition(allHandlersFinished);
  if (!inbox.hasWaiting()) await continueAsNew<typeof orderPayment>(order, carriedPayment(payment));
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
