import { Context } from '@temporalio/activity';

const HEARTBEAT_EVERY_MS = 5_000;

/**
 * Tells Temporal every 5 s that the work goes on: a dead worker is noticed within the heartbeat timeout instead of the
 * far longer one of the whole step, and a fast call, as nearly all are, sends none (each is a billed Action).
 */
export async function withHeartbeat<Result>(work: () => Promise<Result>): Promise<Result> {
  const context = Context.current();
  const beat = setInterval(() => {
    context.heartbeat();
  }, HEARTBEAT_EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
  }
}
