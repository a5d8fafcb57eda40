import type { TimelineRecord } from '../../../../libs/postgres/records/order-record';
import type { TimelineEntryBody } from './timeline.schema';

/** Shows what is recorded of an entry of the timeline as the API's TimelineEntry. */
export function timelineEntryView({ actor, keyName, ...entry }: TimelineRecord): TimelineEntryBody {
  return { ...entry, about: { ...entry.about }, who: actor, key: keyName };
}
