import { formatMoney, money } from '../libs/domain/money';
import type { RefundAnswer, RefundReading } from '../libs/domain/refund-gateway';
import { raiseAttention } from '../libs/postgres/attention-store';
import { changePart } from '../libs/postgres/refund-store';
import { bookStrangeRefund } from './book-strange-refund';
import { tellOfRefund, type PartChange } from './record-refund';

/**
 * Writes down that the provider made no refund, and why.
 * @param strange the refunds of the charge that were not made by us
 */
export async function recordRefundRefusal(
  part: PartChange,
  { reason, code }: Extract<RefundAnswer, { kind: 'refused' }>,
  strange: readonly RefundReading[],
): Promise<void> {
  const { change, row, currency } = part;
  await changePart(change, row, 'refused', { error_code: code });
  const amount = formatMoney(money(row.amount, currency));
  await tellOfRefund(part, 'refund_refused', `Refund ${row.refund_id} of ${amount} was refused: ${code}`, null);
  let explained = false;
  for (const reading of strange) {
    const booked = await bookStrangeRefund(part, reading);
    explained ||= booked === 'booked';
  }
  // Our books would have allowed it; what somebody refunded behind our back is in them from now on.
  if (explained || reason !== 'exceeds_charge') return;
  const message = `Stripe has less to refund of ${String(row.charge_id)} than our books`;
  await raiseAttention(change, 'amount_mismatch', message);
}
