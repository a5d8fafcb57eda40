import { addSeconds, isDue, secondsBetween } from '../../libs/domain/orders/deadline';
import type { ReversalAnswer, ReversalReading, ReversalRef } from '../../libs/domain/provider/connect-gateway';
import { inMovedCurrency } from '../../libs/domain/connect/connect-return';
import { growingPause } from '../../libs/domain/orders/growing-pause';
import { KEY_TRUSTED_SECONDS, reversalKey } from '../../libs/domain/provider/idempotency-key';
import { reportedMoney } from '../../libs/domain/money/money';
import { isKeySpent, ProviderUnavailable } from '../../libs/domain/provider/payment-gateway';
import { OPEN_REVERSALS } from '../../libs/domain/orders/reversal-state';
import { recordIntent, recordOutcome, type Occasion, type OrderChange } from '../../libs/postgres/orders/order-change';
import {
  askedOfShare,
  changeReversal,
  getReversal,
  openReversals,
  type ReversalRow,
} from '../../libs/postgres/connect/reversal-store';
import { inTransaction } from '../../libs/postgres/database/transaction';
import { mayBeOnItsWay } from '../steps/on-its-way';
import type { PaymentNeeds } from '../steps/payment-needs';
import { recordReversal, recordReversalRefused, recordReversalUnknown } from './record-reversal';
import { readShares, recordShares } from './record-shares';

/**
 * Takes back what was sent on, and gives back what was taken as fee, for a refund that Stripe has made: for each piece of
 * it intent, call, outcome. What cannot be done yet stays due. Never by Stripe's own `reverse_transfer` and
 * `refund_application_fee`: those round in their own way, and are refused while more can be captured.
 * Source: https://docs.stripe.com/payments/multicapture
 */
export async function reverseShares(needs: PaymentNeeds, occasion: Occasion, refundId: string): Promise<void> {
  const open = await findOpen(needs, occasion, refundId);
  await lookForShares(needs, occasion, open);
  for (const row of open) await reverse({ needs, occasion, row });
}

async function findOpen(needs: PaymentNeeds, { orderId }: Occasion, refundId: string): Promise<ReversalRow[]> {
  return inTransaction(needs.database, (transaction) => openReversals(transaction, orderId, refundId));
}

/** A refund can come before the settlement of what it gives back: then what was sent on is not known yet. */
async function lookForShares(needs: PaymentNeeds, occasion: Occasion, open: readonly ReversalRow[]): Promise<void> {
  const { orderId } = occasion;
  const missing = open.filter(({ share_id }) => share_id === null);
  for (const chargeId of new Set(missing.map(({ charge_id }) => charge_id))) {
    const currency = missing[0]?.order_currency;
    if (chargeId === null || currency === undefined) continue;
    const charge = { orderId, chargeId, currency };
    const readings = await readShares(needs, charge);
    await recordOutcome(needs.database, occasion, (change) => recordShares(change, charge, readings));
  }
}

interface Reversal {
  readonly needs: PaymentNeeds;
  readonly occasion: Occasion;
  readonly row: ReversalRow;
}

async function reverse(reversal: Reversal): Promise<void> {
  const intent = await recordReversalIntent(reversal);
  if (intent === undefined) return;
  const asked = { ...reversal, row: intent.row };
  if (!intent.repeated) return ask(asked, true);
  const found = await find(asked);
  if (found !== undefined) return record(asked, (change, row) => recordReversal(change, row, found));
  const age = secondsBetween(intent.row.key_first_used_at ?? intent.row.created_at, reversal.occasion.at);
  return age < KEY_TRUSTED_SECONDS ? askAgain(asked, intent.askedAt) : ask({ ...asked, row: await renewKey(asked) });
}

/** The key may be spent on an earlier request: once that cannot be under way any more, a read tells whether it did anything. */
async function askAgain(reversal: Reversal, askedAt: string): Promise<void> {
  try {
    await ask(reversal);
  } catch (error) {
    if (!isKeySpent(error) || mayBeOnItsWay(reversal.needs, askedAt)) throw error;
    const found = await find(reversal);
    if (found !== undefined) return record(reversal, (change, row) => recordReversal(change, row, found));
    return ask({ ...reversal, row: await renewKey(reversal) });
  }
}

interface ReversalIntent {
  readonly row: ReversalRow;
  /** An earlier attempt may have asked the provider already. */
  readonly repeated: boolean;
  /** When it was asked last: the row changes before every request. */
  readonly askedAt: string;
}

/** Undefined when there is nothing to ask for now. */
async function recordReversalIntent(reversal: Reversal): Promise<ReversalIntent | undefined> {
  const { needs, occasion } = reversal;
  return recordIntent(needs.database, occasion, async (change) => {
    const row = await getReversal(change.transaction, reversal.row);
    if (!OPEN_REVERSALS.includes(row.state)) return undefined;
    const { updated_at: askedAt } = row;
    if (row.idempotency_key !== null) {
      return { row: await changeReversal(change, row, row.state, {}), repeated: true, askedAt };
    }
    if (row.part_state === 'failed') {
      await changeReversal(change, row, 'dropped', {});
      return undefined;
    }
    const returned = await returnedOf(change, row);
    if (returned === undefined) {
      await postpone(change, row, Math.min(FIRST_PAUSE_AT_MOST_SECONDS, needs.settlementReadAfterSeconds));
      return undefined;
    }
    const named = await changeReversal(change, row, row.state, {
      ...keyOf(row, row.generation),
      key_first_used_at: change.at,
      returned,
    });
    if (returned > 0) return { row: named, repeated: false, askedAt: change.at };
    // So little that it is nothing in the currency of the share.
    await changeReversal(change, named, 'done', {});
    return undefined;
  });
}

/** What to ask for, in the currency that the share was moved in; undefined while the share is not known. */
async function returnedOf({ transaction }: OrderChange, row: ReversalRow): Promise<number | undefined> {
  if (row.share_amount === null) return undefined;
  const before = await askedOfShare(transaction, row);
  return inMovedCurrency({ asked: row.asked, moved: row.share_amount }, row.amount, before.amount, before.returned);
}

/** What was sent on comes with the settlement: within seconds as a rule, within an hour by Stripe's promise. */
const FIRST_PAUSE_AT_MOST_SECONDS = 60;
const PAUSE_AT_MOST_SECONDS = 24 * 60 * 60;
/** Nothing that Stripe ever sends on takes that long. */
const GIVEN_UP_AFTER_SECONDS = 30 * 24 * 60 * 60;

async function postpone(change: OrderChange, row: ReversalRow, firstPauseSeconds: number): Promise<void> {
  if (isDue(addSeconds(row.created_at, GIVEN_UP_AFTER_SECONDS), change.at)) {
    return recordReversalRefused(change, row, 'never_sent');
  }
  const reads = row.reads + 1;
  const pause = growingPause(firstPauseSeconds, reads, PAUSE_AT_MOST_SECONDS);
  await changeReversal(change, row, row.state, { reads, due_at: addSeconds(change.at, pause) });
}

async function ask(reversal: Reversal, firstUse = false): Promise<void> {
  let answer: ReversalAnswer;
  try {
    answer = await reversal.needs.gateway.reverseShare({ ...requestOf(reversal.row), firstUse });
  } catch (error) {
    if (!(error instanceof ProviderUnavailable)) throw error;
    if (error.details.replayed) return resolveReplayed(reversal, error);
    if (!error.details.notExecuted) await record(reversal, recordReversalUnknown);
    throw error;
  }
  if (answer.kind === 'answered') {
    const reading = answer.reversal;
    return record(reversal, (change, row) => recordReversal(change, row, reading));
  }
  // A refusal may be Stripe's answer to a reversal that it made before, under a key that it forgot.
  const { code } = answer;
  const found = await find(reversal);
  return record(reversal, (change, row) =>
    found === undefined ? recordReversalRefused(change, row, code) : recordReversal(change, row, found),
  );
}

/** The provider will answer this key with the same failure for ever; what it did before it failed, only a read tells. */
async function resolveReplayed(reversal: Reversal, error: ProviderUnavailable): Promise<void> {
  const found = await find(reversal);
  if (found !== undefined) return record(reversal, (change, row) => recordReversal(change, row, found));
  await renewKey(reversal);
  throw error;
}

function find({ needs, row }: Reversal): Promise<ReversalReading | undefined> {
  return needs.gateway.findReversal({ ref: refOf(row), kind: row.kind, stripeId: shareOf(row).stripeId });
}

/** Only after a read proved that nothing happened under the old key. */
async function renewKey({ needs, occasion, row }: Reversal): Promise<ReversalRow> {
  return recordIntent(needs.database, occasion, async (change) => {
    const current = await getReversal(change.transaction, row);
    const generation = row.generation + 1;
    if (!OPEN_REVERSALS.includes(current.state) || current.generation !== row.generation) return current;
    return changeReversal(change, current, current.state, { ...keyOf(row, generation), key_first_used_at: change.at });
  });
}

/** Records an outcome, once: another worker with the same refund in hand may have been faster. */
async function record(
  { needs, occasion, row }: Reversal,
  work: (change: OrderChange, row: ReversalRow) => Promise<void>,
): Promise<void> {
  await recordOutcome(needs.database, occasion, async (change) => {
    const current = await getReversal(change.transaction, row);
    if (OPEN_REVERSALS.includes(current.state)) await work(change, current);
  });
}

function requestOf(row: ReversalRow): Parameters<PaymentNeeds['gateway']['reverseShare']>[0] {
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
