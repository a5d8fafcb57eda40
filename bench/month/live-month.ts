import { z } from 'zod';
import { imitate, KINDS, kindOf, live, type AtStripe, type Kind } from './kinds';
import { copyOrder, type Names } from './copy-order';
import { atStripe, control, eachOf, listed, withSql, type MonthPlace } from './month-place';

/** A month of orders by the emulator's clock: some lived by the product, the others made of them. */

/** How many orders, and how many of them the product itself lives; the others are copies of those. */
export interface Scale {
  readonly orders: number;
  /** At least one of each kind. */
  readonly lived: number;
}

/** What was made. */
export interface LivedMonth {
  /** 2027-01. */
  readonly month: string;
  /** Orders that are copies, oldest first. */
  readonly copies: readonly string[];
}

const DAY_SECONDS = 24 * 60 * 60;
const LIVED_AT_ONCE = 6;
const IMITATED_AT_ONCE = 16;

/**
 * Lives a whole month, which begins with the first month that has not begun at the emulator: every day its share of the
 * orders, and a payout of what is available.
 */
export async function liveMonth(
  place: MonthPlace,
  { orders, lived }: Scale,
  tell: (text: string) => void,
): Promise<LivedMonth> {
  await control(place, 'account', { payout_schedule: 'daily', settlement_delay_seconds: 0 });
  const begins = await advanceToNextMonth(place);
  const month = begins.toISOString().slice(0, 7);
  const days = new Date(Date.UTC(begins.getUTCFullYear(), begins.getUTCMonth() + 1, 0)).getUTCDate();
  const imitated: Imitated[] = [];
  for (let day = 0; day < days; day += 1) {
    const today = <Item>(all: readonly Item[]): Item[] => all.filter((_, at) => at % days === day);
    const own = today(numbers(0, lived)).map((number) => ({ kind: kindOf(number), orderId: nameOf(number) }));
    await eachOf(own, LIVED_AT_ONCE, ({ kind, orderId }) => live(place, kind, orderId));
    const others = today(numbers(lived, orders));
    await unheard(place, () =>
      eachOf(others, IMITATED_AT_ONCE, async (number) => {
        const [kind, orderId] = [kindOf(number), nameOf(number)];
        imitated.push({ kind, orderId, made: await imitate(place, kind, orderId) });
      }),
    );
    await control(place, 'clock', { advance_seconds: DAY_SECONDS });
    tell(`day ${(day + 1).toString()}: ${own.length.toString()} orders lived, ${others.length.toString()} made`);
  }
  // What moves after the month lets the product know that it has read all of it.
  await live(place, kindOf(0), 'month-after');
  await copyAll(place, imitated);
  return { month, copies: imitated.map(({ orderId }) => orderId).sort() };
}

interface Imitated {
  readonly kind: Kind;
  readonly orderId: string;
  readonly made: AtStripe;
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}

function nameOf(number: number): string {
  return `month-${number.toString().padStart(6, '0')}`;
}

const clockSchema = z.looseObject({ now: z.number() });

/** Half an hour into the month after the one that it is. */
async function advanceToNextMonth(place: MonthPlace): Promise<Date> {
  const { now } = clockSchema.parse(await control(place, 'clock', { advance_seconds: 0 }));
  const today = new Date(now * 1000);
  const begins = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1, 1));
  const seconds = Math.ceil((begins.getTime() - today.getTime()) / 1000) + 30 * 60;
  await control(place, 'clock', { advance_seconds: seconds });
  return begins;
}

const endpointsSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

/** No webhook tells of what is made meanwhile: to the product it is somebody else's. */
async function unheard(place: MonthPlace, make: () => Promise<void>): Promise<void> {
  const { data } = endpointsSchema.parse(await atStripe(place, 'GET', '/v1/webhook_endpoints?limit=100'));
  const disable = async (disabled: 'true' | 'false'): Promise<void> => {
    for (const { id } of data) await atStripe(place, 'POST', `/v1/webhook_endpoints/${id}`, { disabled });
  };
  await disable('true');
  await make();
  await disable('false');
}

/** Rows for what was imitated: those of the first order of its kind that was lived. */
async function copyAll(place: MonthPlace, imitated: readonly Imitated[]): Promise<void> {
  const names = await namesAtStripe(place);
  await withSql(place, async (client) => {
    await client.query('set session_replication_role = replica');
    for (const kind of KINDS) {
      const orderId = nameOf(KINDS.indexOf(kind));
      const { rows } = await client.query<{ paymentIntent: string; charge: string; refund: string | null }>(
        `select payment_intent_id as "paymentIntent", charge_id as charge,
           (select stripe_refund_id from refund_parts where refund_parts.order_id = authorizations.order_id) as refund
         from authorizations where order_id = $1`,
        [orderId],
      );
      const [original] = rows;
      if (original === undefined) throw new Error(`order ${orderId} was not lived`);
      const copies = imitated.filter((each) => each.kind === kind).map((each) => names(each.orderId, each.made));
      await copyOrder(client, names(orderId, original), copies);
    }
    await client.query('analyze');
  });
}

const movementSchema = z.object({ id: z.string(), source: z.string().nullable() });
const disputeSchema = z.object({ id: z.string(), charge: z.string() });

/** Every name that an order has at Stripe, in one order for all orders of a kind. */
async function namesAtStripe(place: MonthPlace): Promise<(orderId: string, made: AtStripe) => Names> {
  const bySource = new Map<string, string[]>();
  for (const { id, source } of await listed(place, '/v1/balance_transactions', movementSchema)) {
    if (source !== null) bySource.set(source, [...(bySource.get(source) ?? []), id]);
  }
  const disputes = new Map<string, string>();
  for (const { id, charge } of await listed(place, '/v1/disputes', disputeSchema)) disputes.set(charge, id);
  return (orderId, { paymentIntent, charge, refund }) => {
    const dispute = disputes.get(charge);
    const objects = [charge, ...(refund === null ? [] : [refund]), ...(dispute === undefined ? [] : [dispute])];
    return [orderId, paymentIntent, ...objects, ...objects.flatMap((id) => bySource.get(id) ?? [])];
  };
}
