import { z } from 'zod';
import type { TimeWindow } from '../../domain/provider/payment-gateway';
import { ifSaid, readWooshPayAnswer, unreadableWooshPay, wooshPayInstant } from './wooshpay-answer';
import { readFromWooshPay } from './wooshpay-account';
import type { WooshPayClient, WooshPayQuery } from './wooshpay-client';

const page = z.object({
  data: z.array(z.looseObject({ id: z.string().min(1), created: ifSaid(wooshPayInstant) })),
  has_more: ifSaid(z.boolean()),
});

/** An entry of a list, of which only its id is sure; its time is ISO 8601 in `made`. */
export interface ListedAtWooshPay {
  readonly id: string;
  readonly made: string | null;
  /** The entry as it came. */
  readonly entry: unknown;
}

const LIMIT = 100;
const PAGES_AT_MOST = 50;

/**
 * What was made in this time, newest first, read page by page. Whether WooshPay narrows a list by time is not
 * documented, so what is older ends the reading here.
 * @throws ProviderUnavailable when there are too many: then nobody may say that something is not among them
 */
export async function* listMadeBetween(
  client: WooshPayClient,
  path: string,
  { from, to }: TimeWindow,
): AsyncGenerator<ListedAtWooshPay, void> {
  const window = { 'created[gte]': secondsOf(from, Math.floor), 'created[lte]': secondsOf(to, Math.ceil) };
  let after: string | undefined;
  for (let read = 0; read < PAGES_AT_MOST; read++) {
    const query: WooshPayQuery = { limit: LIMIT, ...window, starting_after: after };
    const answer = await readFromWooshPay(() => client.get(path, query));
    const { data, has_more: more } = readWooshPayAnswer(page, `list ${path}`, answer);
    for (const { created, ...entry } of data) {
      if (created !== null && created < from) return;
      if (created === null || created <= to) yield { id: entry.id, made: created, entry };
    }
    after = data.at(-1)?.id;
    if (more !== true || after === undefined) return;
  }
  throw unreadableWooshPay(`WooshPay lists more than ${(PAGES_AT_MOST * LIMIT).toString()} entries of ${path}`);
}

function secondsOf(instant: string, whole: (seconds: number) => number): number {
  return whole(new Date(instant).getTime() / 1000);
}
