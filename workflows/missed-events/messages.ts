/** Every name that crosses a process boundary on its way to or from the workflow `missedEvents`. */

/** The workflow that fetches events which no webhook brought. */
export const MISSED_EVENTS = 'missedEvents';

/** The Temporal Schedule that runs the search, and how often: one request to Stripe each time, when all is quiet. */
export const MISSED_EVENTS_SCHEDULE = 'holdfast-missed-events';
/** How often a run looks whether the search is due. */
export const MISSED_EVENTS_EVERY_SECONDS = 30;
