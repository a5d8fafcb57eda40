/** How the workflow of an order stands. */
export type WorkflowLook =
  | {
      readonly kind: 'open';
      readonly runId: string;
      /** Somebody has stopped it, and nothing of it goes on. */
      readonly isPaused: boolean;
      /** Somebody has sent it back to an old point: it does not know what happened since. */
      readonly wasReset: boolean;
      /** Attempts at its present task that failed; it goes on only once one does not. */
      readonly failedTasks: number;
    }
  | {
      readonly kind: 'closed';
      readonly runId: string;
      readonly how: 'completed' | 'failed' | 'canceled' | 'terminated' | 'timed_out' | 'unknown';
      /** Null: the server does not say. */
      readonly at: string | null;
    }
  /** Temporal has never known it, or knows it no more. */
  | { readonly kind: 'missing' };

/** What is wrong with the workflow of an order that is open; undefined when it looks after the order. */
export type WorkflowTrouble =
  /** It is over. */
  | 'completed'
  | 'failed'
  | 'canceled'
  | 'terminated'
  | 'timed_out'
  | 'unknown'
  | 'missing'
  | 'reset'
  /** It is there, and does not go on. */
  | 'paused'
  | 'stuck';

/** A task that fails again after it was tried anew does not fail by chance. */
const FAILED_TASKS_AT_MOST = 2;

/** @returns undefined when the workflow looks after its order */
export function troubleOf(look: WorkflowLook): WorkflowTrouble | undefined {
  switch (look.kind) {
    case 'missing':
      return 'missing';
    case 'closed':
      return look.how;
    case 'open':
      if (look.wasReset) return 'reset';
      if (look.isPaused) return 'paused';
      return look.failedTasks >= FAILED_TASKS_AT_MOST ? 'stuck' : undefined;
  }
}

/**
 * As `troubleOf`, for the workflow of a refund or a dispute. It knows nothing that its rows do not: it may have ended,
 * and one that was reset finds out what was done since.
 */
export function troubleBeside(look: WorkflowLook): Exclude<WorkflowTrouble, 'completed' | 'reset'> | undefined {
  const trouble = troubleOf(look.kind === 'open' ? { ...look, wasReset: false } : look);
  return trouble === 'completed' || trouble === 'reset' ? undefined : trouble;
}

/** In words, for a person: what happened to the workflow. */
export const TROUBLE_WORDS: Readonly<Record<WorkflowTrouble, string>> = {
  completed: 'its workflow has ended, though the order has not',
  failed: 'its workflow failed',
  canceled: 'its workflow was canceled in Temporal',
  terminated: 'its workflow was terminated in Temporal',
  timed_out: 'its workflow timed out',
  unknown: 'its workflow has closed for an unknown reason',
  missing: 'Temporal does not know its workflow',
  reset: 'its workflow was reset in Temporal, to a point before what is recorded',
  paused: 'its workflow is paused in Temporal',
  stuck: 'its workflow cannot go on: its task fails again and again, because of a bug or a worker of another version',
};
