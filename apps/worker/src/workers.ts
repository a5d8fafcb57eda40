import { Worker, type NativeConnection, type WorkerDeploymentOptions } from '@temporalio/worker';
import type { DisputeActivities } from '../../../activities/dispute-activities';
import type { InboxActivities } from '../../../activities/inbox-activities';
import type { MendActivities } from '../../../activities/mend-activities';
import type { MissedEventsActivities } from '../../../activities/missed-events-activities';
import type { PaymentActivities } from '../../../activities/payment-activities';
import type { RefundActivities } from '../../../activities/refund-activities';
import type { WatchActivities } from '../../../activities/watch-activities';
import type { WorkerVersion } from '../../../libs/config/config';
import { STRIPE_TASK_QUEUE, TASK_QUEUE } from '../../../workflows/order-payment/messages';

/** What the workers of a process are made of. */
export interface WorkerParts {
  readonly connection: NativeConnection;
  readonly namespace: string;
  /** File made by `bundle-workflows`. */
  readonly workflowBundle: { readonly codePath: string };
  readonly payments: PaymentActivities;
  readonly refunds: RefundActivities;
  readonly disputes: DisputeActivities;
  readonly inbox: InboxActivities;
  readonly missedEvents: MissedEventsActivities;
  readonly watch: WatchActivities;
  readonly mending: MendActivities;
  /** Calls to Stripe a second, over all workers: enforced by Temporal's server, below Stripe's own limit. */
  readonly stripeCallsPerSecond: number;
  /** Undefined: the SDK chooses by the memory it finds. */
  readonly maxCachedWorkflows: number | undefined;
  /** Undefined: the workers are not versioned. */
  readonly version: WorkerVersion | undefined;
}

/** More than one call to Stripe may take, so that a stopping worker finishes what it has begun. */
const SHUTDOWN_GRACE = '35s';

/** The two workers of a process: one decides and reads, one calls Stripe at a bounded rate. */
export async function createWorkers(parts: WorkerParts): Promise<[Worker, Worker]> {
  const { connection, namespace, payments, refunds, disputes, maxCachedWorkflows } = parts;
  const versioned = versioning(parts.version);
  const workflows = Worker.create({
    connection,
    namespace,
    taskQueue: TASK_QUEUE,
    workflowBundle: parts.workflowBundle,
    activities: { ...parts.inbox, ...parts.watch, ...onOwnQueue(payments) },
    // After a worker died, its workflows wait this long before another one takes them over.
    stickyQueueScheduleToStartTimeout: '2s',
    shutdownGraceTime: SHUTDOWN_GRACE,
    ...versioned,
    ...(maxCachedWorkflows === undefined ? {} : { maxCachedWorkflows }),
  });
  const stripe = Worker.create({
    connection,
    namespace,
    taskQueue: STRIPE_TASK_QUEUE,
    activities: { ...payments, ...refunds, ...disputes, ...parts.missedEvents, ...parts.mending },
    maxTaskQueueActivitiesPerSecond: parts.stripeCallsPerSecond,
    shutdownGraceTime: SHUTDOWN_GRACE,
    ...versioned,
  });
  return Promise.all([workflows, stripe]);
}

/**
 * An order lives for weeks and across many releases, so it moves on with each of them: what the new code must not do
 * to an old history, the replay test has checked (docs/decisions/0018).
 */
function versioning(version: WorkerVersion | undefined): { workerDeploymentOptions?: WorkerDeploymentOptions } {
  if (version === undefined) return {};
  return {
    workerDeploymentOptions: { useWorkerVersioning: true, version, defaultVersioningBehavior: 'AUTO_UPGRADE' },
  };
}

type OnOwnQueue = 'cover' | 'warn' | 'cancelLines' | 'settle' | 'readHold' | 'readCard';

/**
 * `cover`, `warn` and `cancelLines` call nobody. The others are on both queues: `settle`, because the workflow tries it
 * first as a local activity, and `readHold` and `readCard` for what was read already.
 */
function onOwnQueue(payments: PaymentActivities): Pick<PaymentActivities, OnOwnQueue> {
  return {
    cover: (step) => payments.cover(step),
    warn: (step) => payments.warn(step),
    cancelLines: (step) => payments.cancelLines(step),
    settle: (step) => payments.settle(step),
    readHold: (step) => payments.readHold(step),
    readCard: (step) => payments.readCard(step),
  };
}
