import { disputePhase } from '../../libs/domain/disputes/dispute';
import { formatMoney } from '../../libs/domain/money/money';
import { closeAttention, openAttention } from '../../libs/postgres/orders/attention-store';
import { listDisputeRows, type DisputeRow } from '../../libs/postgres/disputes/dispute-store';
import type { OrderChange } from '../../libs/postgres/orders/order-change';

/**
 * Calls a person when a dispute asks for an answer or is lost, and ends the call when it does not any more. Only a
 * change calls: whoever closed a call by hand is not called again for the same.
 */
export async function openDisputeAttention(
  change: OrderChange,
  before: DisputeRow | undefined,
  after: DisputeRow,
): Promise<void> {
  await openAnswerAttention(change, before, after);
  if (before?.status === after.status) return;
  if (after.status === 'lost') await openAttention(change, 'dispute_lost', lostMessage(after));
  if (before?.status !== 'lost') return;
  const others = await otherDisputes(change, after);
  if (others.some(({ status }) => status === 'lost')) return;
  await closeAttention(change, 'dispute_lost', `dispute ${after.dispute_id} is ${after.status} now`);
}

async function openAnswerAttention(
  change: OrderChange,
  before: DisputeRow | undefined,
  after: DisputeRow,
): Promise<void> {
  const said = before === undefined ? null : answerMessage(before);
  const says = answerMessage(after);
  if (said === says) return;
  if (said !== null) {
    const closed = await closeAttention(change, 'dispute_opened', `dispute ${after.dispute_id} is ${after.status} now`);
    // An order has one call of a kind: what it said of another dispute must not end with this one.
    for (const other of closed === 'closed' ? await otherDisputes(change, after) : []) {
      await openAnswer(change, answerMessage(other));
    }
  }
  await openAnswer(change, says);
}

async function openAnswer(change: OrderChange, message: string | null): Promise<void> {
  if (message !== null) await openAttention(change, 'dispute_opened', message);
}

/** Null when no answer is asked for. */
function answerMessage(row: DisputeRow): string | null {
  if (disputePhase(row.status) !== 'to_answer') return null;
  const { dispute_id: id, reason, status, evidence_due_by: dueBy } = row;
  const until = dueBy === null ? 'the bank accepts no answer' : `answer it at Stripe by ${dueBy}`;
  return `dispute ${id} of ${formatMoney(row)} (${reason}) is ${status}: ${until}`;
}

function lostMessage(row: DisputeRow): string {
  const { dispute_id: id, reason } = row;
  return `dispute ${id} of ${formatMoney(row)} (${reason}) is lost: the money stays with the buyer`;
}

async function otherDisputes({ transaction, orderId }: OrderChange, { dispute_id }: DisputeRow): Promise<DisputeRow[]> {
  return (await listDisputeRows(transaction, orderId)).filter((row) => row.dispute_id !== dispute_id);
}
