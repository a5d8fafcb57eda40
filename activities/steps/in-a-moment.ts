import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { notYet } from '../../libs/domain/provider/payment-gateway';

/** Within what the order's main line waits for a look: longer than nearly every answer takes. */
const MOMENT_MS = 2_000;

/**
 * Waits a moment for an answer to a read. Who asks again has more time: nothing that moves money may wait for this one.
 * @throws ProviderUnavailable when there is none in time; the read itself goes on, and nobody listens any more
 */
export async function inAMoment<Reading>(read: Promise<Reading>): Promise<Reading> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(notYet('Stripe did not answer at once'));
    }, MOMENT_MS);
  });
  try {
    return await Promise.race([read, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * A failure of a step that waits only a moment is told at once and not repeated: the order goes on, and looks again
 * without haste. Temporal still repeats an attempt that ended without a word, because nobody knows what it recorded.
 */
export async function toldAtOnce<Outcome>(step: Promise<Outcome>): Promise<Outcome> {
  try {
    return await step;
  } catch (error) {
    if (error instanceof CancelledFailure) throw error;
    const { message, type, details } =
      error instanceof ApplicationFailure ? error : ApplicationFailure.fromError(error);
    throw ApplicationFailure.create({ message, type: type ?? 'Error', details: details ?? [], nonRetryable: true });
  }
}

/** Less than the ten seconds without a heartbeat after which Temporal takes an attempt for dead. */
const WANTED_FOR_MS = 5_000;

/** Whether an attempt still counts. */
export interface Guard {
  /**
   * To be asked once the order's row is locked: whoever comes after that waits for what this attempt writes.
   * @throws Error when the order may have gone on without this attempt, so that what it read is out of date
   */
  requireWanted(): void;
}

/** Begins with the attempt. A process that was stopped for a while must not write down what it read before. */
export function openGuard(): Guard {
  const begun = performance.now();
  return {
    requireWanted: () => {
      if (performance.now() - begun <= WANTED_FOR_MS) return;
      throw new Error('What was read is not recorded: the read is too old, and the order may have moved on');
    },
  };
}
