import { formatMoney, money } from '../../libs/domain/money/money';
import type { DisputeReading } from '../../libs/domain/provider/dispute-gateway';
import type { RefundAnswer, RefundReading } from '../../libs/domain/provider/refund-gateway';
import { openAttention } from '../../libs/postgres/orders/attention-store';
import { changePart } from '../../libs/postgres/refunds/refund-store';
import { bookExternalRefund } from './book-external-refund';
import { recordDispute } from '../disputes/record-dispute';
import { settleBesideCard } from './settle-beside-card';
import { appendRefund, type PartChange } from './record-refund';

/** What the provider was asked about the charge, to understand why it refuses. */
export interface RefusedCharge {
  /** Its refunds that were not made by us. */
  readonly external: readonly RefundReading[];
  /** Read only when they are the reason. */
  readonly disputes: readonly DisputeReading[];
  readonly readAt: string;
}

/** Writes down that the provider made no refund, and why. */
export async function recordRefundRefusal(
  part: PartChange,
  { reason, code }: Extract<RefundAnswer, { kind: 'refused' }>,
  { external, disputes, readAt }: RefusedCharge,
): Promise<void> {
  const { change, row, currency } = part;
  await changePart(change, row, 'refused', { error_code: code });
  await settleBesideCard(change, row, currency);
  const amount = formatMoney(money(row.amount, currency));
  await appendRefund(part, 'refund_refused', `Refund ${row.refund_id} of ${amount} was refused: ${code}`, null);
  // No event may ever tell of them. The sweep looks at once: what follows from a dispute is its own workflow's.
  for (const reading of disputes) await recordDispute({ change, readAt, readAfterSeconds: 0, asked: 'read' }, reading);
  let explained = false;
  for (const reading of external) {
    const booked = await bookExternalRefund(part, reading);
    explained ||= booked === 'booked';
  }
  // Our records would have allowed it; what somebody refunded behind our back is in them from now on.
  if (explained || reason !== 'exceeds_charge') return;
  const message = `${change.provider.name} has less to refund of ${String(row.charge_id)} than is recorded`;
  await openAttention(change, 'amount_mismatch', message);
}
