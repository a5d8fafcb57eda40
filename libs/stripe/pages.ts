import { z } from 'zod';
import { readAnswer, unreadable } from './answer';

const page = z.object({ data: z.array(z.looseObject({ id: z.string().min(1) })), has_more: z.boolean() });

export type Listed = z.output<typeof page>['data'][number];

export interface PageRequest {
  readonly limit: number;
  readonly starting_after?: string;
}

/** Our clock and Stripe's may differ: what was made must not be overlooked because ours runs ahead. */
const CLOCK_DIFFERENCE_SECONDS = 60;

/** Only what was made at or after this instant. */
export function listedSince(since: string): { created: { gte: number } } {
  return { created: { gte: Math.floor(new Date(since).getTime() / 1000) - CLOCK_DIFFERENCE_SECONDS } };
}

/** Stripe's largest page. */
const LIMIT = 100;

/**
 * Reads a list of Stripe page by page, newest first.
 * @throws ProviderUnavailable when the list is longer than `pagesAtMost`: then nobody may say that something is not in it
 */
export async function* readPages(
  what: string,
  pagesAtMost: number,
  list: (page: PageRequest) => Promise<unknown>,
): AsyncGenerator<Listed, void> {
  let after: string | undefined;
  for (let read = 0; read < pagesAtMost; read++) {
    const answer = await list({ limit: LIMIT, ...(after !== undefined && { starting_after: after }) });
    const { data, has_more: more } = readAnswer(page, `list of ${what}`, answer);
    yield* data;
    after = data.at(-1)?.id;
    if (!more || after === undefined) return;
  }
  throw unreadable(`Stripe lists more than ${(pagesAtMost * LIMIT).toString()} ${what}`, undefined);
}
