import { addSeconds, isDue } from '../../libs/domain/orders/deadline';
import type { ReversalAnswer, ReversalRef } from '../../libs/domain/provider/connect-gateway';
import { inMovedCurrency } from '../../libs/domain/connect/connect-return';
import { nextLookAt } from '../../libs/domain/orders/growing-pause';
import { reversalKey } from '../../libs/domain/provider/idempotency-key';
import { reportedMoney } from '../../libs/domain/money/money';
import { OPEN_REVERSALS } from '../../libs/domain/orders/reversal-state';
import { recordIntent, type ChangeSource, type OrderChange } from '../../libs/postgres/orders/order-change';
import { askedOfShare } from '../../libs/postgres/connect/asked-of-share';
import {
  changeReversal,
  getReversal,
  openReversals,
  reversalName,
  type ReversalRow,
} from '../../libs/postgres/connect/reversal-store';
import { inTransaction } from '../../libs/postgres/database/transaction';
import { recordAskedAgain, recordOnce, recordUnknown, takeNextKey, type KeyedRow } from '../steps/call-row';
import type { StepContext } from '../steps/step-context';
import { carryOutCall, type Begun, type ProviderCall } from '../steps/provider-call';
import { recordReversal, recordReversalRefused, recordReversalUnknown } from './record-reversal';
import { lookForShares } from './look-for-shares';

/**
 * Takes back what was sent on, and gives back what was taken as fee, for a refund that Stripe has made: for each piece
 * of it intent, call, outcome. What cannot be done yet stays due. Never by Stripe's own `reverse_transfer` and
 * `refund_application_fee`: those round in their own way, and are refused while more can be captured. Source:
 * https://docs.stripe.com/payments/multicapture
 */
export async function reverseShares(context: StepContext, source: ChangeSource, refundId: string): Promise<void> {
  const open = await findOpen(context, source, refundId);
  await lookForShares(context, source, open);
  for (const row of open) await carryOutCall(context, reversalCall(context, source, row));
}

async function findOpen(context: StepContext, { orderId }: ChangeSource, refundId: string): Promise<ReversalRow[]> {
  return inTransaction(context.database, (transaction) => openReversals(transaction, orderId, refundId));
}

/** A reversal by its row, which is its outcome too once it is answered. */
function reversalRow(
  context: StepContext,
  source: ChangeSource,
  asked: ReversalRow,
): KeyedRow<ReversalRow, ReversalRow> {
  return {
    database: context.database,
    source: () => source,
    read: ({ transaction }) => getReversal(transaction, asked),
    outcomeOf: (row) => (isOpen(row) ? undefined : row),
    // The row changes before every request, so that its age is that of the last one.
    touch: (change, row) => changeReversal(change, row, row.state, {}),
    generationOf: ({ generation }) => generation,
    renew: (change, row, generation) =>
      changeReversal(change, row, row.state, { ...keyOf(row, generation), key_first_used_at: change.at }),
  };
}

/** Done as well where there is nothing to ask for now. */
function reversalCall(
  context: StepContext,
  source: ChangeSource,
  planned: ReversalRow,
): ProviderCall<ReversalRow, ReversalAnswer, ReversalRow> {
  const asked = reversalRow(context, source, planned);
  const readOutcome = async (row: ReversalRow): Promise<ReversalRow | undefined> => {
    const search = { ref: refOf(row), kind: row.kind, stripeId: shareOf(row).stripeId };
    const found = await context.gateway.findReversal(search);
    return found && recordOnce(asked, (change, current) => recordReversal(change, current, found));
  };
  return {
    name: `reversal ${reversalName(planned)}`,
    recordIntent: () =>
      recordIntent(context.database, source, (change) => recordReversalIntent(context, change, planned)),
    readOutcome,
    recordAskedAgain: () => recordAskedAgain(asked),
    ask: (row, firstUse) => context.gateway.reverseShare({ ...requestOf(row), firstUse }),
    recordAnswer: async (row, answer) => {
      if (answer.kind === 'answered') {
        return recordOnce(asked, (change, current) => recordReversal(change, current, answer.reversal));
      }
      // A refusal may be Stripe's answer to a reversal that it made before, under a key that it forgot.
      const found = await readOutcome(row);
      return found ?? recordOnce(asked, (change, current) => recordReversalRefused(change, current, answer.code));
    },
    recordUnknown: () => recordUnknown(asked, recordReversalUnknown),
    keySpent: (row, spent) => takeNextKey(asked, row, spent),
  };
}

function isOpen({ state }: ReversalRow): boolean {
  return OPEN_REVERSALS.includes(state);
}

async function recordReversalIntent(
  { settlementReadAfterSeconds }: StepContext,
  change: OrderChange,
  planned: ReversalRow,
): Promise<Begun<ReversalRow, ReversalRow>> {
  const row = await getReversal(change.transaction, planned);
  if (!isOpen(row)) return { done: row };
  if (row.idempotency_key !== null) {
    const { key_first_used_at: firstAt, created_at, updated_at: lastAt } = row;
    return { ask: row, asked: { when: 'before', firstAt: firstAt ?? created_at, lastAt } };
  }
  if (row.part_state === 'failed') return { done: await changeReversal(change, row, 'dropped', {}) };
  const returned = await returnedOf(change, row);
  if (returned === undefined) {
    await postpone(change, row, Math.min(FIRST_PAUSE_AT_MOST_SECONDS, settlementReadAfterSeconds));
    return { done: row };
  }
  const { at } = change;
  const key = { ...keyOf(row, row.generation), key_first_used_at: at, returned };
  const named = await changeReversal(change, row, row.state, key);
  if (returned > 0) return { ask: named, asked: { when: 'never', firstAt: at, lastAt: at } };
  // So little that it is nothing in the currency of the share.
  return { done: await changeReversal(change, named, 'done', {}) };
}

/** What to ask for, in the currency that the share was moved in; undefined while the share is not known. */
async function returnedOf({ transaction }: OrderChange, row: ReversalRow): Promise<number | undefined> {
  if (row.share_amount === null) return undefined;
  const before = await askedOfShare(transaction, row);
  return inMovedCurrency({ asked: row.asked, moved: row.share_amount }, row.amount, before.amount, before.returned);
}

/** What was sent on comes with the settlement: within seconds as a rule, within an hour by Stripe's promise. */
const FIRST_PAUSE_AT_MOST_SECONDS = 60;
/** Nothing that Stripe ever sends on takes that long. */
const ABANDONED_AFTER_SECONDS = 30 * 24 * 60 * 60;

async function postpone(change: OrderChange, row: ReversalRow, firstPauseSeconds: number): Promise<void> {
  if (isDue(addSeconds(row.created_at, ABANDONED_AFTER_SECONDS), change.at)) {
    return recordReversalRefused(change, row, 'never_sent');
  }
  const reads = row.reads + 1;
  const due_at = nextLookAt(change.at, firstPauseSeconds, reads);
  await changeReversal(change, row, row.state, { reads, due_at });
}

function requestOf(row: ReversalRow): Parameters<StepContext['gateway']['reverseShare']>[0] {
  const { stripeId, currency } = shareOf(row);
  if (row.idempotency_key === null) throw new Error(`Bug! A reversal of ${stripeId} has no key`);
  return {
    ref: refOf(row),
    idempotencyKey: row.idempotency_key,
    kind: row.kind,
    stripeId,
    amount: reportedMoney(row.returned ?? 0, currency),
  };
}

function shareOf({ share_id, share_currency, capture_id }: ReversalRow): { stripeId: string; currency: string } {
  if (share_id === null || share_currency === null) throw new Error(`Bug! Nothing was sent on of ${capture_id}`);
  return { stripeId: share_id, currency: share_currency };
}

function refOf({ order_id: orderId, refund_id: refundId, part, reversal }: ReversalRow): ReversalRef {
  return { orderId, refundId, part, reversal };
}

function keyOf(
  { order_id, refund_id, part, reversal }: ReversalRow,
  generation: number,
): {
  generation: number;
  idempotency_key: string;
} {
  return { generation, idempotency_key: reversalKey(order_id, refund_id, part, reversal, generation) };
}
