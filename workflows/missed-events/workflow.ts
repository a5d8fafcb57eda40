import { ActivityFailure, isCancellation, log, proxyActivities } from '@temporalio/workflow';
import type { MissedEventsActivities } from '../../activities/missed-events-activities';
import { STRIPE_TASK_QUEUE } from '../order-payment/messages';

/** On the queue that keeps our pace at Stripe: each call reads one page, and the place is kept in PostgreSQL. */
const stripe = proxyActivities<MissedEventsActivities>({
  taskQueue: STRIPE_TASK_QUEUE,
  startToCloseTimeout: '45s',
  retry: { maximumAttempts: 1 },
});

/** A flood is read on by the next run of the schedule: histories are bounded, and so is a run's time. */
const PAGES_AT_MOST = 100;
const GOES_ON_FOR_MS = 3 * 60 * 1000;

/**
 * Fetches what no webhook brought: reads Stripe's list of events from where it was read last, and stores what is
 * missing. Runs on a Temporal Schedule of its own, so that it has one owner, and Stripe's troubles hold up nobody else.
 */
export async function missedEvents(): Promise<void> {
  const endsAt = Date.now() + GOES_ON_FOR_MS;
  let more = true;
  for (let pages = 0; more && pages < PAGES_AT_MOST && Date.now() < endsAt; pages++) more = await readPage();
}

async function readPage(): Promise<boolean> {
  try {
    return (await stripe.fetchMissedEvents()).more;
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    log.warn('a page of events could not be read: the next run of the schedule continues from the same place');
    return false;
  }
}
