import { ActivityFailure, isCancellation, log, proxyActivities } from '@temporalio/workflow';
import type { InboxActivities } from '../../activities/inbox-activities';

/** Each call is bounded, and says whether it left some for the next. */
const inbox = proxyActivities<InboxActivities>({
  startToCloseTimeout: '25s',
  retry: { maximumAttempts: 2 },
});

/**
 * A storm is worked off in one run; even with a last round of slow attempts it ends within the five minutes of a run.
 */
const GOES_ON_FOR_MS = 2 * 60 * 1000;

/**
 * Hands on what a webhook left behind: events that were stored and could not be delivered, captures whose
 * settlement nobody announced, and disputes of which nobody has told anything for long. Runs on a Temporal Schedule,
 * so it has one owner and survives any process.
 */
export async function inboxSweep(): Promise<void> {
  const endsAt = Date.now() + GOES_ON_FOR_MS;
  let more = true;
  while (more && Date.now() < endsAt) more = await round();
}

/** Everybody gets a turn in each round, so that no storm of one kind holds up another. */
async function round(): Promise<boolean> {
  const events = await turn(() => inbox.deliverDueEvents());
  const settlements = await turn(() => inbox.remindOverdueSettlements());
  const disputes = await turn(() => inbox.remindDueDisputes());
  return events || settlements || disputes;
}

/** What fails is left to the next run of the schedule, and keeps nobody else from their turn. */
async function turn(work: () => Promise<{ readonly more: boolean }>): Promise<boolean> {
  try {
    return (await work()).more;
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    log.warn('a part of the sweep failed: the next run of the schedule does it', { activity: error.activityType });
    return false;
  }
}
