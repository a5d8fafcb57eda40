import { z } from 'zod';
import type { RecordedOrder } from './recorded-order';

/** Reads what is recorded of an order as anybody can, over Holdfast's own HTTP API. */

const money = z.object({ amount: z.number(), currency: z.string() });

const order = z.object({
  orderId: z.string(),
  status: z.string(),
  currency: z.string(),
  amounts: z.object({
    total: z.number(),
    held: z.number(),
    captured: z.number(),
    settled: z.number(),
    released: z.number(),
    refunded: z.number(),
    lost: z.number(),
    raised: z.number().optional(),
    fees: z.array(money),
  }),
  credits: z.array(z.object({ creditId: z.string(), amount: z.number(), used: z.number(), returned: z.number() })),
  attention: z.array(z.object({ code: z.string() })),
});

const ledger = z.object({
  transactions: z.array(
    z.object({
      sourceKey: z.string(),
      at: z.string(),
      entries: z.array(z.object({ side: z.enum(['debit', 'credit']), amount: money })),
    }),
  ),
  balances: z.array(z.object({ account: z.string(), balance: money })),
});

const timeline = z.object({
  entries: z.array(
    z.object({
      at: z.string(),
      kind: z.string(),
      who: z.string(),
      message: z.string(),
      about: z.record(z.string(), z.string()),
    }),
  ),
});

/** What the API tells of an order. @throws Error when it answers anything but 200, or not within 20 s */
export async function readRecordedOrder(apiUrl: string, orderId: string): Promise<RecordedOrder> {
  const get = async <Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> => {
    const url = `${apiUrl}/v1/orders/${encodeURIComponent(orderId)}${path}`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(20_000) });
    if (!answer.ok) throw new Error(`GET ${url} answered ${answer.status.toString()}: ${await answer.text()}`);
    return schema.parse(await answer.json());
  };
  const [view, records, story] = await Promise.all([
    get('', order),
    get('/ledger', ledger),
    get('/timeline', timeline),
  ]);
  return { ...view, ledger: records, timeline: story.entries };
}
