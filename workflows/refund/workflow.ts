import {
  allHandlersFinished,
  CancellationScope,
  condition,
  log,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import type { RefundActivities } from '../../activities/refund-activities';
import { secondsBetween } from '../../libs/domain/orders/deadline';
import {
  answerToRefund,
  refundConflict,
  type RefundCommand,
  type RefundEvent,
  type RefundFact,
} from '../../libs/domain/refunds/refund';
import { isStepFailure, whyFailed } from '../step-failure';
import { STRIPE_CALL } from '../stripe-calls';
import { unfailing } from '../unfailing';
import { refundEvent, requestRefund, type RefundTask } from './messages';
import { showRefund } from './refund-details';

const stripe = proxyActivities<RefundActivities>(STRIPE_CALL);

/**
 * One refund: ask Stripe once, and stay until the money is surely on its way or surely not. It needs nothing of the
 * order's workflow, so it works while the hold is open and years after the order closed. A bank may send back even a
 * refund that succeeded; such news start the workflow once more. Nobody who asks for the refund waits for news of it.
 */
export const refund = unfailing(async (task: RefundTask): Promise<RefundFact> => {
  let asked = task.command;
  let fact: RefundFact | undefined;
  const news: RefundEvent[] = [];
  const learn = (found: RefundFact): void => {
    showRefund(task, fact, found);
    fact = found;
  };

  setHandler(requestRefund, async (command) => {
    // Two contents under one id at the same time: the first one counts.
    asked ??= command;
    if (asked.contentHash !== command.contentHash) {
      return { kind: 'refused', refusal: refundConflict(command.refundId) };
    }
    return answerToRefund(command, await known(() => fact));
  });
  setHandler(refundEvent, (event) => {
    news.push(event);
  });

  if (asked !== null) learn(await request(task, asked));
  while (fact === undefined || news.length > 0 || nextReadOf(fact) !== null) {
    if (fact !== undefined) await condition(() => news.length > 0, untilNextRead(fact));
    // One look is enough for all of them.
    const looking = look(task, news.splice(0).at(-1) ?? null);
    if (fact === undefined) {
      const command = await Promise.race([looking.then(() => null), known(() => asked ?? undefined)]);
      if (command !== null) learn(await request(task, command));
    }
    learn(await looking);
  }

  await condition(allHandlersFinished);
  return fact;
});

/** Waits until something is known; a handler runs outside of what makes the main line deaf to a cancellation. */
async function known<Value>(value: () => Value | undefined): Promise<Value> {
  await CancellationScope.nonCancellable(() => condition(() => value() !== undefined));
  const found = value();
  if (found === undefined) throw new Error('Bug! Woken before anything is known');
  return found;
}

/** Tried until what became of it is known. */
function request({ orderId }: RefundTask, command: RefundCommand): Promise<RefundFact> {
  const summary = askSummary(command);
  return carryOut(() => stripe.requestRefund.executeWithOptions({ summary }, [{ orderId, command }]));
}

/** Tried until Stripe has told: nobody else remembers what made us look. */
function look({ orderId, refundId }: RefundTask, event: RefundEvent | null): Promise<RefundFact> {
  const summary = event === null ? 'read whether the refund is final' : `read the refund after ${event.type}`;
  return carryOut(() => stripe.readRefund.executeWithOptions({ summary }, [{ orderId, refundId, event }]));
}

async function carryOut(step: () => Promise<RefundFact>): Promise<RefundFact> {
  try {
    return await step();
  } catch (error) {
    if (!isStepFailure(error)) throw error;
    log.error('a step of a refund failed: an alert opens', { reason: whyFailed(error) });
    return { kind: 'step_failed', message: whyFailed(error) };
  }
}

function nextReadOf(fact: RefundFact): string | null {
  return fact.kind === 'refund_recorded' ? fact.nextReadAt : null;
}

/** Milliseconds; 0 is taken for no limit by `condition`. */
function untilNextRead(fact: RefundFact): number {
  const now = new Date().toISOString();
  return Math.max(1, secondsBetween(now, nextReadOf(fact) ?? now) * 1000);
}

function askSummary({ refundId, shipmentId, lines, amount, shipping }: RefundCommand): string {
  if (shipping === true) return `refund ${refundId} of the shipping`;
  if (amount !== null && lines === null && shipmentId === null) return `refund ${refundId} by amount`;
  if (lines !== null)
    return `refund ${refundId} of ${lines.length === 1 ? '1 line' : `${lines.length.toString()} lines`}`;
  return `refund ${refundId} of shipment ${shipmentId ?? 'unknown'}`;
}
