import {
  isGrpcServiceError,
  NamespaceNotFoundError,
  ServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';

/** What it means when Temporal does not do what it was asked. */
export type TemporalNo =
  /** It has too much to do, ten updates of the workflow are under way, or it dropped this one: worth waiting for. */
  | 'crowded'
  /** The server is restarted or replaced: another one may be there in a moment. */
  | 'away'
  /** No answer came in time: what was asked may have happened. */
  | 'unanswered'
  /** The workflow has ended, or never was. */
  | 'closed'
  /** It does not let us in, has no such namespace, or is too old: nothing happens until an operator has mended that. */
  | 'not_let_in'
  /** The namespace does not know our search attributes: `npm run migrate` was not run for it. */
  | 'not_set_up'
  /** We asked for what cannot be. */
  | 'our_mistake';

/** Every status of gRPC that is not OK. Source: https://grpc.io/docs/guides/status-codes/ */
const STATUSES: ReadonlyMap<number, TemporalNo> = new Map([
  [1 /* CANCELLED */, 'unanswered'],
  [2 /* UNKNOWN */, 'away'],
  [3 /* INVALID_ARGUMENT */, 'our_mistake'],
  [4 /* DEADLINE_EXCEEDED */, 'unanswered'],
  [5 /* NOT_FOUND */, 'closed'],
  [6 /* ALREADY_EXISTS */, 'closed'],
  [7 /* PERMISSION_DENIED */, 'not_let_in'],
  [8 /* RESOURCE_EXHAUSTED */, 'crowded'],
  // The workflow or the namespace is not ready for it, as between two runs of an order.
  [9 /* FAILED_PRECONDITION */, 'away'],
  [10 /* ABORTED */, 'away'],
  [11 /* OUT_OF_RANGE */, 'our_mistake'],
  [12 /* UNIMPLEMENTED */, 'not_let_in'],
  [13 /* INTERNAL */, 'away'],
  [14 /* UNAVAILABLE */, 'away'],
  [15 /* DATA_LOSS */, 'away'],
  [16 /* UNAUTHENTICATED */, 'not_let_in'],
]);

/** In the words of every server so far; it has no status of its own. */
const SEARCH_ATTRIBUTE_UNKNOWN = /no mapping defined for search attribute|search attribute \S+ is not defined/i;

/**
 * In the server's words: its memory of a workflow was emptied before this update was taken, and it shall come again. A
 * server that cannot be reached says nothing of the kind.
 * Source: https://github.com/temporalio/temporal/blob/main/service/history/workflow/update/errors_failures.go
 */
const UPDATE_DROPPED = /update(-with-start)? (was aborted|could not be executed)/i;

/** An update that was under way when its workflow was ended by hand fails with this type. */
const ENDED_MEANWHILE = 'AcceptedUpdateCompletedWorkflow';

/** Why a call to Temporal failed; undefined when Temporal did not say so, but the workflow or our own code. */
export function temporalNoOf(error: unknown): TemporalNo | undefined {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return 'unanswered';
  if (error instanceof NamespaceNotFoundError) return 'not_let_in';
  if (error instanceof WorkflowNotFoundError || error instanceof WorkflowExecutionAlreadyStartedError) return 'closed';
  if (error instanceof WorkflowUpdateFailedError) {
    const { cause } = error;
    return cause instanceof ApplicationFailure && cause.type === ENDED_MEANWHILE ? 'closed' : undefined;
  }
  // An update-with-start throws what gRPC said; everything else wraps it.
  const said = error instanceof ServiceError ? error.cause : error;
  if (!isGrpcServiceError(said)) return undefined;
  if (SEARCH_ATTRIBUTE_UNKNOWN.test(`${said.message} ${said.details}`)) return 'not_set_up';
  const no = STATUSES.get(said.code);
  return no === 'away' && UPDATE_DROPPED.test(`${said.message} ${said.details}`) ? 'crowded' : no;
}
