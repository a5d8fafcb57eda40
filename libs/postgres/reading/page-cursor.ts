/** Where a page of a list ended: the instant of its last item, and the ids that tell it from others of that instant. */
export type Place = readonly [at: string, ...ids: string[]];

/** Which part of a list is read, whatever the list is of. */
export interface AskedPage {
  /** The `nextCursor` of the page before; null: from the newest on. */
  readonly cursor: string | null;
  /** How many items at most; above 100 it is 100. */
  readonly limit: number;
}

/** Items of a list, newest first; `nextCursor` null: the last page. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** The cursor was not made by us. */
export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';
}

/** Opaque to callers, so that the order of a list may change one day. */
function writeCursor(place: Place): string {
  return Buffer.from(place.join(' ')).toString('base64url');
}

/** Of a list whose items have one id. @throws InvalidCursor */
export function readCursor(cursor: string): readonly [at: string, id: string] {
  const [at = '', id = ''] = placeIn(cursor, 1);
  return [at, id];
}

/** Of a list whose items have an id within their order. @throws InvalidCursor */
export function readCursorWithin(cursor: string): readonly [at: string, orderId: string, id: string] {
  const [at = '', orderId = '', id = ''] = placeIn(cursor, 2);
  return [at, orderId, id];
}

function placeIn(cursor: string, ids: number): readonly string[] {
  const [at = '', ...rest] = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (!/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(at) || Number.isNaN(Date.parse(at))) throw unreadable();
  if (rest.length !== ids || !rest.every((id) => /^[\w.:-]{1,255}$/.test(id))) throw unreadable();
  return [at, ...rest];
}

function unreadable(): InvalidCursor {
  return new InvalidCursor('must be the nextCursor of a page of this list');
}

const PAGE_AT_MOST = 100;

/** How many rows are read for a page: one more than it shows tells whether another follows. */
export function rowsOfPage({ limit }: AskedPage): number {
  return Math.min(Math.max(1, limit), PAGE_AT_MOST) + 1;
}

/** The page out of the rows that were read for it. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  request: AskedPage,
  itemOf: (row: Row) => Item,
  placeOf: (row: Row) => Place,
): Page<Item> {
  const shown = rows.slice(0, rowsOfPage(request) - 1);
  const last = shown.at(-1);
  const isLast = last === undefined || rows.length === shown.length;
  return { items: shown.map(itemOf), nextCursor: isLast ? null : writeCursor(placeOf(last)) };
}
