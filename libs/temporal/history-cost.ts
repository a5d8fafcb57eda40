import type { WorkflowHandle } from '@temporalio/client';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;
type HistoryEvent = NonNullable<History['events']>[number];

/** What one workflow cost: events in its history, and what Temporal Cloud would bill. */
export interface HistoryCost {
  readonly events: number;
  readonly actions: number;
}

/**
 * Counts events and Actions of a history. An Action is a start, an update, a signal, a timer, an upsert of search
 * attributes, an activity and each retry of it; the local activities of one workflow task count once together.
 * Source: https://docs.temporal.io/cloud/actions
 */
export function historyCost({ events }: History): HistoryCost {
  const all = events ?? [];
  const localActivityTasks = new Set(
    all.flatMap(({ markerRecordedEventAttributes: marker }) =>
      marker?.markerName === 'core_local_activity' ? [String(marker.workflowTaskCompletedEventId)] : [],
    ),
  );
  const actions = all.reduce((sum, event) => sum + actionsOf(event), localActivityTasks.size);
  return { events: all.length, actions };
}

function actionsOf(event: HistoryEvent): number {
  const billed = [
    event.workflowExecutionStartedEventAttributes,
    event.workflowExecutionUpdateAcceptedEventAttributes,
    event.workflowExecutionSignaledEventAttributes,
    event.timerStartedEventAttributes,
    event.upsertWorkflowSearchAttributesEventAttributes,
    event.activityTaskScheduledEventAttributes,
  ];
  // A retry leaves no event of its own: the attempt that started says how many there were.
  const attempt = event.activityTaskStartedEventAttributes?.attempt ?? 1;
  return (
    billed.filter((attributes) => attributes !== undefined && attributes !== null).length + Math.max(attempt - 1, 0)
  );
}
