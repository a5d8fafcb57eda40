import { addSeconds } from '../libs/domain/orders/deadline';
import { findLateRefunds, findUnansweredRefunds } from '../libs/postgres/refunds/open-refund-store';
import {
  openOrdersAfter,
  ordersCalledMissing,
  readPosition,
  rememberRuns,
  savePosition,
} from '../libs/postgres/watch/watch-store';
import { callForOverdue, type OverdueReport } from './watch/call-for-overdue';
import type { MendNeeds } from './watch/mend-order';
import { nowOf } from './steps/payment-needs';

/** The watch over what only a workflow does, for when there is none. Each call is one bounded batch. */
export interface WatchActivities {
  /** Calls for a person where a hold should be over and is not; from rows alone. */
  callForOverdueHolds(): Promise<OverdueReport>;
  /** Compares the next open orders with the workflows that run, and has those mended that have none. */
  walkOpenOrders(): Promise<WalkReport>;
  /** Brings refunds back to life that have work open, and whose time to do it has passed. */
  wakeRefunds(): Promise<WakeReport>;
}

export interface WalkReport {
  readonly walked: number;
  readonly suspicious: number;
  /** Whether the walk came to the end of the open orders. */
  readonly isRound: boolean;
}

export interface WakeReport {
  readonly asked: number;
  readonly woken: number;
}

/** Activities of the watch over all orders, for a worker to register. Each may be repeated. */
export function createWatchActivities(needs: MendNeeds): WatchActivities {
  return {
    callForOverdueHolds: () => callForOverdue(needs),
    walkOpenOrders: () => walkOpenOrders(needs),
    wakeRefunds: () => wakeRefunds(needs),
  };
}

/** So many ids in one question to Temporal. */
const BATCH = 100;
/** With a walk each minute, 100,000 open orders are gone through in under an hour. */
const BATCHES_AT_MOST = 20;
/** No new batch is begun after this, so that the activity ends well within its time. */
const WALKS_FOR_MS = 15_000;
/** Orders that are mended are few; when Temporal has lost all of them, the next walks go on. */
const CALLED_AT_MOST = 200;

async function walkOpenOrders(needs: MendNeeds): Promise<WalkReport> {
  const { database, clock } = needs;
  const stopAt = clock().getTime() + WALKS_FOR_MS;
  const called = await ordersCalledMissing(database, CALLED_AT_MOST);
  for (const orderId of called) await needs.runs.mend(orderId);
  let position = await readPosition(database);
  let walked = 0;
  let suspicious = 0;
  let isRound = false;
  for (let batch = 0; batch < BATCHES_AT_MOST && !isRound && clock().getTime() < stopAt; batch++) {
    const orders = await openOrdersAfter(database, position, nowOf(needs), BATCH);
    const suspects = await findSuspects(needs, orders);
    for (const orderId of suspects) await needs.runs.mend(orderId);
    walked += orders.length;
    suspicious += suspects.length;
    isRound = orders.length < BATCH;
    position = isRound ? '' : (orders.at(-1)?.orderId ?? '');
    await savePosition(database, position, nowOf(needs));
  }
  return { walked, suspicious, isRound };
}

/** Orders to be looked at one by one: without a listed run, with another than before, or with one that has problems. */
async function findSuspects(needs: MendNeeds, orders: Awaited<ReturnType<typeof openOrdersAfter>>): Promise<string[]> {
  const listed = await needs.runs.listOpen(orders.map(({ orderId }) => orderId));
  const suspects: string[] = [];
  const unseen: { orderId: string; runId: string }[] = [];
  for (const { orderId, runId } of orders) {
    const run = listed.get(orderId);
    const isAsBefore = run !== undefined && !run.hasProblems && (runId === null || runId === run.runId);
    if (!isAsBefore) suspects.push(orderId);
    else if (runId === null) unseen.push({ orderId, runId: run.runId });
  }
  await rememberRuns(needs.database, unseen);
  return suspects;
}

/** Longer than an attempt takes with all its pauses, so that a refund whose workflow runs is hardly ever meant. */
const REFUND_LATE_AFTER_SECONDS = 5 * 60;
const REFUNDS_AT_MOST = 100;

async function wakeRefunds(needs: MendNeeds): Promise<WakeReport> {
  const { database, runs } = needs;
  const before = addSeconds(nowOf(needs), -REFUND_LATE_AFTER_SECONDS);
  const unanswered = await findUnansweredRefunds(database, before, REFUNDS_AT_MOST);
  for (const { orderId, command } of unanswered) await runs.startRefund(orderId, command);
  const late = await findLateRefunds(database, before, REFUNDS_AT_MOST);
  for (const { orderId, refundId } of late) {
    await runs.wakeRefund(orderId, refundId, `refund-late/${orderId}/${refundId}/${before}`);
  }
  return { asked: unanswered.length, woken: late.length };
}
