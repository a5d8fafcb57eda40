import type { RetrySchedule } from '../stripe/settings';

/**
 * Seconds on the emulator's clock from one failed attempt to the next. How often and for how long is documented (a
 * sandbox tries three times more over a few hours, live mode for up to three days, ever more seldom); the intervals
 * are assumed. The first are short, so that a restarted receiver is served soon.
 */
const PAUSES: Readonly<Record<RetrySchedule, readonly number[]>> = {
  sandbox: [2, 10, 10_800],
  live: [2, 10, 60, 600, 3600, 14_400, 28_800, 57_600, 86_400, 64_800],
};

/** The pause after that attempt (the first is 0); undefined when it was the last one. */
export function retryPause(schedule: RetrySchedule, attempt: number): number | undefined {
  return PAUSES[schedule][attempt];
}
