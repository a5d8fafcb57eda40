import type { LoggedRequest } from './request-log';

/** One line a person can read: method, path, status, ids, milliseconds; what went wrong on purpose stands out. */
export function logLine(entry: LoggedRequest): string {
  const status = entry.status === null ? '---' : String(entry.status);
  const made = idIn(entry);
  const notes = [
    ...(entry.replayed ? ['replayed'] : []),
    ...(entry.fault === null ? [] : [`!! ${entry.fault} ${entry.faultKind ?? ''}: ${entry.ending}`]),
  ];
  const words = [entry.method.padEnd(6), entry.path, status, entry.id, ...made, `${entry.durationMs.toFixed(1)} ms`];
  return [...words, ...notes].join(' ');
}

/** The id of what was made or shown, when the path does not name it; of a refusal its code. */
function idIn({ path, response }: LoggedRequest): string[] {
  if (response === null) return [];
  const id = /^\{\s*"id": ?"(\w+)"/.exec(response)?.[1];
  if (id !== undefined) return path.includes(id) ? [] : [id];
  const code = /^\{\s*"error": ?\{[^{}]*?"code": ?"(\w+)"/.exec(response)?.[1];
  return code === undefined ? [] : [code];
}
