import type { FraudSignal } from '../../libs/domain/orders/fraud-signal';
import type { Database } from '../../libs/postgres/database/database';
import type { ClaimedEvent } from '../../libs/postgres/events/claimed-event';
import { hasOpenSignal, saveFraudSignal } from '../../libs/postgres/orders/fraud-signal-store';
import { closeAttention, openAttention } from '../../libs/postgres/orders/attention-store';
import { recordOutcome } from '../../libs/postgres/orders/order-change';
import { providerOfOrder } from '../../libs/postgres/orders/order-store';
import { appendTimeline } from '../../libs/postgres/orders/timeline-store';
import { sourceOf } from '../steps/change-source';

/**
 * Writes down what Stripe suspects of an order's payment, and calls a person while it does. It is taken from the event
 * itself: no money follows from it, and it can only go one way, so that there is nothing that a read would tell better.
 */
export async function recordFraudSignal(
  { database, clock }: { readonly database: Database; readonly clock: () => Date },
  { eventId, chargeId }: Pick<ClaimedEvent, 'eventId' | 'chargeId'>,
  orderId: string,
  signal: FraudSignal,
): Promise<void> {
  const { kind, signalId, reason } = signal;
  const actor = await providerOfOrder(database, orderId);
  const source = sourceOf({ clock }, orderId, { actor, requestId: null, eventId });
  await recordOutcome(database, source, async (change) => {
    const became = await saveFraudSignal(change, signal, chargeId);
    if (became === 'nothing') return;
    const { what, opened, ended } = WORDS[kind];
    await appendTimeline(change, {
      kind: became === 'opened' ? `${kind}_opened` : `${kind}_ended`,
      amount: null,
      about: { chargeId },
      message: `${what} ${signalId} ${became === 'opened' ? opened : ended}: ${reason}`,
    });
    if (became === 'opened') {
      const message = `${what} ${signalId} ${opened} (${reason}). Nothing is to leave before somebody has looked at it`;
      await openAttention(change, kind, message);
    } else if (!(await hasOpenSignal(change, kind))) {
      await closeAttention(change, kind, `${what} ${signalId} ${ended}: ${reason}`);
    }
  });
}

const WORDS: Readonly<Record<FraudSignal['kind'], { what: string; opened: string; ended: string }>> = {
  under_review: { what: 'Review', opened: 'of the payment was opened', ended: 'of the payment was closed' },
  fraud_warning: { what: 'Early fraud warning', opened: 'came from the card network', ended: 'is over' },
};
