import { ApplicationFailure, ApplicationFailureCategory, CancelledFailure } from '@temporalio/common';
import { growingPause } from '../../libs/domain/provider/growing-pause';
import { ProviderMisuse, ProviderUnavailable } from '../../libs/domain/provider/payment-gateway';
import { reasonOf } from './failing-step';

/** Names that the workflow knows failures by. */
export const PROVIDER_UNAVAILABLE = 'ProviderUnavailable';
const PROVIDER_MISUSE = 'ProviderMisuse';

/**
 * What a step does about our own mistake: end, or ask again until a person has mended it, because it must not be given
 * up.
 */
export type AfterMisuse = 'end' | 'repeat';

/**
 * How long a step waits between two attempts, in milliseconds: each pause is twice the one before, from `firstMs` up to
 * `mostMs`. Said by the step itself, for the workflow's retry policy is part of its history.
 */
export interface RetryPauses {
  readonly firstMs: number;
  readonly mostMs: number;
}

/** The attempt that failed, and what is known of how to go on. */
export interface FailedAttempt {
  /** From 1. */
  readonly attempt: number;
  readonly afterMisuse: AfterMisuse;
  readonly pauses: RetryPauses;
}

/**
 * The one place where what a step throws becomes Temporal's, with the pause before the next attempt. A failure that the
 * step made itself says its own pause, and is returned as it came; so is a cancellation.
 */
export function failureOf(error: unknown, { attempt, afterMisuse, pauses }: FailedAttempt): unknown {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  const nextRetryDelay = growingPause(pauses.firstMs, attempt, pauses.mostMs);
  if (error instanceof ProviderUnavailable) {
    const { notExecuted, requestId, status } = error.details;
    return ApplicationFailure.create({
      message: error.message,
      type: PROVIDER_UNAVAILABLE,
      // Expected of any provider: no alarm, and no noise in the logs.
      category: ApplicationFailureCategory.BENIGN,
      details: [{ status, requestId }],
      nextRetryDelay: notExecuted ? pauseAfterRefusal(attempt, pauses) : nextRetryDelay,
    });
  }
  if (error instanceof ProviderMisuse) {
    return ApplicationFailure.create({
      message: error.message,
      type: PROVIDER_MISUSE,
      // What an attempt before this one did is not known: a mistake of ours tells nothing of it.
      details: [{ ...error.details, afterUnanswered: attempt > 1 }],
      // Only a person can mend it, so there is no hurry.
      ...(afterMisuse === 'end' ? { nonRetryable: true } : { nextRetryDelay: pauses.mostMs }),
    });
  }
  const type = error instanceof Error ? error.name : 'Error';
  const cause = error instanceof Error ? { cause: error } : {};
  return ApplicationFailure.create({ message: reasonOf(error), type, nextRetryDelay, ...cause });
}

/** Milliseconds. The provider asked us to slow down: everybody's pause differs, or all would come back together. */
function pauseAfterRefusal(attempt: number, { firstMs, mostMs }: RetryPauses): number {
  const longest = growingPause(firstMs, attempt, mostMs / 2);
  return Math.round(longest * (0.5 + Math.random() / 2));
}
