import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { ProviderMisuse, ProviderUnavailable } from '../libs/domain/payment-gateway';

/** Names that the workflow knows failures by. */
export const PROVIDER_UNAVAILABLE = 'ProviderUnavailable';
const PROVIDER_MISUSE = 'ProviderMisuse';

/** What a step does about our own mistake: end, or ask again until a person has mended it, because it must not be given up. */
export type AfterMisuse = 'end' | 'repeat';

const MISUSE_PAUSE = '60 s';

/**
 * The one place where the provider's errors become Temporal's. Everything else is returned as it came: a database in
 * trouble or a bug, which Temporal repeats, or a failure that a step made itself.
 * @param attempt of the activity, from 1
 */
export function failureOf(error: unknown, attempt: number, afterMisuse: AfterMisuse): unknown {
  if (error instanceof ProviderUnavailable) {
    const { notExecuted, requestId, status } = error.details;
    return ApplicationFailure.create({
      message: error.message,
      type: PROVIDER_UNAVAILABLE,
      // Expected of any provider: no alarm, and no noise in the logs.
      category: ApplicationFailureCategory.BENIGN,
      details: [{ status, requestId }],
      ...(notExecuted ? { nextRetryDelay: pauseAfterRefusal(attempt) } : {}),
    });
  }
  if (error instanceof ProviderMisuse) {
    return ApplicationFailure.create({
      message: error.message,
      type: PROVIDER_MISUSE,
      // What an attempt before this one did is not known: a mistake of ours tells nothing of it.
      details: [{ ...error.details, afterUnanswered: attempt > 1 }],
      ...(afterMisuse === 'end' ? { nonRetryable: true } : { nextRetryDelay: MISUSE_PAUSE }),
    });
  }
  return error;
}

/** Milliseconds. The provider asked us to slow down: everybody's pause differs, or all would come back together. */
function pauseAfterRefusal(attempt: number): number {
  const longest = Math.min(30_000, 500 * 2 ** Math.min(attempt, 10));
  return Math.round(longest * (0.5 + Math.random() / 2));
}
