import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { answerOf, holdfast, Refused } from './holdfast';

/** How long the API keeps a question open until there is an event, in seconds. */
const WAIT_SECONDS = '20';

/** After a question that failed it is asked again after this, in milliseconds. */
const AGAIN_MS = 15_000;

/**
 * Reads an order again as soon as the feed of events has something of it. Whether it does so now.
 * A page that nobody looks at asks nothing: a browser has few connections for all of them together.
 */
export function useLiveOrder(orderId: string): boolean {
  const queries = useQueryClient();
  const [isLive, setLive] = useState(false);
  const isSeen = useSyncExternalStore(whenSeenChanges, () => document.visibilityState === 'visible');
  useEffect(() => {
    if (!isSeen) return undefined;
    const end = new AbortController();
    void follow(orderId, end.signal, {
      happened: () => void queries.invalidateQueries({ queryKey: ['order', orderId] }),
      isLive: setLive,
    });
    return () => {
      end.abort();
    };
  }, [orderId, isSeen, queries]);
  return isLive && isSeen;
}

interface Follower {
  happened(): void;
  isLive(live: boolean): void;
}

async function follow(orderId: string, signal: AbortSignal, follower: Follower): Promise<void> {
  let after: string | undefined;
  while (!isOver(signal)) {
    try {
      const { events, next } = await eventsOf(orderId, after, signal);
      // The first answer is of what the page has just read.
      if (after !== undefined && events.length > 0) follower.happened();
      after = next;
      follower.isLive(true);
    } catch (error) {
      if (isOver(signal)) return;
      follower.isLive(false);
      if (error instanceof Refused && error.problem.status < 500 && error.problem.status !== 429) return;
      await pause(AGAIN_MS, signal);
    }
  }
}

function eventsOf(orderId: string, after: string | undefined, signal: AbortSignal) {
  const query = { orderId, limit: '500', ...(after !== undefined && { after, wait: WAIT_SECONDS }) };
  return answerOf(holdfast.GET('/v1/events', { params: { query }, signal }));
}

/** Asked each time: it changes while an answer is waited for. */
function isOver({ aborted }: AbortSignal): boolean {
  return aborted;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function whenSeenChanges(changed: () => void): () => void {
  document.addEventListener('visibilitychange', changed);
  return () => {
    document.removeEventListener('visibilitychange', changed);
  };
}
