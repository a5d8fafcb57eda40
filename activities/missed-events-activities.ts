import { fetchMissedEvents, type FetchReport, type MissedEventsNeeds } from './events/fetch-missed-events';

/** The search for events that no webhook brought, as Temporal runs it. */
export interface MissedEventsActivities {
  /** Reads one page of Stripe's list and stores what is missing; `more` says that another page is to be read now. */
  fetchMissedEvents(): Promise<FetchReport>;
}

/** Activities that fetch missed events, for a worker to register. Each may be repeated. */
export function createMissedEventsActivities(needs: MissedEventsNeeds): MissedEventsActivities {
  return { fetchMissedEvents: () => fetchMissedEvents(needs) };
}
