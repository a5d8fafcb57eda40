import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { answerOf, holdfast, Refused, type Schemas } from './holdfast';

/** How long the API keeps a question open until there is an event, in seconds. */
const WAIT_SECONDS = '20';

/** After a question that failed it is asked again after this, in milliseconds. */
const AGAIN_MS = 15_000;

/** So long what has happened is gathered before lists of all orders are read again: a busy shop has many events. */
const GATHERED_MS = 2_000;

/** What the screens over all orders show, beside what the clock brings. */
const SEEN_TODAY = [
  'attention.opened',
  'attention.closed',
  'order.action_required',
  'order.payment_failed',
  'refund.succeeded',
  'refund.failed',
  'dispute.opened',
  'dispute.closed',
] as const satisfies readonly Schemas['Event']['type'][];

const LISTS_OF_TODAY = ['attentions', 'orders', 'refunds', 'disputes'] as const;

/** Reads an order again as soon as the feed of events has something of it. Whether it does so now. */
export function useLiveOrder(orderId: string): boolean {
  const queries = useQueryClient();
  const happened = useCallback(() => {
    void queries.invalidateQueries({ queryKey: ['order', orderId] });
  }, [orderId, queries]);
  return useFeed({ of: `orderId=${encodeURIComponent(orderId)}`, gatheredMs: 0, happened });
}

/** Reads the lists of what needs a person again as soon as the feed of events has something for them. */
export function useLiveLists(): void {
  const queries = useQueryClient();
  const happened = useCallback(() => {
    for (const list of LISTS_OF_TODAY) void queries.invalidateQueries({ queryKey: [list] });
  }, [queries]);
  useFeed({ of: `types=${SEEN_TODAY.join(',')}`, gatheredMs: GATHERED_MS, happened });
}

interface Follower {
  /** Which events are followed, as the query of the feed says it. */
  readonly of: string;
  /** After something has happened, the next events are asked for after this, in milliseconds. */
  readonly gatheredMs: number;
  readonly happened: () => void;
}

/** Whether it follows now. A page that nobody looks at asks nothing: a browser has few connections for all of them. */
function useFeed({ of, gatheredMs, happened }: Follower): boolean {
  const [isLive, setLive] = useState(false);
  const isSeen = useSyncExternalStore(whenSeenChanges, () => document.visibilityState === 'visible');
  useEffect(() => {
    if (!isSeen) return undefined;
    const end = new AbortController();
    void follow({ of, gatheredMs, happened }, end.signal, setLive);
    return () => {
      end.abort();
    };
  }, [of, gatheredMs, happened, isSeen]);
  return isLive && isSeen;
}

async function follow(follower: Follower, signal: AbortSignal, setLive: (live: boolean) => void): Promise<void> {
  // From now on: what was before, the page has just read.
  let after: string | undefined;
  while (!isOver(signal)) {
    try {
      const { events, next } = await eventsOf(follower.of, after, signal);
      if (after === undefined || events.length > 0) follower.happened();
      after = next;
      setLive(true);
      if (events.length > 0) await pause(follower.gatheredMs, signal);
    } catch (error) {
      if (isOver(signal)) return;
      setLive(false);
      after = undefined;
      if (error instanceof Refused && error.problem.status < 500 && error.problem.status !== 429) return;
      await pause(AGAIN_MS, signal);
    }
  }
}

function eventsOf(of: string, after: string | undefined, signal: AbortSignal): Promise<Schemas['EventPage']> {
  const place = after === undefined ? 'after=latest' : `after=${after}&wait=${WAIT_SECONDS}`;
  return answerOf(holdfast.GET('/v1/events', { querySerializer: () => `${of}&${place}`, signal }));
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
