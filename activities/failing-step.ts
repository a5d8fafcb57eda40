import { activityInfo, Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { ProviderMisuse, ProviderUnavailable } from '../libs/domain/payment-gateway';
import { isDatabaseUnavailable } from '../libs/postgres/database-unavailable';
import { OrderNotRecorded } from '../libs/postgres/order-change';

/** By then a step has been tried for four minutes; what mends itself has done so, and nobody is called for a hiccup. */
const FAILURES_BEFORE_CALL = 10;

/** Whether a step failed by a bug of ours: by nothing that the provider says, or that passes when a server is back. */
export function isUnexpected(error: unknown): boolean {
  if (error instanceof ProviderUnavailable || error instanceof ProviderMisuse) return false;
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return false;
  return !(error instanceof OrderNotRecorded) && !isDatabaseUnavailable(error);
}

/**
 * Counts a failure that nothing explains, over all attempts of the step and whichever workers make them: Temporal keeps
 * the count, as details of the heartbeat. Attempts that found a server away are none of it.
 * @returns how often the step has failed so, once a person must know; undefined before
 */
export function countUnexpected(): number | undefined {
  const failures = failuresBefore() + 1;
  // A local attempt is the only one of its kind, and Temporal keeps nothing of it.
  if (!activityInfo().isLocal) Context.current().heartbeat(failures);
  return failures < FAILURES_BEFORE_CALL ? undefined : failures;
}

/** Of the attempts before this one. */
export function failuresBefore(): number {
  const details: unknown = activityInfo().heartbeatDetails;
  return typeof details === 'number' ? details : 0;
}
