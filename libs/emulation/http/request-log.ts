import { pathMatches } from '../faults/fault';
import type { JsonObject } from '../objects/json';
import { parseJsonObject } from '../objects/json';

/** How the answer left: `held` becomes `sent` (or `lost`, when the caller has gone) once released. */
export type Ending = 'sent' | 'held' | 'dropped' | 'reset' | 'truncated' | 'invalid_json' | 'lost';

/** A request that was answered, as the control API lists it. */
export interface LoggedRequest {
  readonly id: string;
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly idempotencyKey: string | null;
  readonly params: JsonObject;
  /** Null when the connection broke before anything was done. */
  readonly status: number | null;
  readonly response: string | null;
  readonly replayed: boolean;
  readonly fault: string | null;
  readonly faultKind: string | null;
  ending: Ending;
  durationMs: number;
}

/** Enough for any test; a benchmark must not fill the memory. */
const KEPT = 10_000;

/** The newest requests of one account. */
export class RequestLog {
  private entries: LoggedRequest[] = [];

  add(entry: LoggedRequest): void {
    this.entries.push(entry);
    // Cut in one go now and then: cutting one at a time would move the whole list on every request.
    if (this.entries.length >= 2 * KEPT) this.entries = this.entries.slice(-KEPT);
  }

  clear(): void {
    this.entries = [];
  }

  newestFirst(count: number): LoggedRequest[] {
    return this.entries.slice(-count).reverse();
  }

  /** Oldest first. `since` is a time in seconds, or the id of a request that is itself left out. */
  select(path: string | null, since: string | null): JsonObject[] {
    return this.after(since)
      .slice(-KEPT)
      .filter((entry) => path === null || pathMatches(path, entry.path))
      .map(renderEntry);
  }

  private after(since: string | null): LoggedRequest[] {
    if (since === null || since === '') return this.entries;
    if (since.startsWith('req_')) return this.entries.slice(this.entries.findIndex(({ id }) => id === since) + 1);
    return this.entries.filter(({ at }) => at >= Number(since));
  }
}

function renderEntry(entry: LoggedRequest): JsonObject {
  return {
    id: entry.id,
    at: entry.at,
    method: entry.method,
    path: entry.path,
    idempotency_key: entry.idempotencyKey,
    params: entry.params,
    status: entry.status,
    response: entry.response === null ? null : parseJsonObject(entry.response),
    replayed: entry.replayed,
    fault: entry.fault,
    ending: entry.ending,
    duration_ms: entry.durationMs,
  };
}
