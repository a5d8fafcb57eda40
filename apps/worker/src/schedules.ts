import { ScheduleAlreadyRunning, ScheduleOverlapPolicy, type Client } from '@temporalio/client';
import { ACCOUNTING, ACCOUNTING_EVERY_SECONDS, ACCOUNTING_SCHEDULE } from '../../../workflows/accounting/messages';
import { INBOX_SWEEP, INBOX_SWEEP_EVERY_SECONDS, INBOX_SWEEP_SCHEDULE } from '../../../workflows/inbox-sweep/messages';
import {
  MISSED_EVENTS,
  MISSED_EVENTS_EVERY_SECONDS,
  MISSED_EVENTS_SCHEDULE,
} from '../../../workflows/missed-events/messages';
import { TASK_QUEUE } from '../../../workflows/order-payment/messages';
import { ORDER_WATCH, ORDER_WATCH_EVERY_SECONDS, ORDER_WATCH_SCHEDULE } from '../../../workflows/order-watch/messages';

interface Recurring {
  readonly scheduleId: string;
  readonly workflowType: string;
  readonly everySeconds: number;
  readonly staticSummary: string;
}

const RECURRING: readonly Recurring[] = [
  {
    scheduleId: INBOX_SWEEP_SCHEDULE,
    workflowType: INBOX_SWEEP,
    everySeconds: INBOX_SWEEP_EVERY_SECONDS,
    staticSummary: 'Deliver stored webhook events that are due',
  },
  {
    scheduleId: MISSED_EVENTS_SCHEDULE,
    workflowType: MISSED_EVENTS,
    everySeconds: MISSED_EVENTS_EVERY_SECONDS,
    staticSummary: 'Fetch events that no webhook brought',
  },
  {
    scheduleId: ORDER_WATCH_SCHEDULE,
    workflowType: ORDER_WATCH,
    everySeconds: ORDER_WATCH_EVERY_SECONDS,
    staticSummary: 'Check that every open order has a running workflow',
  },
  {
    scheduleId: ACCOUNTING_SCHEDULE,
    workflowType: ACCOUNTING,
    everySeconds: ACCOUNTING_EVERY_SECONDS,
    staticSummary: "Read Stripe's balance and payouts for the books",
  },
];

/**
 * Makes sure that everything is scheduled which happens again and again. Every worker asks at its start; the first one
 * makes it. Runs never overlap, and runs missed while Temporal was away are not made up for: the next one does their
 * work.
 * @returns of each, whether it was made now
 */
export async function ensureSchedules(client: Client): Promise<Record<string, 'created' | 'exists'>> {
  const made = await Promise.all(RECURRING.map(async (each) => [each.scheduleId, await ensure(client, each)] as const));
  return Object.fromEntries(made);
}

async function ensure(
  client: Client,
  { scheduleId, workflowType, everySeconds, staticSummary }: Recurring,
): Promise<'created' | 'exists'> {
  try {
    await client.schedule.create({
      scheduleId,
      spec: { intervals: [{ every: everySeconds * 1000 }] },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: everySeconds * 1000 },
      action: {
        type: 'startWorkflow',
        workflowType,
        workflowId: scheduleId,
        taskQueue: TASK_QUEUE,
        // A run that found no worker is worthless once the next one is due.
        workflowRunTimeout: '5m',
        staticSummary,
      },
    });
    return 'created';
  } catch (error) {
    if (error instanceof ScheduleAlreadyRunning) return 'exists';
    throw error;
  }
}
