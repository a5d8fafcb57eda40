import { setTimeout as pause } from 'node:timers/promises';
import { Client as SqlClient } from 'pg';
import { z } from 'zod';

/** Where a month is lived: a running Holdfast, and the Stripe emulator behind it. */
export interface MonthPlace {
  readonly databaseUrl: string;
  readonly stripe: { readonly url: string; readonly apiKey: string };
  /** Asks the API. */
  ask(method: 'GET' | 'POST', path: string, body?: object): Promise<Answered>;
  /** Lets the product read what is new in the balance, as its schedule does; it may take several times. */
  readBalance(): Promise<void>;
  /** Lets the product deliver the events that it could not at once, as its schedule does. */
  sweep(): Promise<void>;
}

/** What the API answered. */
export interface Answered {
  readonly status: number;
  readonly body: unknown;
}

/** Sends a command that must be taken. */
export async function command(place: MonthPlace, path: string, body: object): Promise<void> {
  const { status, body: said } = await place.ask('POST', path, body);
  if (status !== 201) throw new Error(`POST ${path} answered ${status.toString()}: ${JSON.stringify(said)}`);
}

/** Asks the emulator, in Stripe's way. */
export async function atStripe(
  { stripe }: MonthPlace,
  method: 'GET' | 'POST',
  path: string,
  params: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const body = method === 'GET' ? null : new URLSearchParams(params);
  const headers = { authorization: `Bearer ${stripe.apiKey}` };
  const answer = await fetch(`${stripe.url}${path}`, { method, headers, body, signal: AbortSignal.timeout(60_000) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status.toString()}: ${text}`);
  return JSON.parse(text);
}

/** Sets one of the emulator's switches. */
export async function control({ stripe }: MonthPlace, path: string, body: object): Promise<unknown> {
  const answer = await fetch(`${stripe.url}/_emulator/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stripe.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(300_000),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`POST ${path} of the emulator answered ${answer.status.toString()}: ${text}`);
  return JSON.parse(text);
}

const pageSchema = z.object({ has_more: z.boolean(), data: z.array(z.looseObject({ id: z.string() })) });

/** All of one of Stripe's lists, newest first. */
export async function listed<Item>(place: MonthPlace, path: string, item: z.ZodType<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for (let after = ''; ;) {
    const page = pageSchema.parse(await atStripe(place, 'GET', `${path}?limit=100${after}`));
    for (const each of page.data) found.push(item.parse(each));
    const last = page.data.at(-1);
    if (!page.has_more || last === undefined) return found;
    after = `&starting_after=${last.id}`;
  }
}

/** Runs a statement on the product's database. */
export async function withSql<Result>(
  { databaseUrl }: MonthPlace,
  run: (client: SqlClient) => Promise<Result>,
): Promise<Result> {
  const client = new SqlClient({ connectionString: databaseUrl, application_name: 'bench' });
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.end();
  }
}

/** Lets the product read the balance until it has read all of it. */
export async function readAll(place: MonthPlace): Promise<void> {
  await withSql(place, async (client) => {
    const clock = await client.query<{ now: Date }>('select clock_timestamp() as now');
    const begun = clock.rows[0]?.now;
    for (;;) {
      await place.readBalance();
      const { rows } = await client.query<{ done: boolean }>(
        'select completed_at > $1 and page_after is null as done from balance_reading',
        [begun],
      );
      if (rows[0]?.done === true) return;
      await pause(100);
    }
  });
}

/** Does something to each of a list, so many at a time. */
export async function eachOf<Item>(
  items: readonly Item[],
  atATime: number,
  run: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await run(item);
  };
  await Promise.all(Array.from({ length: atATime }, worker));
}
