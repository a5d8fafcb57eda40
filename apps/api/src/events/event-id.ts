/** Events are named by their position in the feed: names sort as the events do. */
const DIGITS = 12;

/** @param position 0: before the first event */
export function eventIdOf(position: number): string {
  return `event_${position.toString().padStart(DIGITS, '0')}`;
}

/** How an event of ours is named: its place in the feed, padded so that names sort as events do. */
export const EVENT_ID = /^event_\d{12,15}$/;

/** @param eventId one that fits `EVENT_ID` */
export function positionOf(eventId: string): number {
  return Number(eventId.slice('event_'.length));
}
