import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import { secondsBetween } from '../../libs/domain/orders/deadline';

/** One timer that wakes the workflow at an instant. */
export interface Alarm {
  /** Arms the alarm; the same instant again costs nothing while the timer runs, null turns it off. */
  setTo(instant: string | null): void;
  /** Whether the timer has fired since it was set. */
  hasFired(): boolean;
}

/**
 * A timer is an Action and two events, so there is one at a time and it is set again only when its instant changes, or
 * when it fired too early: the clock of the server may have been set back meanwhile, or another host have taken over.
 */
export function openAlarm(summary: string): Alarm {
  let armed: { readonly instant: string; readonly ring: Ring } | undefined;
  return {
    setTo: (instant) => {
      if (armed?.instant === instant && !armed.ring.hasFired()) return;
      armed?.ring.cancel();
      armed = instant === null ? undefined : { instant, ring: ringAt(instant, summary) };
    },
    hasFired: () => armed?.ring.hasFired() === true,
  };
}

interface Ring {
  hasFired(): boolean;
  cancel(): void;
}

function ringAt(instant: string, summary: string): Ring {
  const scope = new CancellationScope({ cancellable: true });
  const seconds = secondsBetween(new Date().toISOString(), instant);
  let hasFired = false;
  scope
    .run(() => sleep(Math.max(seconds * 1000, 1), { summary }))
    .then(() => {
      hasFired = true;
    })
    .catch((error: unknown) => {
      if (!isCancellation(error)) throw error;
    });
  return {
    hasFired: () => hasFired,
    cancel: () => {
      scope.cancel();
    },
  };
}
