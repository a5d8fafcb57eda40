import { patched } from '@temporalio/workflow';
import { secondsBetween } from '../../libs/domain/orders/deadline';
import { MOMENT_SECONDS } from './read-stripe';

/** Whether the main line may wait a moment for Stripe, by what was seen of it and by what time is left. */
export interface Moment {
  /** @param deadline of the order: nothing may make us miss it */
  mayBeTried(deadline: string | null): boolean;
  /**
   * Stripe kept the main line waiting: until it is seen to answer in a moment again, nothing more waits for it there.
   */
  wasMissed(): void;
  /** What waited beside was answered. @param since when it was asked, in milliseconds */
  wasAnswered(since: number): void;
}

/** Histories from before anything waited beside go on as they began. */
export function mayWaitBeside(): boolean {
  return patched('beside');
}

/** Begins with the trust that Stripe answers in a moment. */
export function openMoment(): Moment {
  let isSlow = false;
  return {
    mayBeTried: (deadline) => (!isSlow && !isNear(deadline)) || !mayWaitBeside(),
    wasMissed: () => {
      isSlow = true;
    },
    wasAnswered: (since) => {
      isSlow = Date.now() - since > MOMENT_SECONDS * 1000;
    },
  };
}

function isNear(instant: string | null): boolean {
  return instant !== null && secondsBetween(new Date().toISOString(), instant) <= MOMENT_SECONDS;
}
