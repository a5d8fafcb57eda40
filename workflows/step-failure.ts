import { ActivityFailure, ApplicationFailure, isCancellation, TemporalFailure } from '@temporalio/workflow';

/**
 * Whether a step failed, rather than our own code. The failure of an activity comes wrapped in an `ActivityFailure`,
 * that of a local activity as what it threw itself. A cancellation is no failure.
 */
export function isStepFailure(error: unknown): error is TemporalFailure {
  return error instanceof TemporalFailure && !isCancellation(error);
}

/** What went wrong, for a person. */
export function whyFailed(failure: TemporalFailure): string {
  return failure.cause?.message ?? failure.message;
}

/** What the step itself threw, with its type and details; undefined where it only took too long. */
export function thrownBy(failure: TemporalFailure): ApplicationFailure | undefined {
  const thrown = failure instanceof ActivityFailure ? failure.cause : failure;
  return thrown instanceof ApplicationFailure ? thrown : undefined;
}
