import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import { secondsBetween } from '../../libs/domain/deadline';

/** One timer that wakes the workflow at an instant. */
export interface Alarm {
  /** Arms the alarm; the same instant again costs nothing, null turns it off. */
  setTo(instant: string | null): void;
}

/** A timer is an Action and two events, so there is one at a time and it is set again only when its instant changes. */
export function openAlarm(summary: string): Alarm {
  let armed: { readonly instant: string; readonly scope: CancellationScope } | undefined;
  return {
    setTo: (instant) => {
      if (armed?.instant === instant) return;
      armed?.scope.cancel();
      armed = instant === null ? undefined : { instant, scope: ringAt(instant, summary) };
    },
  };
}

function ringAt(instant: string, summary: string): CancellationScope {
  const scope = new CancellationScope({ cancellable: true });
  const seconds = secondsBetween(new Date().toISOString(), instant);
  scope
    .run(() => sleep(Math.max(seconds * 1000, 1), { summary }))
    .catch((error: unknown) => {
      if (!isCancellation(error)) throw error;
    });
  return scope;
}
