import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { BesideRuns, BesideTask } from '../../../activities/watch/order-workflow-runs';
import { addSeconds } from '../../../libs/domain/orders/deadline';
import type { RefundOrDispute } from '../../../libs/domain/watch/refund-or-dispute';
import type { Database } from '../../../libs/postgres/database/database';
import { providerOfOrder } from '../../../libs/postgres/orders/order-store';
import { signalWithStart } from '../../../libs/temporal/signal-workflow';
import { listWorkflowIds, lookAtWorkflow } from '../../../libs/temporal/workflow-look';
import {
  DISPUTE,
  disputeEvent,
  disputeStart,
  disputeWorkflowId,
  type DisputeTask,
} from '../../../workflows/dispute/messages';
import {
  REFUND,
  refundEvent,
  refundStart,
  refundWorkflowId,
  type RefundTask,
} from '../../../workflows/refund/messages';

/** The watch's way to the workflows of refunds and disputes, over the worker's client. */
export function createBesideRuns(client: Client, database: Database): BesideRuns {
  return {
    idOf,
    listSuspects: async (now, atMost) => {
      const dead = await listWorkflowIds(client, diedLately(now), atMost);
      return [...dead, ...(await listWorkflowIds(client, runsForLong(now), atMost))];
    },
    look: (workflowId) => lookAtWorkflow(client, workflowId),
    taskOf: (workflowId, runId) => taskOf(client, workflowId, runId),
    startRefund: async (orderId, command) => {
      const task = { orderId, refundId: command.refundId, command };
      await client.workflow.start(REFUND, refundStart(task, await providerOfOrder(database, orderId)));
    },
    wake: async (work, eventId) => {
      if (work.kind === 'refund') {
        const { orderId, refundId } = work;
        const start = refundStart({ orderId, refundId, command: null }, await providerOfOrder(database, orderId));
        await signalWithStart(client, REFUND, start, refundEvent, { eventId, type: 'holdfast.refund_due' });
      } else {
        const news = { eventId, type: 'holdfast.dispute_due' };
        const { orderId, disputeId } = work;
        await signalWithStart(client, DISPUTE, disputeStart({ orderId, disputeId }), disputeEvent, news);
      }
    },
  };
}

function idOf(work: RefundOrDispute): string {
  return work.kind === 'refund' ? refundWorkflowId(work.orderId, work.refundId) : disputeWorkflowId(work.disputeId);
}

const OURS = `WorkflowType IN ('${REFUND}', '${DISPUTE}')`;

/** Every namespace keeps what closed for a day at least. */
const DAY_SECONDS = 24 * 60 * 60;

function diedLately(now: string): string {
  const died = "ExecutionStatus IN ('Failed', 'Terminated', 'TimedOut', 'Canceled')";
  return `${OURS} AND ${died} AND CloseTime > '${addSeconds(now, -DAY_SECONDS)}'`;
}

/**
 * A look takes seconds, so that one of minutes has trouble: with Stripe, or with itself. Of those that run for longer
 * than an hour, as refunds do that wait for a bank, rows tell when they are late.
 */
function runsForLong(now: string): string {
  const begun = `StartTime > '${addSeconds(now, -3_600)}' AND StartTime < '${addSeconds(now, -300)}'`;
  return `${OURS} AND ExecutionStatus = 'Running' AND ${begun}`;
}

/** What the first event of its history tells. */
async function taskOf(client: Client, workflowId: string, runId: string): Promise<BesideTask> {
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution: { workflowId, runId },
    maximumPageSize: 1,
  });
  const started = history?.events?.[0]?.workflowExecutionStartedEventAttributes;
  const [input] = started?.input?.payloads ?? [];
  if (input === undefined) throw new Error(`the history of ${workflowId} does not say what it was started for`);
  if (started?.workflowType?.name === DISPUTE) {
    const { orderId, disputeId } = defaultPayloadConverter.fromPayload<DisputeTask>(input);
    return { work: { kind: 'dispute', orderId, disputeId }, asks: false };
  }
  const { orderId, refundId, command } = defaultPayloadConverter.fromPayload<RefundTask>(input);
  return { work: { kind: 'refund', orderId, refundId }, asks: command !== null };
}
