import { refundKey } from '../../libs/domain/provider/idempotency-key';
import { money } from '../../libs/domain/money/money';
import { ProviderMisuse, ProviderUnavailable } from '../../libs/domain/provider/payment-gateway';
import type { RefundFact } from '../../libs/domain/refunds/refund';
import type { RefundAnswer, RefundRequest } from '../../libs/domain/provider/refund-gateway';
import type { RequestRefundStep } from '../../libs/domain/refunds/refund-steps';
import { recordIntent, type ChangeSource } from '../../libs/postgres/orders/order-change';
import { decideRefund } from '../../libs/postgres/refunds/refund-decision';
import {
  changePart,
  getRefund,
  partName,
  type RefundPartRow,
  type RefundRow,
  type StoredRefund,
} from '../../libs/postgres/refunds/refund-store';
import { recordAskedAgain, recordOnce, recordUnknown, takeNextKey, type KeyedRow } from '../steps/call-row';
import { byShop } from '../steps/change-source';
import { nowOf, type StepContext } from '../steps/step-context';
import { carryOutCall, type AskedBefore, type ProviderCall } from '../steps/provider-call';
import { recordReading, type PartChange } from './record-refund';
import { recordRefundRefusal, type RefusedCharge } from './record-refund-refusal';
import { factOfRefund } from './refund-facts';
import { savePlan } from './save-plan';
import { reverseShares } from '../connect/reverse-shares';

/** Gives money back: intent, then for each part of it call and outcome. */
export async function askForRefund(context: StepContext, step: RequestRefundStep): Promise<RefundFact> {
  const intent = await recordRefundIntent(context, step);
  if ('fact' in intent) return intent.fact;
  const { stored, repeated } = intent;
  for (const row of stored.parts.filter(isToBeAsked)) {
    await carryOutCall(context, partCall(context, step, stored.refund, row, repeated ? 'before' : 'never'));
  }
  await tryToReverseShares(context, step);
  return recordIntent(context.database, sourceOf(context, step), async ({ transaction, at }) =>
    factOfRefund(await getRefund(transaction, step.orderId, step.command.refundId), at, context.provider),
  );
}

/**
 * The buyer's money does not wait for other people's: what fails here stays due, and is tried again by `readRefund`.
 */
async function tryToReverseShares(context: StepContext, step: RequestRefundStep): Promise<void> {
  const { orderId, command } = step;
  try {
    await reverseShares(context, sourceOf(context, step), command.refundId);
  } catch (error) {
    if (!(error instanceof ProviderUnavailable || error instanceof ProviderMisuse)) throw error;
    const { refundId } = command;
    context.log.warn(
      { orderId, refundId, reason: error.message },
      'shares of connected accounts are not reversed yet: Holdfast tries again',
    );
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
async function recordRefundIntent(context: StepContext, step: RequestRefundStep): Promise<RefundIntent> {
  const { orderId, command } = step;
  return recordIntent(context.database, sourceOf(context, step), async (change): Promise<RefundIntent> => {
    const decision = await decideRefund(change.transaction, orderId, command);
    switch (decision.kind) {
      case 'known':
        return { stored: decision.stored, repeated: true };
      case 'refused':
        return { fact: { kind: 'refund_refused', refusal: decision.refusal } };
      case 'planned':
        return { stored: await savePlan(change, command, decision), repeated: false };
    }
  });
}

/** What gives nothing to the card is not asked for. */
function isToBeAsked(row: RefundPartRow): boolean {
  return row.amount > 0 && isUnanswered(row);
}

function isUnanswered({ state }: RefundPartRow): boolean {
  return state === 'requested' || state === 'unknown';
}

/** A part of a refund by its row, which is its outcome too once it is answered. */
function partRow(
  context: StepContext,
  step: RequestRefundStep,
  asked: RefundPartRow,
): KeyedRow<RefundPartRow, RefundPartRow> {
  const { order_id, refund_id, part } = asked;
  return {
    database: context.database,
    source: () => sourceOf(context, step),
    read: async ({ transaction }) => {
      const row = (await getRefund(transaction, order_id, refund_id)).parts.find((each) => each.part === part);
      if (row === undefined) throw new Error(`Bug! Refund ${partName(asked)} is gone`);
      return row;
    },
    outcomeOf: (row) => (isUnanswered(row) ? undefined : row),
    // The row changes before every request, so that its age is that of the last one.
    touch: (change, row) => changePart(change, row, row.state, {}),
    generationOf: ({ generation }) => generation,
    renew: (change, row, generation) => {
      const idempotency_key = refundKey(order_id, refund_id, part, generation);
      return changePart(change, row, row.state, { generation, idempotency_key, key_first_used_at: change.at });
    },
  };
}

/** One part of a refund; its intent is recorded with the whole refund. */
function partCall(
  context: StepContext,
  step: RequestRefundStep,
  refund: RefundRow,
  planned: RefundPartRow,
  when: AskedBefore['when'],
): ProviderCall<RefundPartRow, RefundAnswer, RefundPartRow> {
  const { gateway, provider, settlementReadAfterSeconds: readAfterSeconds } = context;
  const asked = partRow(context, step, planned);
  const record = (work: (change: PartChange) => Promise<void>): Promise<RefundPartRow> =>
    recordOnce(asked, (change, row) => work({ change, row, currency: refund.currency, readAfterSeconds }));
  const readOutcome = async (row: RefundPartRow): Promise<RefundPartRow | undefined> => {
    const found = await gateway.findRefund({ ref: refOf(row), chargeId: chargeOf(row) });
    return found && record((change) => recordReading(change, found));
  };
  return {
    name: `refund ${partName(planned)}`,
    // Where none can be searched for, the key is all that tells.
    ...(!provider.refundSearch && { whileTrusted: 'ask' as const }),
    recordIntent: () => {
      const { key_first_used_at: firstAt, created_at, updated_at: lastAt } = planned;
      return Promise.resolve({ ask: planned, asked: { when, firstAt: firstAt ?? created_at, lastAt } });
    },
    readOutcome,
    recordAskedAgain: () => recordAskedAgain(asked),
    ask: (row, firstUse) => gateway.refund({ ...requestOf(row, refund), firstUse }),
    recordAnswer: async (row, answer) => {
      if (answer.kind === 'answered') return record((change) => recordReading(change, answer.refund));
      // A refusal may be the provider's answer to a refund that it made before, under a key that it forgot.
      const found = provider.refundSearch ? await readOutcome(row) : undefined;
      if (found !== undefined) return found;
      const refused = await readRefusedCharge(context, row, answer);
      return record((change) => recordRefundRefusal(change, answer, refused));
    },
    recordUnknown: () => recordUnknown(asked, (change, row) => changePart(change, row, 'unknown', {})),
    keySpent: (row, spent) => takeNextKey(asked, row, spent),
  };
}

/** To understand why the provider refuses. */
async function readRefusedCharge(
  context: StepContext,
  row: RefundPartRow,
  { reason }: Extract<RefundAnswer, { kind: 'refused' }>,
): Promise<RefusedCharge> {
  const chargeId = chargeOf(row);
  const external = await context.gateway.externalRefunds(chargeId);
  const readAt = nowOf(context);
  return { external, readAt, disputes: reason === 'disputed' ? await context.gateway.disputesOf(chargeId) : [] };
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

function sourceOf(context: StepContext, { orderId, command }: RequestRefundStep): ChangeSource {
  return byShop(context, orderId, command);
}
