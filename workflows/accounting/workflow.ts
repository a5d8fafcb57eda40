import { ActivityFailure, isCancellation, log, proxyActivities } from '@temporalio/workflow';
import type { AccountingActivities } from '../../activities/accounting-activities';
import { STRIPE_TASK_QUEUE } from '../order-payment/messages';

/** On the queue that keeps our pace at Stripe. After the last page come the payouts, which take some more requests. */
const stripe = proxyActivities<AccountingActivities>({
  taskQueue: STRIPE_TASK_QUEUE,
  startToCloseTimeout: '2m',
  retry: { maximumAttempts: 1 },
});

/** What is left is read by the next run of the schedule: histories are bounded, and so is a run's time. */
const PAGES_AT_MOST = 100;
const GOES_ON_FOR_MS = 2 * 60 * 1000;

/**
 * Reads Stripe's balance from where it was read last: every movement, whoever's, and every payout. Then it compares
 * some of the orders whose money moved with all of that. Runs on a Temporal Schedule of its own, so that it has one
 * owner.
 */
export async function accounting(): Promise<void> {
  const endsAt = Date.now() + GOES_ON_FOR_MS;
  let more = true;
  for (let pages = 0; more && pages < PAGES_AT_MOST && Date.now() < endsAt; pages++) more = await readPage();
  await unlessItFails(() => stripe.auditOrders());
}

async function readPage(): Promise<boolean> {
  return (await unlessItFails(() => stripe.readBalance()))?.more ?? false;
}

/** Both keep their place in PostgreSQL. */
async function unlessItFails<Report>(activity: () => Promise<Report>): Promise<Report | undefined> {
  try {
    return await activity();
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    log.warn('the books could not be brought up to date: the next run of the schedule continues from the same place');
    return undefined;
  }
}
