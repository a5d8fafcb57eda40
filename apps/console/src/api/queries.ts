import { queryOptions } from '@tanstack/react-query';
import { answerOf, holdfast, Refused, sendTokenOf, type Session } from './holdfast';
import type { OrdersFilter } from '../orders/orders-filter';

/** What the console reads, each with the name under which it is kept. */

/** How old an answer may be that is shown without asking again, in milliseconds. */
const FRESH_MS = 5_000;

/** How often a page that is looked at reads again: what happens elsewhere is seen within this, in milliseconds. */
const AGAIN_MS = 15_000;

/** Whether asking once more can help: the API refuses for good, or did not answer. */
export function mayAskAgain(failures: number, error: Error): boolean {
  if (error instanceof Refused && error.problem.status < 500 && error.problem.status !== 429) return false;
  return failures < 3;
}

/** A proxy that knows the person adds the key on the way (single sign-on). Without one nobody is signed in, as before. */
async function signInByProxy(error: unknown): Promise<Session> {
  if (!(error instanceof Refused) || error.problem.code !== 'unauthenticated') throw error;
  return answerOf(holdfast.POST('/v1/sign-in', { body: {} })).catch(() => Promise.reject(error));
}

/** Who is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async () => {
    const session = await answerOf(holdfast.GET('/v1/session')).catch(signInByProxy);
    sendTokenOf(session);
    return session;
  },
  staleTime: Infinity,
});

/** A page of orders. */
export function ordersQuery(filter: OrdersFilter, cursor: string | null) {
  return queryOptions({
    queryKey: ['orders', filter, cursor],
    queryFn: () => {
      // As it stands in the address: what is wrong with it the API says.
      const asked = new URLSearchParams({ ...filter, ...(cursor !== null && { cursor }) }).toString();
      return answerOf(holdfast.GET('/v1/orders', { querySerializer: () => asked }));
    },
    staleTime: FRESH_MS,
    refetchInterval: AGAIN_MS,
  });
}

/** One order. */
export function orderQuery(orderId: string) {
  return queryOptions({
    queryKey: ['order', orderId],
    queryFn: () => answerOf(holdfast.GET('/v1/orders/{orderId}', { params: { path: { orderId } } })),
    staleTime: FRESH_MS,
    refetchInterval: AGAIN_MS,
  });
}

/** What happened to an order. */
export function timelineQuery(orderId: string) {
  return queryOptions({
    queryKey: ['order', orderId, 'timeline'],
    queryFn: () => answerOf(holdfast.GET('/v1/orders/{orderId}/timeline', { params: { path: { orderId } } })),
    staleTime: FRESH_MS,
    refetchInterval: AGAIN_MS,
  });
}

/** The refunds of an order. */
export function refundsQuery(orderId: string) {
  return queryOptions({
    queryKey: ['order', orderId, 'refunds'],
    queryFn: () => answerOf(holdfast.GET('/v1/orders/{orderId}/refunds', { params: { path: { orderId } } })),
    staleTime: FRESH_MS,
    refetchInterval: AGAIN_MS,
  });
}
