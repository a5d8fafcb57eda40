import { allHandlersFinished, condition, continueAsNew, patched, workflowInfo } from '@temporalio/workflow';
import { providerOf } from '../../libs/domain/capabilities/payment-provider';
import { answerTo } from '../../libs/domain/lifecycle/answers';
import { carriedPayment, type CarriedPayment } from '../../libs/domain/payment/carried-payment';
import { deadlineOf } from '../../libs/domain/lifecycle/decide-deadline';
import { decide, insteadOfIncrement } from '../../libs/domain/lifecycle/decide';
import { isHoldUnwanted } from '../../libs/domain/holds/decide-release';
import { bringsAnotherCard } from '../../libs/domain/lifecycle/decide-another-card';
import { withoutSecondHold } from '../../libs/domain/lifecycle/decide-lines';
import { hasMadeRoom } from '../../libs/domain/lifecycle/second-hold';
import { evolve, mayAskAgain } from '../../libs/domain/lifecycle/evolve';
import type { Decision } from '../../libs/domain/payment/decision';
import type { Fact } from '../../libs/domain/payment/facts';
import type { Input, ProviderEvent } from '../../libs/domain/orders/inputs';
import type { AcceptedOrder } from '../../libs/domain/orders/order';
import { isClosed, openPayment, outcomeOf, type Payment, type PaymentOutcome } from '../../libs/domain/payment/payment';
import { informs, type Step } from '../../libs/domain/payment/steps';
import { endUnrecorded, unfailing } from '../unfailing';
import { openBeside, type Beside } from './beside/beside';
import { carryOutStep } from './carry-out';
import { openInputQueue, type AskedInput, type FoundOut, type InputQueue, type Received } from './input-queue';
import { taskQueuesOf } from './messages';
import { showOrder } from './order-details';
import { closeSolved } from './solved-by-person';

/**
 * The life of one order's money: place a hold, capture each shipment as it ships, give the rest back before the network
 * takes it, and stay until every capture has arrived. Commands, news and the deadline are handled one at a time, so a
 * capture, a cancellation and the deadline can never race. What only informs waits for Stripe beside them, also once
 * the order is closed: a person who was called because Stripe did not answer must learn that it did.
 * @param carried the payment as an earlier run of this workflow left it, or as its rows tell; absent in the first run
 * @param news what made the earlier run look at Stripe, and was not found out yet
 * @param unfinished what a run that was lost had taken in and left without an outcome; absent after a run that was not
 */
export const orderPayment = unfailing(
  async (
    order: AcceptedOrder,
    carried?: CarriedPayment,
    news: ProviderEvent[] = [],
    unfinished: Input[] = [],
  ): Promise<PaymentOutcome> => {
    let payment: Payment = { ...openPayment(order), ...carried };
    const inbox = openInputQueue(() => payment);
    const beside = openBeside(inbox, taskQueuesOf(providerOf(order.payment)).reads);
    if (carried === undefined) inbox.add({ kind: 'authorize' });
    for (const input of unfinished) inbox.add(input);
    for (const event of news) inbox.add({ kind: 'provider_event', event });

    while (!isClosed(payment) || inbox.hasWaiting() || beside.isLooking()) {
      if (workflowInfo().continueAsNewSuggested && !inbox.hasWaiting()) await carryOn(payment, inbox, beside);
      const received = await inbox.next(deadlineOf(payment));
      const before = payment;
      payment = await take(payment, received, beside);
      showOrder(before, payment);
    }

    await condition(allHandlersFinished);
    const { refused } = payment;
    if (refused !== undefined) throw endUnrecorded(`refused: ${refused.path}: ${refused.message}`);
    return outcomeOf(payment);
  },
);

/**
 * A history must not grow without end (invariant I11). When the server says that this one is long, everything that was
 * taken in is answered first; what arrives while the run ends is kept by the server for the next one.
 */
async function carryOn({ order, ...payment }: Payment, inbox: InputQueue, beside: Beside): Promise<void> {
  await condition(allHandlersFinished);
  if (inbox.hasWaiting()) return;
  await continueAsNew<typeof orderPayment>(order, carriedPayment(payment), beside.news());
}

function take(payment: Payment, received: Received, beside: Beside): Promise<Payment> {
  switch (received.kind) {
    case 'asked':
      return handle(payment, received, beside);
    case 'found_out':
      return learn(payment, received);
    case 'solved_by_person':
      return closeSolved(payment, received);
    case 'attentions_changed':
      return Promise.resolve({ ...payment, attention: received.codes });
  }
}

/** One input from decision to answer. A step whose key is spent is decided again, under the next generation. */
async function handle(before: Payment, { input, answer }: AskedInput, beside: Beside): Promise<Payment> {
  let payment = before;
  let decision = decideNow(payment, input);
  for (;;) {
    if (decision.kind !== 'do') {
      answer(answerTo(payment, input, decision, undefined));
      return payment;
    }
    const fact = await find(payment, decision.step, input, beside);
    if (fact === undefined) return payment;
    payment = evolve(payment, decision.step, fact);
    const next = nextDecision(payment, input, fact);
    if (next !== undefined) {
      decision = next;
      continue;
    }
    answer(answerTo(payment, input, decision, fact));
    return payment;
  }
}

/** What the same input comes to after a step that did not end it; undefined when that was its end. */
function nextDecision(payment: Payment, input: Input, fact: Fact): Decision | undefined {
  const instead = insteadOfIncrement(payment, input, fact);
  if (instead !== undefined) return patched('second-hold-to-grow') ? instead : undefined;
  const goesOn =
    mayAskAgain(fact) || hasMadeRoom(input, fact) || (fact.kind === 'hold_placed' && isHoldUnwanted(payment));
  return goesOn ? decideNow(payment, input) : undefined;
}

/**
 * Runs from before another hold could take the place of one that serves answered the other card as a repeat, and added
 * no lines.
 */
function decideNow(payment: Payment, input: Input): Decision {
  const decision = decide(payment, input);
  if (!bringsAnotherCard(decision)) return decision;
  if (input.kind === 'add_lines') {
    return patched('second-hold-to-grow') ? decision : withoutSecondHold(payment, decision);
  }
  return patched('another-card') ? decision : { kind: 'repeat' };
}

/** What a step finds out; undefined when that will come later, as it can only for news, which nobody wants answered. */
async function find(payment: Payment, step: Step, input: Input, beside: Beside): Promise<Fact | undefined> {
  if (!informs(step)) {
    beside.beginMove();
    return carryOutStep(step);
  }
  if (input.kind !== 'provider_event') throw new Error(`Bug! A ${step.kind} step follows from news only`);
  return beside.findOut(step, input.event, deadlineOf(payment));
}

/** What waited for Stripe beside the main line. */
async function learn(payment: Payment, { conclude }: FoundOut): Promise<Payment> {
  const found = await conclude();
  return found === undefined ? payment : evolve(payment, found.step, found.fact);
}
