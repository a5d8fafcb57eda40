import { WorkflowNotFoundError, type Client, type WorkflowExecutionStatusName } from '@temporalio/client';
import type { WorkflowLook } from '../domain/watch/workflow-look';

/** How a workflow stands, as Temporal itself knows it and not as its lists tell, which follow a little later. */
export async function lookAtWorkflow(client: Client, workflowId: string): Promise<WorkflowLook> {
  try {
    const found = await client.workflow.getHandle(workflowId).describe();
    const { runId, status, closeTime } = found;
    const { pendingWorkflowTask, workflowExtendedInfo } = found.raw;
    const how = status.name;
    if (!isOpen(how)) return { kind: 'closed', runId, how: endOf(how), at: closeTime?.toISOString() ?? null };
    return {
      kind: 'open',
      runId,
      isPaused: how === 'PAUSED',
      wasReset: (workflowExtendedInfo?.lastResetTime ?? null) !== null,
      failedTasks: Math.max(0, (pendingWorkflowTask?.attempt ?? 1) - 1),
    };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { kind: 'missing' };
    throw error;
  }
}

function isOpen(status: WorkflowExecutionStatusName): boolean {
  return status === 'RUNNING' || status === 'PAUSED';
}

function endOf(status: WorkflowExecutionStatusName): Extract<WorkflowLook, { kind: 'closed' }>['how'] {
  switch (status) {
    case 'COMPLETED':
      return 'completed';
    case 'FAILED':
      return 'failed';
    case 'CANCELLED':
      return 'canceled';
    case 'TERMINATED':
      return 'terminated';
    case 'TIMED_OUT':
      return 'timed_out';
    case 'RUNNING':
    case 'PAUSED':
    case 'CONTINUED_AS_NEW':
    case 'UNSPECIFIED':
    case 'UNKNOWN':
      return 'unknown';
  }
}

/**
 * The ids of the workflows that fit a query, each once. Temporal's lists follow a little later: how one stands now is
 * to be looked at before anything is done about it.
 */
export async function listWorkflowIds(client: Client, query: string, atMost: number): Promise<string[]> {
  const found = new Set<string>();
  if (atMost <= 0) return [];
  for await (const { workflowId } of client.workflow.list({ query, pageSize: Math.min(atMost, 1_000) })) {
    found.add(workflowId);
    if (found.size >= atMost) break;
  }
  return [...found];
}
