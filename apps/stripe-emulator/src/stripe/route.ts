import type { Operation } from './request';

export interface Route {
  readonly run: Operation;
  readonly returns: string;
  readonly isList: boolean;
  /** Parameters the emulator acts on; the others Stripe knows are refused, never silently ignored. */
  readonly covers: ReadonlySet<string>;
}

const PAGE = 'ending_before limit starting_after';

/** An operation on one object. */
export function one(run: Operation, returns: string, covers: string): Route {
  return { run, returns, isList: false, covers: new Set(`${covers} expand`.split(' ')) };
}

/** One that gives a page of a list. */
export function list(run: Operation, returns: string, covers: string): Route {
  return { run, returns, isList: true, covers: new Set(`${covers} ${PAGE} expand`.split(' ')) };
}

/** One that gives a page of what a search found. */
export function search(run: Operation, returns: string): Route {
  return { run, returns, isList: true, covers: new Set(['expand', 'limit', 'page', 'query']) };
}
