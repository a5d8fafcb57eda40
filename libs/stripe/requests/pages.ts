import { z } from 'zod';
import type { TimeWindow } from '../../domain/provider/payment-gateway';
import { readAnswer, unreadable } from './answer';

/** A page of any list. Source: https://docs.stripe.com/api/pagination */
const page = z.object({ data: z.array(z.looseObject({ id: z.string().min(1) })), has_more: z.boolean() });

/** An entry of a list, of which only its id is sure. */
export type Listed = z.output<typeof page>['data'][number];

/** As Stripe pages every list: https://docs.stripe.com/api/pagination */
export interface PageRequest {
  readonly limit: number;
  readonly starting_after?: string;
}

/** Only what was made in this time. Whoever asks has allowed for a clock that differs from Stripe's. */
export function madeBetween({ from, to }: TimeWindow): { created: { gte: number; lte: number } } {
  return { created: { gte: Math.floor(secondsOf(from)), lte: Math.ceil(secondsOf(to)) } };
}

function secondsOf(instant: string): number {
  return new Date(instant).getTime() / 1000;
}

/** Stripe's largest page. */
const LIMIT = 100;

/**
 * Reads a list of Stripe page by page, newest first.
 * @throws ProviderUnavailable when the list is longer than `pagesAtMost`: then nobody may say that something is not in
 *   it
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
