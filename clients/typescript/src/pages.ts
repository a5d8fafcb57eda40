import type { paths } from './api.js';
import type { Holdfast } from './client.js';
import { orThrow } from './problem.js';

/** The lists over all orders, and where in an answer of each its items are. */
const ITEMS = {
  '/v1/orders': 'orders',
  '/v1/shipments': 'shipments',
  '/v1/refunds': 'refunds',
  '/v1/disputes': 'disputes',
  '/v1/attentions': 'attentions',
  '/v1/dead-letters': 'deadLetters',
  '/v1/event-deliveries': 'deliveries',
} as const;

/** A list whose pages are turned for you. */
export type ListPath = keyof typeof ITEMS;

type Query<Path extends ListPath> = NonNullable<paths[Path]['get']['parameters']['query']>;
type Answer<Path extends ListPath> = paths[Path]['get']['responses'][200]['content']['application/json'];
type Items<Path extends ListPath> = Answer<Path>[(typeof ITEMS)[Path] & keyof Answer<Path>];
type Item<Path extends ListPath> = Items<Path> extends readonly (infer Each)[] ? Each : never;

/** A page, whatever it is of. */
type AnyPage = Readonly<Record<string, unknown>> & { readonly nextCursor: string | null };

/** Asks for a page of any list: which list has which filters is said by the types of `everyItemOf`. */
interface Lister {
  GET(
    path: ListPath,
    init: { params: { query: object } },
  ): Promise<{ data?: AnyPage; error?: unknown; response: Response }>;
}

/** Every item of a list that the filters let through, page after page. @throws HoldfastProblem */
export async function* everyItemOf<Path extends ListPath>(
  holdfast: Holdfast,
  path: Path,
  filters: Omit<Query<Path>, 'cursor'>,
): AsyncGenerator<Item<Path>> {
  const lister = holdfast as unknown as Lister;
  let cursor: string | undefined;
  do {
    const query = { ...filters, ...(cursor !== undefined && { cursor }) };
    const page = await orThrow(lister.GET(path, { params: { query } }));
    yield* page[ITEMS[path]] as Item<Path>[];
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
