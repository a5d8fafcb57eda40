import {
  ActivityFailure,
  allHandlersFinished,
  condition,
  log,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import type { RefundActivities } from '../../activities/refund-activities';
import { secondsBetween } from '../../libs/domain/deadline';
import {
  answerToRefund,
  refundConflict,
  type RefundCommand,
  type RefundEvent,
  type RefundFact,
} from '../../libs/domain/refund';
import { STRIPE_TASK_QUEUE } from '../order-payment/messages';
import { refundEvent, requestRefund, type RefundTask } from './messages';
import { showRefund } from './refund-card';

/** As for a payment's steps: more time than a call to Stripe takes, and retries until the outcome is known. */
const stripe = proxyActivities<RefundActivities>({
  taskQueue: STRIPE_TASK_QUEUE,
  startToCloseTimeout: '30s',
  heartbeatTimeout: '10s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});

/**
 * One refund: ask Stripe once, and stay until the money is surely on its way or surely not. It needs nothing of the
 * order's workflow, so it works while the hold is open and years after the order closed. A bank may send back even a
 * refund that succeeded; such news start the workflow once more.
 */
export async function refund(task: RefundTask): Promise<RefundFact> {
  let fact: RefundFact | undefined;
  const news: RefundEvent[] = [];

  setHandler(requestRefund, async (command) => {
    if (isOther(task, command)) return { kind: 'refused', refusal: refundConflict(command.refundId) };
    await condition(() => fact !== undefined);
    if (fact === undefined) throw new Error('Bug! Woken before anything is known');
    return answerToRefund(command, fact);
  });
  setHandler(refundEvent, (event) => {
    news.push(event);
  });

  if (task.command !== null) {
    const { orderId, command } = task;
    fact = await carryOut(() =>
      stripe.requestRefund.executeWithOptions({ summary: askSummary(command) }, [{ orderId, command }]),
    );
    showRefund(task, undefined, fact);
  }
  while (fact === undefined || news.length > 0 || nextReadOf(fact) !== null) {
    if (fact !== undefined) await condition(() => news.length > 0, untilNextRead(fact));
    // One look is enough for all of them.
    const event = news.splice(0).at(-1) ?? null;
    const summary = event === null ? 'look whether the refund came to its end' : `look after ${event.type}`;
    const { orderId, refundId } = task;
    const before = fact;
    fact = await carryOut(() => stripe.readRefund.executeWithOptions({ summary }, [{ orderId, refundId, event }]));
    showRefund(task, before, fact);
  }

  await condition(allHandlersFinished);
  return fact;
}

/** Two contents under one id at the same time: the first one counts. */
function isOther({ command }: RefundTask, { contentHash }: RefundCommand): boolean {
  return command !== null && command.contentHash !== contentHash;
}

async function carryOut(step: () => Promise<RefundFact>): Promise<RefundFact> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    log.error('a step of a refund failed; attention is raised', { cause: String(error.cause) });
    return { kind: 'step_failed', message: error.cause?.message ?? error.message };
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

function askSummary({ refundId, shipmentId, lines, amount }: RefundCommand): string {
  if (amount !== null) return `refund ${refundId} by amount`;
  if (lines !== null)
    return `refund ${refundId} of ${lines.length === 1 ? '1 line' : `${lines.length.toString()} lines`}`;
  return `refund ${refundId} of shipment ${shipmentId ?? 'unknown'}`;
}
