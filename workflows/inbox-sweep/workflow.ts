import { proxyActivities } from '@temporalio/workflow';
import type { InboxActivities } from '../../activities/inbox-activities';

/** All activities are bounded batches on PostgreSQL; the next run of the schedule goes on where this one ended. */
const inbox = proxyActivities<InboxActivities>({
  startToCloseTimeout: '25s',
  retry: { maximumAttempts: 2 },
});

/**
 * Hands on what a webhook left behind: events that were stored and could not be delivered, captures whose
 * settlement nobody announced, and disputes of which nobody has told anything for long. Runs on a Temporal Schedule, so it has one owner and survives any process.
 */
export async function inboxSweep(): Promise<void> {
  await inbox.deliverDueEvents();
  await inbox.remindOverdueSettlements();
  await inbox.remindDueDisputes();
}
