import { refunded, refundFailed } from '../../libs/domain/ledger/ledger';
import { formatMoney, money } from '../../libs/domain/money/money';
import { creditsOf } from '../../libs/domain/refunds/returned-credits';
import { stateBesideCard } from '../../libs/domain/refunds/refund';
import { refundMayBecome } from '../../libs/domain/orders/transitions';
import { postLedger } from '../../libs/postgres/ledger/ledger-store';
import type { OrderChange } from '../../libs/postgres/orders/order-change';
import { appendTimeline } from '../../libs/postgres/orders/timeline-store';
import { changePart, getRefund, partName, type RefundPartRow } from '../../libs/postgres/refunds/refund-store';
import { splitOf } from '../../libs/postgres/refunds/split-columns';

/**
 * Parts of a refund that give nothing to the card have nobody to ask: they go the way of the card's parts, in the
 * transaction that records what became of one of those.
 * @param answered a part of the card, as it was before
 */
export async function settleBesideCard(change: OrderChange, answered: RefundPartRow, currency: string): Promise<void> {
  const { parts } = await getRefund(change.transaction, answered.order_id, answered.refund_id);
  const state = stateBesideCard(parts.filter(({ amount }) => amount > 0).map((part) => part.state));
  const code = parts.find(({ error_code }) => error_code !== null)?.error_code ?? null;
  for (const part of parts.filter(({ amount }) => amount === 0)) {
    if (part.state === state || !refundMayBecome(part.state, state)) continue;
    await changePart(change, part, state, { error_code: state === 'failed' || state === 'refused' ? code : null });
    const given = { amount: money(0, currency), breakdown: splitOf(part).breakdown };
    if (state === 'succeeded') await postLedger(change, refunded(partName(part), given));
    if (state === 'failed' && part.state === 'succeeded') await postLedger(change, refundFailed(partName(part), given));
    if (state === 'succeeded' && part.credits !== null) await tellReturned(change, part, currency);
  }
}

/** What the shop gives back itself, of units whose charge has nothing left for the card. */
async function tellReturned(change: OrderChange, part: RefundPartRow, currency: string): Promise<void> {
  const { refund_id: refundId, payment_intent_id: paymentIntentId, charge_id: chargeId } = part;
  const amount = money(creditsOf(part.credits ?? []), currency);
  const message = `Refund ${refundId} returns ${formatMoney(amount)} of credits beside what the card gets`;
  const about = { refundId, paymentIntentId, chargeId };
  await appendTimeline(change, { kind: 'refund_succeeded', amount, about, message });
}
