import type { Params } from '../wire/params';
import { invalidRequest, noSuchInParams } from './error';
import type { JsonObject } from '../../../../libs/emulation/objects/json';

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 100;

export interface ListSource<T> {
  /** In the order they were made; a list shows the newest first. */
  readonly oldestFirst: readonly T[];
  readonly matches: (item: T) => boolean;
  readonly render: (item: T) => JsonObject;
  readonly url: string;
  /** As in "No such payment_intent". */
  readonly name: string;
}

/** One page of a list, between the cursors a request gives. */
export function pageOf<T extends { readonly id: string }>(source: ListSource<T>, params: Params): JsonObject {
  const limit = readLimit(params);
  const before = params.text('ending_before');
  const after = params.text('starting_after');
  if (before !== undefined && after !== undefined) {
    throw invalidRequest('You cannot use both starting_after and ending_before.', 'ending_before');
  }
  const found =
    before === undefined
      ? olderThan(
          source,
          after === undefined ? source.oldestFirst.length : place(source, after, 'starting_after'),
          limit,
        )
      : newerThan(source, place(source, before, 'ending_before'), limit);
  return {
    object: 'list',
    data: found.items.map(source.render),
    has_more: found.more,
    url: source.url,
  };
}

interface Found<T> {
  readonly items: T[];
  readonly more: boolean;
}

function olderThan<T>({ oldestFirst, matches }: ListSource<T>, start: number, limit: number): Found<T> {
  const items: T[] = [];
  for (let at = start - 1; at >= 0; at -= 1) {
    const item = oldestFirst[at];
    if (item === undefined || !matches(item)) continue;
    if (items.length === limit) return { items, more: true };
    items.push(item);
  }
  return { items, more: false };
}

function newerThan<T>({ oldestFirst, matches }: ListSource<T>, start: number, limit: number): Found<T> {
  const items: T[] = [];
  for (let at = start + 1; at < oldestFirst.length; at += 1) {
    const item = oldestFirst[at];
    if (item === undefined || !matches(item)) continue;
    if (items.length === limit) return { items: items.reverse(), more: true };
    items.push(item);
  }
  return { items: items.reverse(), more: false };
}

function place<T extends { readonly id: string }>(
  { oldestFirst, name }: ListSource<T>,
  id: string,
  param: string,
): number {
  const at = oldestFirst.findIndex((item) => item.id === id);
  if (at < 0) throw noSuchInParams(name, id, param);
  return at;
}

/** How many items a page has at most, 10 unless asked. */
export function readLimit(params: Params): number {
  const limit = params.int('limit') ?? DEFAULT_LIMIT;
  if (limit < 1) {
    throw invalidRequest('This value must be greater than or equal to 1.', 'limit', 'parameter_invalid_integer');
  }
  if (limit > MAX_LIMIT) {
    throw invalidRequest(
      `This value must be less than or equal to ${String(MAX_LIMIT)}.`,
      'limit',
      'parameter_invalid_integer',
    );
  }
  return limit;
}

/** `created` as one time or as a range. */
export function createdFilter(params: Params): (item: { readonly created: number }) => boolean {
  const within = rangeFilter(params, 'created');
  return ({ created }) => within(created);
}

/** A time that is given as one or as a range. */
export function rangeFilter(params: Params, name: string): (time: number) => boolean {
  const range = params.hash(name);
  if (range === undefined) {
    const exact = params.int(name);
    return exact === undefined ? () => true : (time) => time === exact;
  }
  const atLeast = range.int('gte') ?? -Infinity;
  const over = range.int('gt') ?? -Infinity;
  const atMost = range.int('lte') ?? Infinity;
  const under = range.int('lt') ?? Infinity;
  return (time) => time >= atLeast && time > over && time <= atMost && time < under;
}
