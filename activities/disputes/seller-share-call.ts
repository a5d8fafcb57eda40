import { inMovedCurrency } from '../../libs/domain/connect/connect-return';
import { reportedMoney, type Money } from '../../libs/domain/money/money';
import type { DisputeTransferRef, TransferReading } from '../../libs/domain/provider/connect-gateway';
import { disputeTransferKey } from '../../libs/domain/provider/idempotency-key';
import { askedOfShare } from '../../libs/postgres/connect/asked-of-share';
import {
  changeDisputeTransfer,
  disputeTransferName,
  getDisputeTransfer,
  isOpenTransfer,
  type DisputeTransferRow,
} from '../../libs/postgres/connect/dispute-transfer-store';
import { getDispute } from '../../libs/postgres/disputes/dispute-store';
import {
  recordIntent,
  recordOutcome,
  type ChangeSource,
  type OrderChange,
} from '../../libs/postgres/orders/order-change';
import { recordAskedAgain, recordOnce, recordUnknown, takeNextKey, type KeyedRow } from '../steps/call-row';
import type { Begun, ProviderCall } from '../steps/provider-call';
import type { StepContext } from '../steps/step-context';
import {
  postponeShare,
  recordShareMoved,
  recordShareRefused,
  recordShareUnknown,
  recordShort,
} from './record-seller-share';

/** Stripe's answer to a reversal or to a transfer. */
type ShareAnswer =
  { readonly kind: 'moved'; readonly moved: TransferReading } | { readonly kind: 'refused'; readonly code: string };

/** A piece by its row, which is its outcome too once it is answered. */
function pieceRow(
  context: StepContext,
  source: ChangeSource,
  asked: DisputeTransferRow,
): KeyedRow<DisputeTransferRow, DisputeTransferRow> {
  return {
    database: context.database,
    source: () => source,
    read: ({ transaction }) => getDisputeTransfer(transaction, asked),
    outcomeOf: (row) => (isOpenTransfer(row) ? undefined : row),
    // The row changes before every request, so that its age is that of the last one.
    touch: (change, row) => changeDisputeTransfer(change, row, row.state, {}),
    generationOf: ({ generation }) => generation,
    renew: (change, row, generation) =>
      changeDisputeTransfer(change, row, row.state, { ...keyOf(row, generation), key_first_used_at: change.at }),
  };
}

/**
 * One piece of a connected account's share: a reversal of a transfer, or a new one. Done as well where there is nothing
 * to ask for now.
 */
export function sellerShareCall(
  context: StepContext,
  source: ChangeSource,
  planned: DisputeTransferRow,
): ProviderCall<DisputeTransferRow, ShareAnswer, DisputeTransferRow> {
  const asked = pieceRow(context, source, planned);
  const readOutcome = async (row: DisputeTransferRow): Promise<DisputeTransferRow | undefined> => {
    const found = await findMoved(context, row);
    return found && recordOnce(asked, (change, current) => recordShareMoved(change, current, found));
  };
  return {
    name: `share of dispute ${disputeTransferName(planned)}`,
    recordIntent: () => recordIntent(context.database, source, (change) => recordShareIntent(context, change, planned)),
    readOutcome,
    recordAskedAgain: () => recordAskedAgain(asked),
    ask: (row, firstUse) => askToMove(context, row, firstUse),
    recordAnswer: async (row, answer) => {
      if (answer.kind === 'moved') {
        return recordOnce(asked, (change, current) => recordShareMoved(change, current, answer.moved));
      }
      // A refusal may be Stripe's answer to what it did before, under a key that it forgot.
      const found = await readOutcome(row);
      return found ?? recordNo(context, source, row, answer.code);
    },
    recordUnknown: () => recordUnknown(asked, recordShareUnknown),
    keySpent: (row, spent) => takeNextKey(asked, row, spent),
  };
}

async function recordShareIntent(
  { settlementReadAfterSeconds }: StepContext,
  change: OrderChange,
  planned: DisputeTransferRow,
): Promise<Begun<DisputeTransferRow, DisputeTransferRow>> {
  const row = await getDisputeTransfer(change.transaction, planned);
  if (!isOpenTransfer(row)) return { done: row };
  if (row.idempotency_key !== null) {
    const { key_first_used_at: firstAt, created_at, updated_at: lastAt } = row;
    return { ask: row, asked: { when: 'before', firstAt: firstAt ?? created_at, lastAt } };
  }
  if (row.state === 'requested' && (await isNotWanted(change, row))) {
    return { done: await changeDisputeTransfer(change, row, 'dropped', {}) };
  }
  const amount = await amountToMove(change, row);
  if (amount === undefined) {
    await postponeShare(change, row, settlementReadAfterSeconds);
    return { done: row };
  }
  const { at } = change;
  const key = { ...keyOf(row, row.generation), key_first_used_at: at };
  const asked = { ...key, moved: amount.amount, currency: amount.currency };
  const named = await changeDisputeTransfer(change, row, row.state, asked);
  if (amount.amount > 0) return { ask: named, asked: { when: 'never', firstAt: at, lastAt: at } };
  // So little that it is nothing in the currency of the transfer.
  return { done: await changeDisputeTransfer(change, named, 'done', {}) };
}

/** The bank gave all of it back before anything was asked of the account. */
async function isNotWanted(
  { transaction, orderId }: OrderChange,
  { direction, dispute_id }: DisputeTransferRow,
): Promise<boolean> {
  const { withdrawn, reinstated } = await getDispute(transaction, orderId, dispute_id);
  return direction === 'taken_back' && withdrawn <= reinstated;
}

/** In the currency of the transfer; undefined while the one that is to be reversed is not known. */
async function amountToMove({ transaction }: OrderChange, row: DisputeTransferRow): Promise<Money | undefined> {
  if (row.moved !== null && row.currency !== null) return { amount: row.moved, currency: row.currency };
  if (row.share_amount === null || row.share_currency === null) return undefined;
  const before = await askedOfShare(transaction, { ...row, kind: 'transfer' });
  const share = { asked: row.asked, moved: row.share_amount };
  const amount = inMovedCurrency(share, row.amount, before.amount, before.returned);
  return { amount, currency: row.share_currency };
}

async function askToMove(context: StepContext, row: DisputeTransferRow, firstUse: boolean): Promise<ShareAnswer> {
  const request = { ref: refOf(row), idempotencyKey: keyIn(row), firstUse, amount: amountIn(row) };
  switch (row.direction) {
    case 'taken_back': {
      const stripeId = transferIn(row);
      const answer = await context.gateway.reverseShare({ ...request, kind: 'transfer', stripeId });
      if (answer.kind === 'refused') return answer;
      const { stripeReversalId, amount, inBalance } = answer.reversal;
      return { kind: 'moved', moved: { stripeId: stripeReversalId, amount, inBalance, balanceTransactionId: null } };
    }
    case 'given_again': {
      const answer = await context.gateway.transfer({ ...request, destination: destinationIn(row) });
      return answer.kind === 'refused' ? answer : { kind: 'moved', moved: answer.transfer };
    }
  }
}

async function findMoved({ gateway }: StepContext, row: DisputeTransferRow): Promise<TransferReading | undefined> {
  const ref = refOf(row);
  switch (row.direction) {
    case 'taken_back': {
      const found = await gateway.findReversal({ ref, kind: 'transfer', stripeId: transferIn(row) });
      return found && { ...found, stripeId: found.stripeReversalId, balanceTransactionId: null };
    }
    case 'given_again':
      return gateway.findTransfer(ref);
  }
}

/** An account that has too little is a person's to settle with; our balance fills, and a barred account is freed. */
async function recordNo(
  { database, settlementReadAfterSeconds: readAfterSeconds }: StepContext,
  source: ChangeSource,
  asked: DisputeTransferRow,
  code: string,
): Promise<DisputeTransferRow> {
  return recordOutcome(database, source, async (change) => {
    const row = await getDisputeTransfer(change.transaction, asked);
    if (!isOpenTransfer(row)) return row;
    if (row.direction === 'given_again') await recordShort(change, row, { code, readAfterSeconds });
    else await recordShareRefused(change, row, code);
    return getDisputeTransfer(change.transaction, row);
  });
}

function refOf({ order_id: orderId, dispute_id: disputeId, piece }: DisputeTransferRow): DisputeTransferRef {
  return { orderId, disputeId, piece };
}

function keyOf(
  { dispute_id, piece }: DisputeTransferRow,
  generation: number,
): { generation: number; idempotency_key: string } {
  return { generation, idempotency_key: disputeTransferKey(dispute_id, piece, generation) };
}

function keyIn(row: DisputeTransferRow): string {
  if (row.idempotency_key === null) throw new Error(`Bug! Piece ${disputeTransferName(row)} has no key`);
  return row.idempotency_key;
}

function amountIn(row: DisputeTransferRow): Money {
  const { moved, currency } = row;
  if (moved === null || currency === null) throw new Error(`Bug! Piece ${disputeTransferName(row)} has no amount`);
  return reportedMoney(moved, currency);
}

function transferIn(row: DisputeTransferRow): string {
  if (row.share_id === null)
    throw new Error(`Bug! Nothing was sent on that piece ${disputeTransferName(row)} reverses`);
  return row.share_id;
}

function destinationIn(row: DisputeTransferRow): string {
  if (row.destination === null) throw new Error(`Bug! Order ${row.order_id} has no connected account`);
  return row.destination;
}
