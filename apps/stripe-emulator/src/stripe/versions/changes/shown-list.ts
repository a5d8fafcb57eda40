import type { JsonObject } from '../../../../../../libs/emulation/objects/json';

/** A default page, as of the lists that are included on demand. */
const SHOWN_ITEMS = 10;

/** A list that older versions show inside an object; such lists counted their items (from memory, assumed). */
export function shownList(newestFirst: readonly JsonObject[], url: string): JsonObject {
  return {
    object: 'list',
    data: newestFirst.slice(0, SHOWN_ITEMS),
    has_more: newestFirst.length > SHOWN_ITEMS,
    total_count: newestFirst.length,
    url,
  };
}
