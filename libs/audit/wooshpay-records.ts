import { z } from 'zod';
import type { AuditedAccount, StripeRecords } from './stripe-records';

/**
 * What WooshPay's own books say of an account, read over HTTP beside our gateway. It has no balance transactions and no
 * list of refunds: charges say what went back of them.
 */

const metadata = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? {});

const amount = z
  .number()
  .nullish()
  .transform((value) => value ?? 0);

const intent = z.object({
  id: z.string(),
  currency: z.string().transform((code) => code.toLowerCase()),
  amount_received: amount,
  amount_capturable: amount,
  metadata,
});

const charge = z.object({
  id: z.string(),
  payment_intent: z.string(),
  amount_captured: amount,
  amount_refunded: amount,
});

type Charge = z.output<typeof charge>;

/**
 * A handful of requests for a whole account of a test.
 * @param customer only what is about this one, for orders that each have a customer of their own in a busy account
 */
export async function readWooshPayRecords(account: AuditedAccount, customer?: string): Promise<StripeRecords> {
  const filter = customer === undefined ? {} : { customer };
  const [intents, charges] = await Promise.all([
    list(account, 'payment_intents', intent, filter),
    list(account, 'charges', charge, filter),
  ]);
  return {
    intents,
    refunds: charges.flatMap(refundOf),
    balanceTransactions: [],
    intentOfSource: new Map(),
    untoldBalance: 'wooshpay_balance',
  };
}

/** What the bank let go of without a capture is in the same field, and is no refund. */
function refundOf({ amount_captured: captured, amount_refunded: back, ...of }: Charge): StripeRecords['refunds'] {
  return captured > 0 && back > 0
    ? [{ id: of.id, amount: back, status: 'succeeded', payment_intent: of.payment_intent }]
    : [];
}

const PAGES_AT_MOST = 100;

async function list<Schema extends z.ZodType<{ readonly id: string }>>(
  { url, apiKey }: AuditedAccount,
  resource: string,
  schema: Schema,
  filter: Readonly<Record<string, string>>,
): Promise<z.output<Schema>[]> {
  const page = z.object({ data: z.array(schema), has_more: z.boolean().nullish() });
  const authorization = `Basic ${Buffer.from(`${apiKey}:`).toString('base64')}`;
  const found: z.output<Schema>[] = [];
  for (let pages = 0; pages < PAGES_AT_MOST; pages += 1) {
    const last = found.at(-1);
    const query = new URLSearchParams({
      ...filter,
      limit: '100',
      ...(last !== undefined && { starting_after: last.id }),
    });
    const path = `/v1/${resource}?${query.toString()}`;
    const answer = await fetch(`${url}${path}`, { headers: { authorization }, signal: AbortSignal.timeout(20_000) });
    if (!answer.ok) throw new Error(`GET ${path} answered ${answer.status.toString()}: ${await answer.text()}`);
    const { data, has_more: more } = page.parse(await answer.json());
    found.push(...data);
    if (more !== true) return found;
  }
  throw new Error(`WooshPay's ${resource} do not end within ${PAGES_AT_MOST.toString()} pages`);
}
