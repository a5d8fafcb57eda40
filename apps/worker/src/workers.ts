import { Worker, type NativeConnection, type WorkerDeploymentOptions } from '@temporalio/worker';
import type { AccountingActivities } from '../../../activities/accounting-activities';
import type { PaymentProvider } from '../../../libs/domain/capabilities/payment-provider';
import type { DisputeActivities } from '../../../activities/dispute-activities';
import type { InboxActivities } from '../../../activities/inbox-activities';
import type { MendActivities } from '../../../activities/mend-activities';
import type { MissedEventsActivities } from '../../../activities/missed-events-activities';
import type { PaymentActivities } from '../../../activities/payment-activities';
import type { RefundActivities } from '../../../activities/refund-activities';
import type { WatchActivities } from '../../../activities/watch-activities';
import type { WorkerVersion } from '../../../libs/config/config';
import { STRIPE_TASK_QUEUE, TASK_QUEUE, taskQueuesOf } from '../../../workflows/order-payment/messages';

/** Everything that moves, reads or records what is paid through one provider. */
export interface ProviderSteps {
  readonly provider: PaymentProvider;
  readonly activities: PaymentActivities & RefundActivities & DisputeActivities;
}

/** What the workers of a process are made of. */
export interface WorkerParts {
  readonly connection: NativeConnection;
  readonly namespace: string;
  /** File made by `bundle-workflows`. */
  readonly workflowBundle: { readonly codePath: string };
  /** Of each provider that this worker has a key for. */
  readonly steps: readonly ProviderSteps[];
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

/**
 * The workers of a process: for each provider one that decides and carries out, and one that reads what may hang for as
 * long as the provider does. Holdfast's own recurring work is beside the steps of the first provider there ever was.
 */
export async function createWorkers(parts: WorkerParts): Promise<[Worker, ...Worker[]]> {
  const { accounting, inbox, mending, missedEvents, steps, watch } = parts;
  const deciding = new Map<string, object>([[TASK_QUEUE, { ...inbox, ...watch }]]);
  const reading = new Map<string, object>([[STRIPE_TASK_QUEUE, { ...missedEvents, ...accounting, ...mending }]]);
  for (const { provider, activities } of steps) {
    const { reads, workflows } = taskQueuesOf(provider);
    deciding.set(workflows, { ...deciding.get(workflows), ...activities });
    // What moves money was on this queue once: a step that waits there since an earlier release is still carried out.
    reading.set(reads, { ...reading.get(reads), ...activities });
  }
  const [first, ...others] = await Promise.all([
    ...[...deciding].map(([taskQueue, activities]) => decidingWorker(parts, taskQueue, activities)),
    ...[...reading].map(([taskQueue, activities]) => readingWorker(parts, taskQueue, activities)),
  ]);
  if (first === undefined) throw new Error('Bug! A process without a worker');
  return [first, ...others];
}

function decidingWorker(parts: WorkerParts, taskQueue: string, activities: object): Promise<Worker> {
  const { connection, namespace, maxCachedWorkflows, workflowBundle } = parts;
  return Worker.create({
    connection,
    namespace,
    taskQueue,
    workflowBundle,
    activities,
    maxConcurrentActivityTaskExecutions: ACTIVITIES_AT_ONCE,
    // After a worker died, its workflows wait this long before another one takes them over.
    stickyQueueScheduleToStartTimeout: '2s',
    shutdownGraceTime: SHUTDOWN_GRACE,
    ...versioning(parts.version),
    ...(maxCachedWorkflows === undefined ? {} : { maxCachedWorkflows }),
  });
}

function readingWorker(
  { connection, namespace, version }: WorkerParts,
  taskQueue: string,
  activities: object,
): Promise<Worker> {
  return Worker.create({
    connection,
    namespace,
    taskQueue,
    activities,
    shutdownGraceTime: SHUTDOWN_GRACE,
    ...versioning(version),
  });
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
