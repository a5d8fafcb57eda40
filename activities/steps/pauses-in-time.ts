import type { Logger } from 'pino';
import { liveHoldTimes } from '../../libs/postgres/holds/authorization-store';
import { reasonOf } from './failing-step';
import type { RetryPauses } from './provider-failure';
import { nowOf, type StepContext } from './step-context';

/** A step that keeps failing is tried at least this often in what is left of its order's hold. */
const ATTEMPTS_IN_TIME_LEFT = 10;

/**
 * The pauses of a failed step: never longer than a tenth of the time until the card network drops the order's hold.
 * A hold of days with a margin of seconds would otherwise expire while its release waits for the next attempt.
 * Reads one row. While PostgreSQL is away, or nothing is held, the pauses are the usual ones.
 */
export async function pausesInTime(context: StepContext, orderId: string, log: Logger): Promise<RetryPauses> {
  const { firstMs, mostMs } = context.retryPauses;
  const leftMs = await timeLeftMs(context, orderId, log);
  // What is too late already has no haste.
  if (leftMs === undefined || leftMs <= 0) return context.retryPauses;
  return { firstMs, mostMs: Math.min(mostMs, Math.max(firstMs, Math.floor(leftMs / ATTEMPTS_IN_TIME_LEFT))) };
}

async function timeLeftMs(context: StepContext, orderId: string, log: Logger): Promise<number | undefined> {
  try {
    const times = await liveHoldTimes(context.database, orderId);
    return times && Date.parse(times.captureBefore) - Date.parse(nowOf(context));
  } catch (error) {
    log.debug({ reason: reasonOf(error) }, 'how long the hold lasts is not known: the step waits its usual pause');
    return undefined;
  }
}
