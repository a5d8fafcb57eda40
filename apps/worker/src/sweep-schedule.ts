import { ScheduleAlreadyRunning, ScheduleOverlapPolicy, type Client } from '@temporalio/client';
import { INBOX_SWEEP, INBOX_SWEEP_EVERY_SECONDS, INBOX_SWEEP_SCHEDULE } from '../../../workflows/inbox-sweep/messages';
import { TASK_QUEUE } from '../../../workflows/order-payment/messages';

/**
 * Makes sure that the sweep of the webhook inbox is scheduled. Every worker asks at its start; the first one makes it.
 * Runs never overlap, and runs missed while Temporal was away are not made up for: the next one does their work.
 */
export async function ensureSweepSchedule(client: Client): Promise<'created' | 'exists'> {
  try {
    await client.schedule.create({
      scheduleId: INBOX_SWEEP_SCHEDULE,
      spec: { intervals: [{ every: INBOX_SWEEP_EVERY_SECONDS * 1000 }] },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: INBOX_SWEEP_EVERY_SECONDS * 1000 },
      action: {
        type: 'startWorkflow',
        workflowType: INBOX_SWEEP,
        workflowId: INBOX_SWEEP_SCHEDULE,
        taskQueue: TASK_QUEUE,
        // A run that found no worker is worthless once the next one is due.
        workflowRunTimeout: '5m',
        staticSummary: 'Deliver what webhooks left behind',
      },
    });
    return 'created';
  } catch (error) {
    if (error instanceof ScheduleAlreadyRunning) return 'exists';
    throw error;
  }
}
