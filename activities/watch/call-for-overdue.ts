import type { AttentionCode } from '../../libs/domain/payment/payment';
import { callAbout, closeAttention, openCallsOf } from '../../libs/postgres/orders/attention-store';
import { recordIntent } from '../../libs/postgres/orders/order-change';
import { findOverdue, ordersCalledOverdue, type OverdueHold } from '../../libs/postgres/watch/overdue-store';
import { byHoldfast } from '../steps/occasion';
import type { BesideNeeds } from './mend-beside';
import { nowOf } from '../steps/payment-needs';

export interface OverdueReport {
  readonly overdue: number;
  readonly closed: number;
}

/** What is due is done within seconds; a few attempts in vain are no reason to call anybody. */
const OVERDUE_AFTER_SECONDS = 5 * 60;
const BATCH = 200;

/** Calls for a person about each hold that should be over, and takes the calls back whose hold is. */
export async function callForOverdue(needs: BesideNeeds): Promise<OverdueReport> {
  const { database } = needs;
  const overdue = await findOverdue(database, nowOf(needs), OVERDUE_AFTER_SECONDS, BATCH);
  for (const hold of overdue) await call(needs, hold);
  const still = new Set(overdue.map(({ orderId }) => orderId));
  // With more of them than fit, nobody knows of the others: their calls stay.
  const called = overdue.length < BATCH ? await ordersCalledOverdue(database, BATCH) : [];
  const over = called.filter((orderId) => !still.has(orderId));
  for (const orderId of over) {
    await recordIntent(database, byHoldfast(needs, orderId), (change) =>
      closeAttention(change, 'release_overdue', 'what was overdue is done'),
    );
  }
  return { overdue: overdue.length, closed: over.length };
}

/** Calls that can be the reason why nothing happens. */
const REASONS: ReadonlySet<AttentionCode> = new Set<AttentionCode>([
  'workflow_missing',
  'provider_misuse',
  'step_failing',
  'final_capture_failed',
  'unknown_answer',
  'deployment_conflict',
  'hold_lost',
]);

async function call(needs: BesideNeeds, hold: OverdueHold): Promise<void> {
  const { orderId } = hold;
  await recordIntent(needs.database, byHoldfast(needs, orderId), async (change) => {
    const calls = await openCallsOf(change.transaction, orderId);
    const reasons = calls.filter(({ code }) => REASONS.has(code)).map(({ code, message }) => `${code}: ${message}`);
    const why =
      reasons.length > 0
        ? ` Why: ${reasons.join('; ')}`
        : ' Why is not known: look at Stripe, Temporal and the log of the worker';
    await callAbout(change, 'release_overdue', `${whatIsOverdue(hold)}.${why}`);
  });
  needs.log.error({ orderId, state: hold.state, dueAt: hold.dueAt }, 'what was due for the order was not done in time');
}

function whatIsOverdue({ state, dueAt, captureBefore }: OverdueHold): string {
  switch (state) {
    case 'held': {
      const drops = captureBefore === null ? '' : `; the network drops the hold at ${captureBefore}`;
      return `the hold should have been captured or given back at ${dueAt}, and was not${drops}`;
    }
    case 'awaited':
      return `the payment should have been given up at ${dueAt}, and was not`;
  }
}
