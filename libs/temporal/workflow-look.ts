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

/** A run as Temporal lists it. */
export interface ListedRun {
  readonly runId: string;
  /** Whether the server says that its workflow tasks fail again and again. */
  readonly hasProblems: boolean;
}

/** Set by servers that know of it: https://docs.temporal.io/encyclopedia/detecting-workflow-failures */
const PROBLEMS = 'TemporalReportedProblems';

/**
 * The open runs among some workflows, by workflow id. Temporal's lists follow a little later: one that is missing here
 * is to be looked at before anything is done about it.
 */
export async function listOpenRuns(client: Client, workflowIds: readonly string[]): Promise<Map<string, ListedRun>> {
  const runs = new Map<string, ListedRun>();
  if (workflowIds.length === 0) return runs;
  const named = workflowIds.map((id) => `'${id.replaceAll("'", "''")}'`).join(', ');
  const query = `ExecutionStatus = 'Running' AND WorkflowId IN (${named})`;
  for await (const { workflowId, runId, raw } of client.workflow.list({ query, pageSize: workflowIds.length })) {
    const hasProblems = raw.searchAttributes?.indexedFields?.[PROBLEMS] !== undefined;
    runs.set(workflowId, { runId, hasProblems });
  }
  return runs;
}
