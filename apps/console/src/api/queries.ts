import { queryOptions } from '@tanstack/react-query';
import { askedOf, type OrdersFilter } from '../orders/orders-filter';
import { answerOf, holdfast, Refused, sendTokenOf, type Schemas, type Session } from './holdfast';

/** What the console reads, each with the name under which it is kept. */

/** How old an answer may be that is shown without asking again, in milliseconds. */
const FRESH_MS = 5_000;

/** How often a page that is looked at reads again: what happens elsewhere is seen within this, in milliseconds. */
const AGAIN_MS = 15_000;

const READ_AGAIN = { staleTime: FRESH_MS, refetchInterval: AGAIN_MS } as const;

/** How many rows a page of a list has. */
const ROWS = '25';

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

/** A page of orders, as the API answers it. */
export function readOrders(filter: OrdersFilter, cursor: string | null, limit = ROWS): Promise<Schemas['OrderPage']> {
  // As it stands in the address: what is wrong with it the API says.
  const asked = new URLSearchParams({ ...askedOf(filter, Date.now()), limit, ...(cursor !== null && { cursor }) });
  return answerOf(holdfast.GET('/v1/orders', { querySerializer: () => asked.toString() }));
}

/** A page of orders. */
export function ordersQuery(filter: OrdersFilter, cursor: string | null = null) {
  return queryOptions({
    queryKey: ['orders', filter, cursor],
    queryFn: () => readOrders(filter, cursor),
    ...READ_AGAIN,
  });
}

/** One order. */
export function orderQuery(orderId: string) {
  return queryOptions({
    queryKey: ['order', orderId],
    queryFn: () => answerOf(holdfast.GET('/v1/orders/{orderId}', { params: { path: { orderId } } })),
    ...READ_AGAIN,
  });
}

/** What happened to an order. */
export function timelineQuery(orderId: string) {
  return queryOptions({
    queryKey: ['order', orderId, 'timeline'],
    queryFn: () => answerOf(holdfast.GET('/v1/orders/{orderId}/timeline', { params: { path: { orderId } } })),
    ...READ_AGAIN,
  });
}

/** The refunds of an order. */
export function refundsOfQuery(orderId: string) {
  return queryOptions({
    queryKey: ['order', orderId, 'refunds'],
    queryFn: () => answerOf(holdfast.GET('/v1/orders/{orderId}/refunds', { params: { path: { orderId } } })),
    ...READ_AGAIN,
  });
}

/** The disputes of an order. */
export function disputesOfQuery(orderId: string) {
  return queryOptions({
    queryKey: ['order', orderId, 'disputes'],
    queryFn: () => answerOf(holdfast.GET('/v1/orders/{orderId}/disputes', { params: { path: { orderId } } })),
    ...READ_AGAIN,
  });
}

/** Every open alert, as far as one page holds them. */
export const alertsQuery = queryOptions({
  queryKey: ['attentions'],
  queryFn: () => answerOf(holdfast.GET('/v1/attentions', { params: { query: { open: 'true', limit: '100' } } })),
  ...READ_AGAIN,
});

/** Refunds that have not arrived. */
export const refundsPendingQuery = queryOptions({
  queryKey: ['refunds', 'pending'],
  queryFn: () => answerOf(holdfast.GET('/v1/refunds', { params: { query: { status: 'pending', limit: '25' } } })),
  ...READ_AGAIN,
});

/** A page of disputes, open or over. */
export function disputesQuery(open: boolean, cursor: string | null = null) {
  const query = { open: open ? 'true' : 'false', limit: ROWS, ...(cursor !== null && { cursor }) } as const;
  return queryOptions({
    queryKey: ['disputes', open, cursor],
    queryFn: () => answerOf(holdfast.GET('/v1/disputes', { params: { query } })),
    ...READ_AGAIN,
  });
}

/** Whether Holdfast can work. The answer that it cannot is an answer, too. */
export const readinessQuery = queryOptions({
  queryKey: ['readiness'],
  queryFn: async () => {
    const { data, error } = await holdfast.GET('/health/ready');
    if (error !== undefined && 'dependencies' in error) return error;
    return answerOf(Promise.resolve({ data, error }));
  },
  ...READ_AGAIN,
});

/** Events of the provider that could not be handled: those that wait for a person, or that one dropped. */
export function lettersQuery(isDropped = false, cursor: string | null = null) {
  const dropped = isDropped ? 'true' : 'false';
  const query = { dropped, limit: ROWS, ...(cursor !== null && { cursor }) } as const;
  return queryOptions({
    queryKey: ['letters', dropped, cursor],
    queryFn: () => answerOf(holdfast.GET('/v1/dead-letters', { params: { query } })),
    ...READ_AGAIN,
  });
}

/** The processes that run orders. */
export const workersQuery = queryOptions({
  queryKey: ['workers'],
  queryFn: () => answerOf(holdfast.GET('/v1/workers')),
  ...READ_AGAIN,
});

/** What the provider has refused lately. */
export const providerErrorsQuery = queryOptions({
  queryKey: ['provider-errors'],
  queryFn: () => answerOf(holdfast.GET('/v1/provider-errors')),
  ...READ_AGAIN,
});

/** The names of the keys, and when each was last used. */
export const keysQuery = queryOptions({
  queryKey: ['keys'],
  queryFn: () => answerOf(holdfast.GET('/v1/keys')),
  ...READ_AGAIN,
});

/** The state of an event on its way to the shop. */
export type DeliveryState = Schemas['EventDelivery']['state'];

/** Events on their way to the shop's systems. */
export function deliveriesQuery(state: DeliveryState | null, cursor: string | null = null) {
  const query = { limit: ROWS, ...(state !== null && { state }), ...(cursor !== null && { cursor }) };
  return queryOptions({
    queryKey: ['deliveries', state, cursor],
    queryFn: () => answerOf(holdfast.GET('/v1/event-deliveries', { params: { query } })),
    ...READ_AGAIN,
  });
}
