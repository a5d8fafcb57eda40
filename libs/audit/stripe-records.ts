import { z } from 'zod';

/**
 * What Stripe's own books say of an account, read over HTTP beside our gateway, so that neither can hide the other's
 * mistake.
 */
export interface StripeRecords {
  readonly intents: readonly Intent[];
  readonly refunds: readonly Refund[];
  readonly balanceTransactions: readonly BalanceTransaction[];
  /** PaymentIntent of everything that can be the source of a balance transaction. */
  readonly intentOfSource: ReadonlyMap<string, string>;
  /**
   * Of a provider that tells nothing of our balance: the ledger account that stands for it, on which is what was
   * received less what went back. Absent: balance transactions tell.
   */
  readonly untoldBalance?: string;
}

const intent = z.object({
  id: z.string(),
  currency: z.string(),
  amount_received: z.number(),
  amount_capturable: z.number(),
  metadata: z.record(z.string(), z.string()),
});

const refund = z.object({
  id: z.string(),
  amount: z.number(),
  status: z.string(),
  payment_intent: z.string().nullable(),
});

const balanceTransaction = z.object({
  id: z.string(),
  source: z.string().nullable(),
  currency: z.string(),
  fee: z.number(),
  net: z.number(),
});

type Intent = z.output<typeof intent>;
type Refund = z.output<typeof refund>;
type BalanceTransaction = z.output<typeof balanceTransaction>;

const named = z.object({ id: z.string() });
const inner = z.object({ data: z.array(named), has_more: z.boolean().default(false) }).nullish();
const charge = z.object({
  id: z.string(),
  payment_intent: z.string().nullable(),
  transfer_group: z.string().nullish(),
});
const transfer = z.object({
  id: z.string(),
  source_transaction: z.string().nullable(),
  transfer_group: z.string().nullish(),
  reversals: inner,
});
/** `charge` is the payment at the connected account; ours is where it came from. */
const fee = z.object({
  id: z.string(),
  charge: z.string(),
  originating_transaction: z.string().nullish(),
  refunds: inner,
});

type Charge = z.output<typeof charge>;

/** The Stripe account that an audit reads. */
export interface AuditedAccount {
  readonly url: string;
  readonly apiKey: string;
}

/**
 * A handful of requests for a whole account of a test; what has no balance transaction is not asked for.
 * @param customer only what is about this one, for orders that each have a customer of their own in a busy account
 */
export async function readStripeRecords(account: AuditedAccount, customer?: string): Promise<StripeRecords> {
  const { intents, charges, refunds, balanceTransactions } =
    customer === undefined ? await readWhole(account) : await readOfCustomer(account, customer);
  const intentOfSource = new Map<string, string>();
  for (const { id, payment_intent: owner } of [...charges, ...refunds])
    if (owner !== null) intentOfSource.set(id, owner);
  const isMissing = (prefix: string): boolean =>
    balanceTransactions.some(({ source }) => source?.startsWith(prefix) === true);
  const addOfCharge = (ids: readonly string[], chargeId: string | null): void => {
    const owner = chargeId === null ? undefined : intentOfSource.get(chargeId);
    if (owner !== undefined) for (const id of ids) intentOfSource.set(id, owner);
  };
  if (isMissing('d')) for (const each of await list(account, 'disputes', charge)) addOfIntent(intentOfSource, each);
  if (isMissing('tr')) {
    for (const each of await list(account, 'transfers', transfer)) {
      const { id, reversals } = each;
      addOfCharge([id, ...(await idsIn(account, `transfers/${id}/reversals`, reversals))], chargeOf(each, charges));
    }
  }
  if (isMissing('f')) {
    for (const each of await list(account, 'application_fees', fee)) {
      const refundsOfFee = await idsIn(account, `application_fees/${each.id}/refunds`, each.refunds);
      addOfCharge([each.id, ...refundsOfFee], each.originating_transaction ?? each.charge);
    }
  }
  return { intents, refunds, balanceTransactions, intentOfSource };
}

interface Read {
  readonly intents: readonly Intent[];
  readonly charges: readonly Charge[];
  readonly refunds: readonly Refund[];
  readonly balanceTransactions: readonly BalanceTransaction[];
}

async function readWhole(account: AuditedAccount): Promise<Read> {
  const [intents, charges, refunds, balanceTransactions] = await Promise.all([
    list(account, 'payment_intents', intent),
    list(account, 'charges', charge),
    list(account, 'refunds', refund),
    list(account, 'balance_transactions', balanceTransaction),
  ]);
  return { intents, charges, refunds, balanceTransactions };
}

async function readOfCustomer(account: AuditedAccount, customer: string): Promise<Read> {
  const [intents, charges] = await Promise.all([
    list(account, 'payment_intents', intent, { customer }),
    list(account, 'charges', charge, { customer }),
  ]);
  const refunds = await Promise.all(intents.map(({ id }) => list(account, 'refunds', refund, { payment_intent: id })));
  const around = await Promise.all(charges.map((each) => idsAroundCharge(account, each)));
  const sources = [...[...charges, ...refunds.flat()].map(({ id }) => id), ...around.flat()];
  const moved = await Promise.all(
    [...new Set(sources)].map((source) => list(account, 'balance_transactions', balanceTransaction, { source })),
  );
  return { intents, charges, refunds: refunds.flat(), balanceTransactions: moved.flat() };
}

/** Everything else that moves money because of a charge: disputes, transfers and fees, and what of these came back. */
async function idsAroundCharge(account: AuditedAccount, { id, transfer_group: group }: Charge): Promise<string[]> {
  const [disputes, fees, transfers] = await Promise.all([
    list(account, 'disputes', named, { charge: id }),
    list(account, 'application_fees', fee, { charge: id }),
    typeof group === 'string' ? list(account, 'transfers', transfer, { transfer_group: group }) : [],
  ]);
  const ofFees = await Promise.all(
    fees.map((each) => idsIn(account, `application_fees/${each.id}/refunds`, each.refunds)),
  );
  const own = transfers.filter(({ source_transaction: from }) => from === null || from === id);
  const ofTransfers = await Promise.all(
    own.map((each) => idsIn(account, `transfers/${each.id}/reversals`, each.reversals)),
  );
  return [...[...disputes, ...fees, ...own].map((each) => each.id), ...ofFees.flat(), ...ofTransfers.flat()];
}

function addOfIntent(owners: Map<string, string>, { id, payment_intent: owner }: Charge): void {
  if (owner !== null) owners.set(id, owner);
}

/** What gives a share again after a dispute comes out of the balance: its group says whose it is. */
function chargeOf(
  { source_transaction: from, transfer_group: group }: z.output<typeof transfer>,
  charges: readonly Charge[],
): string | null {
  if (from !== null || typeof group !== 'string') return from;
  return charges.find(({ transfer_group }) => transfer_group === group)?.id ?? null;
}

/** An object shows the ten newest of its own list; the others are asked for. */
async function idsIn(account: AuditedAccount, path: string, shown: z.output<typeof inner>): Promise<string[]> {
  const all = shown?.has_more === true ? await list(account, path, named) : (shown?.data ?? []);
  return all.map(({ id }) => id);
}

const PAGES_AT_MOST = 100;

async function list<Schema extends z.ZodType<{ readonly id: string }>>(
  { url, apiKey }: AuditedAccount,
  resource: string,
  schema: Schema,
  filter: Readonly<Record<string, string>> = {},
): Promise<z.output<Schema>[]> {
  const page = z.object({ data: z.array(schema), has_more: z.boolean() });
  const found: z.output<Schema>[] = [];
  for (let pages = 0; pages < PAGES_AT_MOST; pages += 1) {
    const after = found.at(-1);
    const query = new URLSearchParams({
      ...filter,
      limit: '100',
      ...(after !== undefined && { starting_after: after.id }),
    });
    const path = `/v1/${resource}?${query.toString()}`;
    const answer = await fetch(`${url}${path}`, {
      headers: { authorization: `Bearer ${apiKey}` },
      signal: AbortSignal.timeout(20_000),
    });
    if (!answer.ok) throw new Error(`GET ${path} answered ${answer.status.toString()}: ${await answer.text()}`);
    const { data, has_more: more } = page.parse(await answer.json());
    found.push(...data);
    if (!more) return found;
  }
  throw new Error(`Stripe's ${resource} do not end within ${PAGES_AT_MOST.toString()} pages`);
}
