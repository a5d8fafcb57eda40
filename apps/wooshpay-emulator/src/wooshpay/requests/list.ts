import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import { invalidRequest, noSuch } from './error';
import type { Params } from './params';

const DEFAULT_LIMIT = 10;
const MOST = 100;

/** The parameters of every list. */
export const PAGE = 'limit starting_after ending_before';

export interface ListSource<T> {
  /** In the order they were made; a list shows the newest first. */
  readonly oldestFirst: readonly T[];
  readonly matches: (item: T) => boolean;
  readonly render: (item: T) => JsonObject;
  readonly url: string;
}

/** One page of a list, between the cursors a request gives. */
export function pageOf<T extends { readonly id: string }>(source: ListSource<T>, params: Params): JsonObject {
  const limit = params.int('limit') ?? DEFAULT_LIMIT;
  if (limit < 1 || limit > MOST) throw invalidRequest(`Invalid limit: must be from 1 to ${String(MOST)}.`);
  const found = source.oldestFirst.filter(source.matches).toReversed();
  const after = params.text('starting_after');
  const before = params.text('ending_before');
  if (after !== undefined && before !== undefined) {
    throw invalidRequest('Only one of starting_after and ending_before may be given.');
  }
  const from = after === undefined ? 0 : placeOf(found, after) + 1;
  const to = before === undefined ? found.length : placeOf(found, before);
  const start = before === undefined ? from : Math.max(0, to - limit);
  const items = found.slice(start, Math.min(to, start + limit));
  const more = before === undefined ? start + limit < found.length : start > 0;
  return { object: 'list', url: source.url, has_more: more, data: items.map(source.render) };
}

function placeOf(items: readonly { readonly id: string }[], id: string): number {
  const place = items.findIndex((item) => item.id === id);
  if (place < 0) throw noSuch('object in this list', id);
  return place;
}

/** `created` as one time in seconds, or as a range; milliseconds are understood too. */
export function createdFilter(params: Params): (item: { readonly created: number }) => boolean {
  if (!params.has('created')) return () => true;
  const range = params.isHash('created') ? params.hash('created') : undefined;
  if (range === undefined) {
    const exact = inSeconds(params.int('created') ?? 0);
    return ({ created }) => created === exact;
  }
  const bound = (name: string, none: number): number => {
    const value = range.int(name);
    return value === undefined ? none : inSeconds(value);
  };
  const [gte, gt, lte, lt] = [
    bound('gte', -Infinity),
    bound('gt', -Infinity),
    bound('lte', Infinity),
    bound('lt', Infinity),
  ];
  return ({ created }) => created >= gte && created > gt && created <= lte && created < lt;
}

/** Later than any second of this millennium that a person would name. */
const MILLISECONDS_FROM = 100_000_000_000;

function inSeconds(time: number): number {
  return time >= MILLISECONDS_FROM ? Math.floor(time / 1000) : time;
}
