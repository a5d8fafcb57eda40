import { secondsBetween } from '../../libs/domain/orders/deadline';
import { KEY_TRUSTED_SECONDS, refundKey } from '../../libs/domain/provider/idempotency-key';
import { money } from '../../libs/domain/money/money';
import { isKeySpent, ProviderMisuse, ProviderUnavailable } from '../../libs/domain/provider/payment-gateway';
import { refundConflict, type RefundFact } from '../../libs/domain/refunds/refund';
import type { RefundAnswer, RefundReading, RefundRequest } from '../../libs/domain/provider/refund-gateway';
import { planRefund } from '../../libs/domain/refunds/refund-plan';
import type { RequestRefundStep } from '../../libs/domain/refunds/refund-steps';
import { recordIntent, recordOutcome, type Occasion, type OrderChange } from '../../libs/postgres/orders/order-change';
import { readRefundBooks } from '../../libs/postgres/refunds/refund-books-store';
import {
  changePart,
  findRefund,
  getRefund,
  saveRefund,
  type RefundPartRow,
  type RefundRow,
  type StoredRefund,
} from '../../libs/postgres/refunds/refund-store';
import { mayBeOnItsWay } from '../steps/on-its-way';
import { nowOf, type PaymentNeeds } from '../steps/payment-needs';
import { recordReading, type PartChange } from './record-refund';
import { recordRefundRefusal } from './record-refund-refusal';
import { factOfRefund } from './refund-facts';
import { reverseShares } from '../connect/reverse-shares';

/** Gives money back: intent, then for each part of it call and outcome. */
export async function askForRefund(needs: PaymentNeeds, step: RequestRefundStep): Promise<RefundFact> {
  const intent = await recordRefundIntent(needs, step);
  if ('fact' in intent) return intent.fact;
  const { stored, repeated } = intent;
  for (const row of stored.parts.filter(isUnanswered)) {
    await move({ needs, step, refund: stored.refund, row }, repeated);
  }
  await tryToReverseShares(needs, step);
  return recordIntent(needs.database, occasionOf(needs, step), async ({ transaction, at }) =>
    factOfRefund(await getRefund(transaction, step.orderId, step.command.refundId), at),
  );
}

/** The buyer's money does not wait for other people's: what fails here stays due, and is tried again by `readRefund`. */
async function tryToReverseShares(needs: PaymentNeeds, step: RequestRefundStep): Promise<void> {
  const { orderId, command } = step;
  try {
    await reverseShares(needs, occasionOf(needs, step), command.refundId);
  } catch (error) {
    if (!(error instanceof ProviderUnavailable || error instanceof ProviderMisuse)) throw error;
    const { refundId } = command;
    needs.log.warn({ orderId, refundId, reason: error.message }, 'shares are not reversed yet; they are tried again');
  }
}

type RefundIntent =
  | { readonly fact: RefundFact }
  | {
      readonly stored: StoredRefund;
      /** An earlier attempt may have asked the provider already. */
      readonly repeated: boolean;
    };

/**
 * Plans and reserves in one transaction that holds the order's lock: two refunds at once can never promise the same
 * unit or the same money.
 */
async function recordRefundIntent(needs: PaymentNeeds, step: RequestRefundStep): Promise<RefundIntent> {
  const { orderId, command } = step;
  return recordIntent(needs.database, occasionOf(needs, step), async (change): Promise<RefundIntent> => {
    const { transaction } = change;
    const known = await findRefund(transaction, orderId, command.refundId);
    if (known !== undefined && !mayAskAgain(known, command.acceptanceId)) {
      if (known.refund.content_hash !== command.contentHash) {
        return { fact: { kind: 'refund_refused', refusal: refundConflict(command.refundId) } };
      }
      return { stored: known, repeated: true };
    }
    const plan = planRefund(await readRefundBooks(transaction, orderId), command);
    if (plan.kind === 'refused') return { fact: { kind: 'refund_refused', refusal: plan.refusal } };
    return { stored: await saveRefund(change, command, plan.amount, plan.parts), repeated: false };
  });
}

/** A refused refund may be asked for again, but not by another attempt of the request that was refused. */
function mayAskAgain({ refund }: StoredRefund, acceptanceId: string): boolean {
  return refund.status === 'refused' && refund.acceptance_id !== acceptanceId;
}

function isUnanswered({ state }: RefundPartRow): boolean {
  return state === 'requested' || state === 'unknown';
}

interface Move {
  readonly needs: PaymentNeeds;
  readonly step: RequestRefundStep;
  readonly refund: RefundRow;
  readonly row: RefundPartRow;
}

async function move(part: Move, repeated: boolean): Promise<void> {
  if (!repeated) return ask(part, true);
  const found = await find(part);
  if (found !== undefined) return record(part, (change) => recordReading(change, found));
  const { key_first_used_at: firstUsedAt } = part.row;
  const age = firstUsedAt === null ? Infinity : secondsBetween(firstUsedAt, nowOf(part.needs));
  return age < KEY_TRUSTED_SECONDS ? askAgain(part) : ask({ ...part, row: await renewKey(part) });
}

/** The key may be spent on an earlier request: once that cannot be under way any more, a read tells whether it did anything. */
async function askAgain(part: Move): Promise<void> {
  const row = await recordAskedAgain(part);
  if (row === undefined) return;
  const again = { ...part, row };
  try {
    await ask(again);
  } catch (error) {
    if (!isKeySpent(error) || mayBeOnItsWay(part.needs, part.row.updated_at)) throw error;
    const found = await find(again);
    if (found !== undefined) return record(again, (change) => recordReading(change, found));
    return ask({ ...again, row: await renewKey(again) });
  }
}

/** The row changes before every request, so that its age is that of the last one. Undefined once it has an outcome. */
async function recordAskedAgain({ needs, step, row }: Move): Promise<RefundPartRow | undefined> {
  return recordIntent(needs.database, occasionOf(needs, step), async (change) => {
    const current = await currentPart(change, row);
    if (!isUnanswered(current)) return undefined;
    await changePart(change, current, current.state, {});
    return currentPart(change, row);
  });
}

async function ask(part: Move, firstUse = false): Promise<void> {
  let answer: RefundAnswer;
  try {
    answer = await part.needs.gateway.refund({ ...requestOf(part), firstUse });
  } catch (error) {
    if (!(error instanceof ProviderUnavailable)) throw error;
    if (error.details.replayed) return resolveReplayed(part, error);
    if (!error.details.notExecuted) await recordUnknown(part);
    throw error;
  }
  if (answer.kind === 'answered') {
    const { refund } = answer;
    return record(part, (change) => recordReading(change, refund));
  }
  // A refusal may be the provider's answer to a refund that it made before, under a key that it forgot.
  const refusal = answer;
  const found = await find(part);
  if (found !== undefined) return record(part, (change) => recordReading(change, found));
  const { gateway } = part.needs;
  const chargeId = chargeOf(part.row);
  const strange = await gateway.strangeRefunds(chargeId);
  const readAt = nowOf(part.needs);
  const disputes = refusal.reason === 'disputed' ? await gateway.disputesOf(chargeId) : [];
  return record(part, (change) => recordRefundRefusal(change, refusal, { strange, disputes, readAt }));
}

/** The provider will answer this key with the same failure for ever; what it did before it failed, only a read tells. */
async function resolveReplayed(part: Move, error: ProviderUnavailable): Promise<void> {
  const found = await find(part);
  if (found !== undefined) return record(part, (change) => recordReading(change, found));
  await renewKey(part);
  throw error;
}

function find({ needs, row }: Move): Promise<RefundReading | undefined> {
  return needs.gateway.findRefund({ ref: refOf(row), chargeId: chargeOf(row) });
}

/** Only after a read proved that nothing happened under the old key. */
async function renewKey({ needs, step, row }: Move): Promise<RefundPartRow> {
  return recordIntent(needs.database, occasionOf(needs, step), async (change) => {
    const current = await currentPart(change, row);
    const generation = row.generation + 1;
    if (!isUnanswered(current) || current.generation !== row.generation) return current;
    await changePart(change, current, current.state, {
      generation,
      idempotency_key: refundKey(row.order_id, row.refund_id, row.part, generation),
      key_first_used_at: change.at,
    });
    return currentPart(change, row);
  });
}

/** Writes down that nobody saw the provider's answer: only a read of the provider leaves this state. */
async function recordUnknown(part: Move): Promise<void> {
  await record(part, ({ change, row }) => changePart(change, row, 'unknown', {}));
}

/** Records an outcome, once: another worker with the same step in hand may have been faster. */
async function record(part: Move, work: (change: PartChange) => Promise<void>): Promise<void> {
  const { needs, step, refund } = part;
  await recordOutcome(needs.database, occasionOf(needs, step), async (change) => {
    const row = await currentPart(change, part.row);
    if (!isUnanswered(row)) return;
    await work({ change, row, currency: refund.currency, readAfterSeconds: needs.settlementReadAfterSeconds });
  });
}

async function currentPart({ transaction }: OrderChange, row: RefundPartRow): Promise<RefundPartRow> {
  const { parts } = await getRefund(transaction, row.order_id, row.refund_id);
  return parts.find(({ part }) => part === row.part) ?? row;
}

function requestOf({ row, refund }: Move): RefundRequest {
  return {
    ref: refOf(row),
    idempotencyKey: keyOf(row),
    chargeId: chargeOf(row),
    amount: money(row.amount, refund.currency),
    reason: refund.reason,
  };
}

function refOf({ order_id: orderId, refund_id: refundId, part }: RefundPartRow): RefundRequest['ref'] {
  return { orderId, refundId, part };
}

function keyOf({ idempotency_key: key, refund_id }: RefundPartRow): string {
  if (key === null) throw new Error(`Bug! Refund ${refund_id} was made at Stripe and is not asked for`);
  return key;
}

function chargeOf({ charge_id: chargeId, authorization_id }: RefundPartRow): string {
  if (chargeId === null) throw new Error(`Bug! Authorization ${authorization_id} was captured, but has no charge`);
  return chargeId;
}

function occasionOf(needs: PaymentNeeds, { orderId, command }: RequestRefundStep): Occasion {
  const origin = { actor: 'shop', requestId: command.requestId, eventId: null } as const;
  return { orderId, at: nowOf(needs), origin };
}
