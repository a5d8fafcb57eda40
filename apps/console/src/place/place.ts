import { useSyncExternalStore } from 'react';

/**
 * Where a person is stands behind the `#` of the address: `#/orders?status=authorized`. A browser sends that to nobody,
 * so that no name a person searches for is in a log.
 */
export interface Place {
  /** Decoded parts of the path: `['orders', '1042']`. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
}

/** Reads what stands behind the `#`; what cannot be read is the start. */
function placeIn(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
  const parts = path.split('/').filter((part) => part !== '');
  return { path: parts.map(decoded), query: new URLSearchParams(query) };
}

/** The address of a place, for a link. */
export function addressOf(path: readonly string[], query: Readonly<Record<string, string | undefined>> = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, value]],
  );
  const asked = new URLSearchParams(given).toString();
  return `#/${path.map(encodeURIComponent).join('/')}${asked === '' ? '' : `?${asked}`}`;
}

/** Goes there, as a link would. */
export function goTo(address: string): void {
  location.hash = address;
}

/** Where the person is now. */
export function usePlace(): Place {
  return placeIn(useSyncExternalStore(whenItChanges, () => location.hash));
}

function whenItChanges(changed: () => void): () => void {
  addEventListener('hashchange', changed);
  return () => {
    removeEventListener('hashchange', changed);
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
