import {
  disputedWorth,
  disputePhase,
  evidenceStateOf,
  isReinstatementOverdue,
  nextDisputeRead,
  nextLookAtDispute,
  worthInOrder,
  type EvidenceState,
} from '../../libs/domain/disputes/dispute';
import { addSeconds } from '../../libs/domain/orders/deadline';
import { disputeEvidence, type DisputeEvidence } from '../../libs/domain/disputes/dispute-evidence';
import type { DisputeMovement, DisputeReading, StageEvidenceAnswer } from '../../libs/domain/provider/dispute-gateway';
import { disputeReinstated, disputeSettled, disputeWithdrawn, shownBy } from '../../libs/domain/ledger/ledger';
import { formatMoney, money } from '../../libs/domain/money/money';
import { openAttention } from '../../libs/postgres/orders/attention-store';
import {
  changeDispute,
  findDispute,
  getDispute,
  insertDispute,
  insertMovement,
  readEvidence,
  saveEvidence,
  type DisputeRow,
} from '../../libs/postgres/disputes/dispute-store';
import { findChargedAuthorization, readDisputedCharge } from '../../libs/postgres/disputes/disputed-charge-store';
import { currencyOfOrder } from '../../libs/postgres/orders/order-store';
import { postLedger } from '../../libs/postgres/ledger/ledger-store';
import type { OrderChange } from '../../libs/postgres/orders/order-change';
import { openDisputeAttention } from './dispute-attention';
import { planSellerShare } from './plan-seller-share';
import { noteWord } from '../steps/unknown-word';
import { appendMovement, appendOpened, appendStaged, appendStatus } from './dispute-timeline';

/** A look at a dispute that is being written down. */
export interface DisputeLook {
  readonly change: OrderChange;
  /** When the provider was asked. */
  readonly readAt: string;
  /** When no event has told of anything after this time, it is read again. */
  readonly readAfterSeconds: number;
  /** What the provider was asked for: to show the dispute, or to take evidence, and what came of that. */
  readonly asked: 'read' | StageEvidenceAnswer['kind'];
}

/**
 * Writes down what the provider says of a dispute: its money with the ledger rows, the timeline, and whether a person
 * is needed. A reading that is older than what is recorded changes nothing.
 */
export async function recordDispute(look: DisputeLook, reading: DisputeReading): Promise<DisputeRow> {
  const { change, readAt } = look;
  const { transaction, orderId } = change;
  const { disputeId } = reading;
  const before = await findDispute(transaction, orderId, disputeId);
  if (before !== undefined && before.read_at > readAt) return before;

  const authorizationId = await authorizationOf(change, reading);
  const prepared = await preparedEvidence(change, authorizationId, before);
  const columns = { ...columnsOf(look, reading, before, prepared), authorization_id: authorizationId };
  if (before === undefined) await insertDispute(change, columns);
  else await changeDispute(change, disputeId, columns);
  await saveEvidence(change, disputeId, prepared);
  if (before === undefined) await appendOpened(change, await getDispute(transaction, orderId, disputeId));
  for (const movement of reading.movements) await recordMovement(change, reading, movement);

  const after = await getDispute(transaction, orderId, disputeId);
  if (hasMovedOn(before, after)) await appendStatus(change, after);
  if (after.evidence_staged_at !== (before?.evidence_staged_at ?? null)) await appendStaged(change, after);
  await openDisputeAttention(change, before, after);
  await planSellerShare(change, disputeId);
  await noteWord(change, { object: 'dispute', id: disputeId }, reading.unknown);
  await planNextRead(look, before, after);
  return getDispute(transaction, orderId, disputeId);
}

async function authorizationOf({ transaction, orderId }: OrderChange, reading: DisputeReading): Promise<string> {
  const authorizationId = await findChargedAuthorization(transaction, orderId, reading);
  if (authorizationId !== undefined) return authorizationId;
  throw new Error(
    `dispute ${reading.disputeId} is about charge ${reading.chargeId}, which is not a charge of order ${orderId}`,
  );
}

/** From the first attempt to stage it on, evidence is what was sent: the name of the call stands for its content. */
async function preparedEvidence(
  { transaction, orderId }: OrderChange,
  authorizationId: string,
  before: DisputeRow | undefined,
): Promise<DisputeEvidence> {
  if (before === undefined || before.evidence_generation === 0) {
    return disputeEvidence(await readDisputedCharge(transaction, orderId, authorizationId));
  }
  return (await readEvidence(transaction, [before.dispute_id])).get(before.dispute_id) ?? [];
}

type DisputeColumns = Omit<Parameters<typeof insertDispute>[1], 'authorization_id'>;

function columnsOf(
  { change, readAt, asked }: DisputeLook,
  reading: DisputeReading,
  before: DisputeRow | undefined,
  prepared: DisputeEvidence,
): DisputeColumns {
  const { status, amount } = reading;
  const evidence: EvidenceState = asked === 'staged' ? asked : evidenceStateOf(reading, prepared, change.at);
  // What a person wrote with the very same words was not staged by us.
  const byUs = evidence === 'staged' && before !== undefined && before.evidence_generation > 0;
  return {
    dispute_id: reading.disputeId,
    charge_id: reading.chargeId,
    payment_intent_id: reading.paymentIntentId,
    amount: amount.amount,
    currency: amount.currency,
    reason: reading.reason,
    network_reason_code: reading.networkReasonCode,
    status,
    evidence_due_by: reading.evidenceDueBy,
    evidence_state: evidence,
    evidence_staged_at: before?.evidence_staged_at ?? (byUs ? change.at : null),
    disputed_at: reading.disputedAt,
    ended_at: disputePhase(status) === 'ended' ? (before?.ended_at ?? change.at) : null,
    read_at: readAt,
  };
}

/** One balance transaction: what moved, in the dispute's currency, and what the provider took for it, in its own. */
async function recordMovement(change: OrderChange, dispute: DisputeReading, movement: DisputeMovement): Promise<void> {
  const { balanceTransactionId, amount: settled, fee, exchangeRate, movedAt } = movement;
  const direction = settled.amount < 0 ? 'withdrawn' : 'reinstated';
  const worth = disputedWorth(dispute.amount, settled);
  const inserted = await insertMovement(change, {
    balance_transaction_id: balanceTransactionId,
    dispute_id: dispute.disputeId,
    direction,
    amount: worth.amount,
    currency: worth.currency,
    settled_amount: settled.amount,
    fee: fee.amount,
    settlement_currency: settled.currency,
    exchange_rate: exchangeRate,
    moved_at: movedAt,
  });
  if (inserted === 'known') return;
  const post = direction === 'withdrawn' ? disputeWithdrawn : disputeReinstated;
  const evidence = { balanceTransactionId, createdAt: movedAt };
  await postLedger(change, shownBy(post(balanceTransactionId, worth), evidence));
  const booked = direction === 'withdrawn' ? money(-worth.amount, worth.currency) : worth;
  const arrival = { booked, amount: settled, fee };
  await postLedger(change, shownBy(disputeSettled(balanceTransactionId, arrival), evidence));
  await appendMovement(change, dispute, movement, { direction, worth });
  const currency = await currencyOfOrder(change.transaction, change.orderId);
  if (worthInOrder({ worth, settled }, currency) !== null) return;
  const message =
    `dispute ${dispute.disputeId} moved ${formatMoney(worth)} of a charge in ${currency.toUpperCase()}: it is booked as it ` +
    'came, but nobody says what that is in the currency of the charge, so no share of a connected account follows it';
  await openAttention(change, 'amount_mismatch', message);
}

/** A dispute that is first seen while it waits for an answer was told of when it was opened. */
function hasMovedOn(before: DisputeRow | undefined, { status }: DisputeRow): boolean {
  return before === undefined ? disputePhase(status) !== 'to_answer' : before.status !== status;
}

async function planNextRead(
  { change, readAfterSeconds }: DisputeLook,
  before: DisputeRow | undefined,
  after: DisputeRow,
): Promise<void> {
  const questions = {
    status: after.status,
    evidenceDueBy: after.evidence_due_by,
    endedAt: after.ended_at,
    withdrawn: after.withdrawn,
    reinstated: after.reinstated,
    reads: before !== undefined && isSame(before, after) ? before.reads + 1 : 0,
  };
  const { reads } = questions;
  const nextRead = nextDisputeRead(questions, change.at, readAfterSeconds);
  const { share_due_at } = await getDispute(change.transaction, change.orderId, after.dispute_id);
  const read_due_at = nextLookAtDispute(nextRead, share_due_at, addSeconds(change.at, readAfterSeconds));
  await changeDispute(change, after.dispute_id, { reads, read_due_at });
  if (!isReinstatementOverdue(questions, change.at)) return;
  const missing = formatMoney({ amount: after.withdrawn - after.reinstated, currency: after.currency });
  const message = `dispute ${after.dispute_id} was won a month ago, but ${missing} of it did not come back`;
  await openAttention(change, 'amount_mismatch', message);
}

function isSame(before: DisputeRow, after: DisputeRow): boolean {
  return (
    before.status === after.status &&
    before.evidence_due_by === after.evidence_due_by &&
    before.evidence_state === after.evidence_state &&
    before.withdrawn === after.withdrawn &&
    before.reinstated === after.reinstated
  );
}
