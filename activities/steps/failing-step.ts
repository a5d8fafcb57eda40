import { activityInfo } from '@temporalio/activity';
import { addSeconds, isDue } from '../../libs/domain/orders/deadline';

/** What mends itself has done so by then, and nobody is called for a hiccup. */
export const ATTEMPTS_BEFORE_CALL = 10;

/** Attempts can be long, and a minute apart: whichever of the two comes first. */
const SECONDS_BEFORE_CALL = 10 * 60;

/** How a step has been tried until now. Instants are ISO 8601. */
export interface Trial {
  /** From 1; over whichever workers make them. */
  readonly attempt: number;
  /** When the step was to be done. */
  readonly since: string;
  /** When its attempts end; null: they go on until it is done. */
  readonly until: string | null;
}

/** The trial that this attempt belongs to, as Temporal counts it. */
export function currentTrial(): Trial {
  const { attempt, scheduledTimestampMs, scheduleToCloseTimeoutMs: limit } = activityInfo();
  const since = new Date(scheduledTimestampMs).toISOString();
  return { attempt, since, until: limit > 0 ? addSeconds(since, limit / 1000) : null };
}

/** Whether a person must know that the step is still not done. */
export function hasFailedLong({ attempt, since }: Trial, now: string): boolean {
  return attempt >= ATTEMPTS_BEFORE_CALL || isDue(addSeconds(since, SECONDS_BEFORE_CALL), now);
}

/** What went wrong, for a person. Messages of PostgreSQL name tables and constraints, and its details are left out. */
export function reasonOf(error: unknown): string {
  // Told by its shape: errors of Node's own modules need not be of the same `Error` as ours.
  const message = typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return message || code || typeof error;
}
