import { nextKeyGeneration, refundKey } from '../../libs/domain/provider/idempotency-key';
import { money } from '../../libs/domain/money/money';
import { ProviderMisuse, ProviderUnavailable } from '../../libs/domain/provider/payment-gateway';
import { refundConflict, type RefundFact } from '../../libs/domain/refunds/refund';
import type { RefundAnswer, RefundRequest } from '../../libs/domain/provider/refund-gateway';
import { planRefund } from '../../libs/domain/refunds/refund-plan';
import type { RequestRefundStep } from '../../libs/domain/refunds/refund-steps';
import { recordIntent, recordOutcome, type Occasion, type OrderChange } from '../../libs/postgres/orders/order-change';
import { readRefundBooks } from '../../libs/postgres/refunds/refund-books-store';
import {
  changePart,
  findRefund,
  getRefund,
  partName,
  saveRefund,
  type PartKey,
  type RefundPartRow,
  type RefundRow,
  type StoredRefund,
} from '../../libs/postgres/refunds/refund-store';
import { nowOf, type PaymentNeeds } from '../steps/payment-needs';
import { carryOut, type Asked, type ProviderCall } from '../steps/provider-call';
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
    await carryOut(needs, partCall({ needs, step, refund: stored.refund }, row, repeated ? 'before' : 'never'));
  }
  await tryToReverseShares(needs, step);
  return recordIntent(needs.database, occasionOf(needs, step), async ({ transaction, at }) =>
    factOfRefund(await getRefund(transaction, step.orderId, step.command.refundId), at),
  );
}

/**
 * The buyer's money does not wait for other people's: what fails here stays due, and is tried again by `readRefund`.
 */
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

interface Refunding {
  readonly needs: PaymentNeeds;
  readonly step: RequestRefundStep;
  readonly refund: RefundRow;
}

/** One part of a refund; its intent is recorded with the whole refund. Its outcome is what its row says. */
function partCall(
  refunding: Refunding,
  planned: RefundPartRow,
  when: Asked['when'],
): ProviderCall<RefundPartRow, RefundAnswer, RefundPartRow> {
  const { needs, step, refund } = refunding;
  const { gateway } = needs;
  const intend = <Result>(work: (change: OrderChange) => Promise<Result>): Promise<Result> =>
    recordIntent(needs.database, occasionOf(needs, step), work);
  const readOutcome = async (row: RefundPartRow): Promise<RefundPartRow | undefined> => {
    const found = await gateway.findRefund({ ref: refOf(row), chargeId: chargeOf(row) });
    return found && record(refunding, row, (change) => recordReading(change, found));
  };
  return {
    name: `refund ${partName(planned)}`,
    recordIntent: () =>
      Promise.resolve({
        ask: planned,
        asked: { when, firstAt: planned.key_first_used_at ?? planned.created_at, lastAt: planned.updated_at },
      }),
    readOutcome,
    // The row changes before every request, so that its age is that of the last one.
    recordAskedAgain: (row) =>
      intend(async (change) => {
        const current = await currentPart(change, row);
        if (!isUnanswered(current)) return { done: current };
        await changePart(change, current, current.state, {});
        return { ask: current };
      }),
    ask: (row, firstUse) => gateway.refund({ ...requestOf(row, refund), firstUse }),
    recordAnswer: async (row, answer) => {
      if (answer.kind === 'answered') return record(refunding, row, (change) => recordReading(change, answer.refund));
      // A refusal may be the provider's answer to a refund that it made before, under a key that it forgot.
      return (await readOutcome(row)) ?? recordRefusal(refunding, row, answer);
    },
    recordUnknown: async (row) => {
      await record(refunding, row, ({ change, row: current }) => changePart(change, current, 'unknown', {}));
    },
    keySpent: (row, spent) =>
      intend(async (change) => {
        const current = await currentPart(change, row);
        if (!isUnanswered(current)) return { done: current };
        // Another worker with the same step in hand was faster.
        if (current.generation !== row.generation) return { ask: current };
        const generation = nextKeyGeneration(row.generation, spent);
        await changePart(change, current, current.state, {
          generation,
          idempotency_key: refundKey(row.order_id, row.refund_id, row.part, generation),
          key_first_used_at: change.at,
        });
        return { ask: await currentPart(change, row) };
      }),
  };
}

async function recordRefusal(
  refunding: Refunding,
  row: RefundPartRow,
  refusal: Extract<RefundAnswer, { kind: 'refused' }>,
): Promise<RefundPartRow> {
  const { gateway } = refunding.needs;
  const chargeId = chargeOf(row);
  const strange = await gateway.strangeRefunds(chargeId);
  const readAt = nowOf(refunding.needs);
  const disputes = refusal.reason === 'disputed' ? await gateway.disputesOf(chargeId) : [];
  return record(refunding, row, (change) => recordRefundRefusal(change, refusal, { strange, disputes, readAt }));
}

/** Records an outcome, once: another worker with the same step in hand may have been faster. */
async function record(
  { needs, step, refund }: Refunding,
  asked: PartKey,
  work: (change: PartChange) => Promise<void>,
): Promise<RefundPartRow> {
  return recordOutcome(needs.database, occasionOf(needs, step), async (change) => {
    const row = await currentPart(change, asked);
    if (!isUnanswered(row)) return row;
    await work({ change, row, currency: refund.currency, readAfterSeconds: needs.settlementReadAfterSeconds });
    return currentPart(change, row);
  });
}

async function currentPart({ transaction }: OrderChange, asked: PartKey): Promise<RefundPartRow> {
  const { parts } = await getRefund(transaction, asked.order_id, asked.refund_id);
  const row = parts.find(({ part }) => part === asked.part);
  if (row === undefined) throw new Error(`Bug! Refund ${partName(asked)} is gone`);
  return row;
}

function requestOf(row: RefundPartRow, refund: RefundRow): RefundRequest {
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
