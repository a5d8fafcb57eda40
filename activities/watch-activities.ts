import { troubleOf } from '../libs/domain/watch/workflow-look';
import {
  openOrdersAfter,
  ordersWithMissingAttention,
  readPosition,
  savePosition,
  type WatchedOrder,
} from '../libs/postgres/watch/watch-store';
import { openOverdueAttentions, type OverdueReport } from './watch/overdue-attention';
import { mendRefundsAndDisputes, type BesideContext, type BesideReport } from './watch/mend-beside';
import { nowOf } from './steps/step-context';

/** The watch over what only a workflow does, for when there is none. Each call is one bounded batch. */
export interface WatchActivities {
  /** Calls for a person where a hold should be over and is not; from rows alone. */
  callForOverdueHolds(): Promise<OverdueReport>;
  /** Looks how the workflows of the next open orders stand, and has those orders mended that nobody looks after. */
  walkOpenOrders(): Promise<WalkReport>;
  /** Brings the workflows of refunds and disputes back that died with work open. */
  mendRefundsAndDisputes(): Promise<BesideReport>;
}

/** How many orders one part of the walk looked at, and how many of them seem to have no workflow. */
export interface WalkReport {
  readonly walked: number;
  readonly suspicious: number;
  /** Whether the walk came to the end of the open orders. */
  readonly isRound: boolean;
}

/** Activities of the watch over all orders, for a worker to register. Each may be repeated. */
export function createWatchActivities(context: BesideContext): WatchActivities {
  return {
    callForOverdueHolds: () => openOverdueAttentions(context),
    walkOpenOrders: () => walkOpenOrders(context),
    mendRefundsAndDisputes: () => mendRefundsAndDisputes(context),
  };
}

/** So many orders are read at once, and looked at before the place of the walk moves. */
const BATCH = 100;
/** Looks at Temporal at one time: few enough for a small server. */
const LOOKS_AT_ONCE = 10;
/** With a walk each minute, 100,000 open orders are gone through in under an hour. */
const BATCHES_AT_MOST = 20;
/** No new batch is begun after this, so that the activity ends well within its time. */
const WALKS_FOR_MS = 15_000;
/** Orders that are mended are few; when Temporal has lost all of them, the next walks go on. */
const CALLED_AT_MOST = 200;

async function walkOpenOrders(context: BesideContext): Promise<WalkReport> {
  const { database, clock } = context;
  const stopAt = clock().getTime() + WALKS_FOR_MS;
  for (const orderId of await ordersWithMissingAttention(database, CALLED_AT_MOST)) await context.runs.mend(orderId);
  let position = await readPosition(database);
  let walked = 0;
  let suspicious = 0;
  let isRound = false;
  for (let batch = 0; batch < BATCHES_AT_MOST && !isRound && clock().getTime() < stopAt; batch++) {
    const orders = await openOrdersAfter(database, position, nowOf(context), BATCH);
    const suspects = await findSuspects(context, orders);
    for (const orderId of suspects) await context.runs.mend(orderId);
    walked += orders.length;
    suspicious += suspects.length;
    isRound = orders.length < BATCH;
    position = isRound ? '' : (orders.at(-1)?.orderId ?? '');
    await savePosition(database, position, nowOf(context));
  }
  return { walked, suspicious, isRound };
}

/** Orders that nobody looks after, and those that somebody is still called about. */
async function findSuspects({ runs }: BesideContext, orders: readonly WatchedOrder[]): Promise<string[]> {
  const waiting = [...orders];
  const suspects: string[] = [];
  const looker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { orderId, isCalled } = next;
      if (isCalled || troubleOf(await runs.look(orderId)) !== undefined) suspects.push(orderId);
    }
  };
  await Promise.all(Array.from({ length: LOOKS_AT_ONCE }, looker));
  return suspects;
}
