import { Worker, type NativeConnection, type WorkerDeploymentOptions } from '@temporalio/worker';
import type { AccountingActivities } from '../../../activities/accounting-activities';
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
  readonly accounting: AccountingActivities;
  readonly watch: WatchActivities;
  readonly mending: MendActivities;
  /** Undefined: the SDK chooses by the memory it finds. */
  readonly maxCachedWorkflows: number | undefined;
  /** Undefined: the workers are not versioned. */
  readonly version: WorkerVersion | undefined;
}

/** More than one call to Stripe may take, so that a stopping worker finishes what it has begun. */
const SHUTDOWN_GRACE = '35s';

/**
 * Activities at once: while Stripe hangs each waits 20 s for an answer, and what calls nobody must find room beside
 * them.
 */
const ACTIVITIES_AT_ONCE = 400;

/** The two workers of a process: one decides and carries out, one reads what may hang for as long as Stripe does. */
export async function createWorkers(parts: WorkerParts): Promise<[Worker, Worker]> {
  const { connection, namespace, payments, refunds, disputes, maxCachedWorkflows } = parts;
  const versioned = versioning(parts.version);
  const workflows = Worker.create({
    connection,
    namespace,
    taskQueue: TASK_QUEUE,
    workflowBundle: parts.workflowBundle,
    activities: { ...payments, ...refunds, ...disputes, ...parts.inbox, ...parts.watch },
    maxConcurrentActivityTaskExecutions: ACTIVITIES_AT_ONCE,
    // After a worker died, its workflows wait this long before another one takes them over.
    stickyQueueScheduleToStartTimeout: '2s',
    shutdownGraceTime: SHUTDOWN_GRACE,
    ...versioned,
    ...(maxCachedWorkflows === undefined ? {} : { maxCachedWorkflows }),
  });
  const patient = Worker.create({
    connection,
    namespace,
    taskQueue: STRIPE_TASK_QUEUE,
    // What moves money was on this queue once: a step that waits there since an earlier release is still carried out.
    activities: { ...payments, ...refunds, ...disputes, ...parts.missedEvents, ...parts.accounting, ...parts.mending },
    shutdownGraceTime: SHUTDOWN_GRACE,
    ...versioned,
  });
  return Promise.all([workflows, patient]);
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
