/** Every name that crosses a process boundary on its way to or from the workflow `inboxSweep`. */

/** The workflow that delivers stored events. */
export const INBOX_SWEEP = 'inboxSweep';

/** The Temporal Schedule that runs the sweep, and how often. */
export const INBOX_SWEEP_SCHEDULE = 'holdfast-inbox-sweep';
/** How long an event waits at most that whoever stored it could not deliver. */
export const INBOX_SWEEP_EVERY_SECONDS = 30;
