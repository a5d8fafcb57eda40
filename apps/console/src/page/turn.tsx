import type { ReactElement } from 'react';
import { useMessages } from '../language/language';
import { addressOf } from '../place/place';

interface Turning {
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly nextCursor: string | null;
}

/** Turns the pages of a list: where somebody is stands in the address. */
export function Turn({ path, query, nextCursor }: Turning): ReactElement | null {
  const { state } = useMessages();
  const others = Object.fromEntries([...query].filter(([name]) => name !== 'cursor'));
  const isFirst = !query.has('cursor');
  if (isFirst && nextCursor === null) return null;
  return (
    <p className="turn">
      {!isFirst && <a href={addressOf(path, others)}>{state.first}</a>}
      {nextCursor !== null && <a href={addressOf(path, { ...others, cursor: nextCursor })}>{state.next}</a>}
    </p>
  );
}
