import type { paths } from './api.js';
import type { Holdfast } from './client.js';
import { orThrow } from './problem.js';

/** The lists over all orders, and where in an answer of each its items are. */
interface ItemsIn {
  readonly '/v1/orders': 'orders';
  readonly '/v1/shipments': 'shipments';
  readonly '/v1/refunds': 'refunds';
  readonly '/v1/disputes': 'disputes';
  readonly '/v1/attentions': 'attentions';
  readonly '/v1/dead-letters': 'deadLetters';
  readonly '/v1/event-deliveries': 'deliveries';
}

/** A list whose pages are turned for you. */
export type ListPath = keyof ItemsIn;

type Query<Path extends ListPath> = NonNullable<paths[Path]['get']['parameters']['query']>;
type Filters<Path extends ListPath> = Omit<Query<Path>, 'cursor'>;
type Answer<Path extends ListPath> = paths[Path]['get']['responses'][200]['content']['application/json'];
type Items<Path extends ListPath> = Answer<Path>[ItemsIn[Path] & keyof Answer<Path>];
type Item<Path extends ListPath> = Items<Path> extends readonly (infer Each)[] ? Each : never;

interface Page<Each> {
  readonly items: readonly Each[];
  readonly nextCursor: string | null;
}

/** Where the page before ended; nothing: the first page. */
interface Place {
  readonly cursor?: string;
}

type AskForPage<Path extends ListPath> = (
  holdfast: Holdfast,
  filters: Filters<Path>,
  place: Place,
) => Promise<Page<Item<Path>>>;

/** How each list is asked for a page. @throws HoldfastProblem */
const ASK: { readonly [Path in ListPath]: AskForPage<Path> } = {
  '/v1/orders': async (holdfast, filters, place) => {
    const asked = holdfast.GET('/v1/orders', { params: { query: { ...filters, ...place } } });
    const { orders: items, nextCursor } = await orThrow(asked);
    return { items, nextCursor };
  },
  '/v1/shipments': async (holdfast, filters, place) => {
    const asked = holdfast.GET('/v1/shipments', { params: { query: { ...filters, ...place } } });
    const { shipments: items, nextCursor } = await orThrow(asked);
    return { items, nextCursor };
  },
  '/v1/refunds': async (holdfast, filters, place) => {
    const asked = holdfast.GET('/v1/refunds', { params: { query: { ...filters, ...place } } });
    const { refunds: items, nextCursor } = await orThrow(asked);
    return { items, nextCursor };
  },
  '/v1/disputes': async (holdfast, filters, place) => {
    const asked = holdfast.GET('/v1/disputes', { params: { query: { ...filters, ...place } } });
    const { disputes: items, nextCursor } = await orThrow(asked);
    return { items, nextCursor };
  },
  '/v1/attentions': async (holdfast, filters, place) => {
    const asked = holdfast.GET('/v1/attentions', { params: { query: { ...filters, ...place } } });
    const { attentions: items, nextCursor } = await orThrow(asked);
    return { items, nextCursor };
  },
  '/v1/dead-letters': async (holdfast, filters, place) => {
    const asked = holdfast.GET('/v1/dead-letters', { params: { query: { ...filters, ...place } } });
    const { deadLetters: items, nextCursor } = await orThrow(asked);
    return { items, nextCursor };
  },
  '/v1/event-deliveries': async (holdfast, filters, place) => {
    const asked = holdfast.GET('/v1/event-deliveries', { params: { query: { ...filters, ...place } } });
    const { deliveries: items, nextCursor } = await orThrow(asked);
    return { items, nextCursor };
  },
};

/** Every item of a list that the filters let through, page after page. @throws HoldfastProblem */
export async function* everyItemOf<Path extends ListPath>(
  holdfast: Holdfast,
  path: Path,
  filters: Filters<Path>,
): AsyncGenerator<Item<Path>> {
  const ask: AskForPage<Path> = ASK[path];
  let place: Place | undefined = {};
  while (place !== undefined) {
    const { items, nextCursor }: Page<Item<Path>> = await ask(holdfast, filters, place);
    yield* items;
    place = nextCursor === null ? undefined : { cursor: nextCursor };
  }
}
