import type { ConnectionLike } from '@temporalio/client';
import { missingSearchAttributes } from './missing-search-attributes';

/** What is registered stays registered; a server or namespace that was replaced is noticed within this. */
const KNOWN_FOR_MS = 60_000;

/**
 * Asks Temporal, over the connection that our work uses, whether a namespace can take our orders.
 * @param withinMs of each request
 * @returns a function that returns undefined when it can; else why not, for people; and throws when Temporal cannot be
 *   asked
 */
export function namespaceUsable(
  connection: ConnectionLike,
  namespace: string,
  withinMs: number,
): () => Promise<string | undefined> {
  const { workflowService } = connection;
  const inTime = <Answer>(ask: () => Promise<Answer>): Promise<Answer> =>
    connection.withDeadline(Date.now() + withinMs, ask);
  let completeAt = -Infinity;
  return async () => {
    await inTime(() => workflowService.describeNamespace({ namespace }));
    if (Date.now() - completeAt < KNOWN_FOR_MS) return undefined;
    // Searching may be down while all else works: no order needs it.
    const missing = await inTime(() => missingSearchAttributes(workflowService, namespace)).catch(() => []);
    if (missing.length > 0) return missingInWords(missing);
    completeAt = Date.now();
    return undefined;
  };
}

function missingInWords(missing: readonly { readonly name: string }[]): string {
  return `search attributes missing: ${missing.map(({ name }) => name).join(', ')} (npm run migrate registers them)`;
}
