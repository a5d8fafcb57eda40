import { proxyActivities, sleep } from '@temporalio/workflow';
import type { Mending } from '../../activities/watch/mend-order';
import type { MendActivities } from '../../activities/mend-activities';
import type { WatchActivities } from '../../activities/watch-activities';
import { STRIPE_TASK_QUEUE } from '../order-payment/messages';

/** Bounded batches on PostgreSQL and Temporal; the next run of the schedule goes on where this one ended. */
const watch = proxyActivities<WatchActivities>({
  startToCloseTimeout: '40s',
  retry: { maximumAttempts: 2 },
});

/** It reads Stripe, so it takes its turn with everything else that does. */
const mending = proxyActivities<MendActivities>({
  taskQueue: STRIPE_TASK_QUEUE,
  startToCloseTimeout: '40s',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '30s', maximumAttempts: 5 },
});

/**
 * Looks after what only an order's workflow does, for when it is gone: calls for a person where a hold should be over,
 * goes on with the walk through the open orders, and brings refunds and disputes back that were left. None of
 * them waits for another. Runs on a Temporal Schedule, so it has one owner and survives any process.
 */
export async function orderWatch(): Promise<void> {
  await Promise.all([watch.callForOverdueHolds(), watch.walkOpenOrders(), watch.mendRefundsAndDisputes()]);
}

/** The next walk has it looked at again. */
const LOOKS_AT_MOST = 4;

/** Looks at one order, and starts its workflow again from its rows where it is gone (docs/decisions/0025). */
export async function mendOrder(orderId: string): Promise<Mending> {
  for (let look = 1; ; look++) {
    const mended = await mending.mendOrder(orderId);
    if (mended.kind !== 'later' || look === LOOKS_AT_MOST) return mended;
    await sleep(mended.afterSeconds * 1000, { summary: 'its last steps may still be under way' });
  }
}
