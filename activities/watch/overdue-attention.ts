import type { AttentionCode } from '../../libs/domain/payment/payment';
import { openAttentionAbout, closeAttention, openAttentionsOf } from '../../libs/postgres/orders/attention-store';
import { recordIntent } from '../../libs/postgres/orders/order-change';
import { findOverdue, ordersWithOverdueAttention, type OverdueHold } from '../../libs/postgres/watch/overdue-store';
import { byHoldfast } from '../steps/change-source';
import type { BesideContext } from './mend-beside';
import { nowOf } from '../steps/step-context';

/** How many alerts about overdue holds and payments one run opened or kept, and how many it closed. */
export interface OverdueReport {
  readonly overdue: number;
  readonly closed: number;
}

/** What is due is done within seconds; a few attempts in vain are no reason to call anybody. */
const OVERDUE_AFTER_SECONDS = 5 * 60;
const BATCH = 200;

/** Calls for a person about each hold that should be over, and takes the calls back whose hold is. */
export async function openOverdueAttentions(context: BesideContext): Promise<OverdueReport> {
  const { database } = context;
  const overdue = await findOverdue(database, nowOf(context), OVERDUE_AFTER_SECONDS, BATCH);
  for (const hold of overdue) await call(context, hold);
  const still = new Set(overdue.map(({ orderId }) => orderId));
  // With more of them than fit, nobody knows of the others: their calls stay.
  const called = overdue.length < BATCH ? await ordersWithOverdueAttention(database, BATCH) : [];
  const over = called.filter((orderId) => !still.has(orderId));
  for (const orderId of over) {
    await recordIntent(database, byHoldfast(context, orderId), (change) =>
      closeAttention(change, 'release_overdue', 'nothing is overdue any more'),
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

async function call(context: BesideContext, hold: OverdueHold): Promise<void> {
  const { orderId } = hold;
  await recordIntent(context.database, byHoldfast(context, orderId), async (change) => {
    const calls = await openAttentionsOf(change.transaction, orderId);
    const reasons = calls.filter(({ code }) => REASONS.has(code)).map(({ code, message }) => `${code}: ${message}`);
    const why =
      reasons.length > 0
        ? ` Why: ${reasons.join('; ')}`
        : ` The cause is not known: look at ${change.provider.name}, Temporal and the log of the worker`;
    await openAttentionAbout(change, 'release_overdue', `${whatIsOverdue(hold)}.${why}`);
  });
  context.log.error(
    { orderId, state: hold.state, dueAt: hold.dueAt },
    'something that was due for the order was not done in time',
  );
}

function whatIsOverdue({ state, dueAt, captureBefore }: OverdueHold): string {
  switch (state) {
    case 'held': {
      const drops = captureBefore === null ? '' : `; the hold expires at ${captureBefore}`;
      return `the hold was due to be captured or released at ${dueAt}, and was not${drops}`;
    }
    case 'awaited':
      return `the payment was due to be abandoned at ${dueAt}, and was not`;
  }
}
