import type { Client } from '@temporalio/client';

/** A process that asks Temporal for work. */
export interface WorkerOfQueue {
  /** As Temporal knows it: process and machine, unless somebody has named it. */
  readonly identity: string;
  /** Which build of which Worker Deployment it is; null: its workers are not versioned. */
  readonly version: { readonly deploymentName: string; readonly buildId: string } | null;
  /** When it last asked, ISO 8601. */
  readonly lastSeenAt: string;
}

/** Who asks for the work of a task queue, or did so in the last minutes. @param withinMs how long is waited */
export async function workersOfQueue(client: Client, taskQueue: string, withinMs: number): Promise<WorkerOfQueue[]> {
  const { connection, workflowService, options } = client;
  const { pollers } = await connection.withDeadline(Date.now() + withinMs, () =>
    workflowService.describeTaskQueue({ namespace: options.namespace, taskQueue: { name: taskQueue } }),
  );
  return pollers.map(({ identity, lastAccessTime, deploymentOptions }) => ({
    identity: identity ?? '',
    version: versionOf(deploymentOptions?.deploymentName, deploymentOptions?.buildId),
    lastSeenAt: new Date(Number(lastAccessTime?.seconds ?? 0) * 1000).toISOString(),
  }));
}

type Told = string | null | undefined;

/** Protobuf writes an empty text where there is nothing. */
function versionOf(deploymentName: Told, buildId: Told): WorkerOfQueue['version'] {
  const isVersioned = (deploymentName ?? '') !== '' && (buildId ?? '') !== '';
  return isVersioned ? { deploymentName: deploymentName ?? '', buildId: buildId ?? '' } : null;
}
