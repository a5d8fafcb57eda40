import type { DisputeFact, DisputeStep } from '../../libs/domain/disputes/dispute';
import { recordOutcome, type Occasion } from '../../libs/postgres/orders/order-change';
import { factOfDispute } from './dispute-facts';
import { byEvent } from '../steps/occasion';
import { nowOf, type PaymentNeeds } from '../steps/payment-needs';
import { recordDispute } from './record-dispute';

/**
 * Looks at what a dispute is now, and writes it down: whatever came in which order, twice, or not at all, afterwards
 * the books say what Stripe says.
 */
export async function readDispute(needs: PaymentNeeds, step: DisputeStep): Promise<DisputeFact> {
  const readAt = nowOf(needs);
  const reading = await needs.gateway.readDispute(step.disputeId);
  const { settlementReadAfterSeconds: readAfterSeconds } = needs;
  return recordOutcome(needs.database, disputeOccasion(needs, step), async (change) =>
    factOfDispute(await recordDispute({ change, readAt, readAfterSeconds, asked: 'read' }, reading)),
  );
}

/** The bank began it; our clock only remembered. */
export function disputeOccasion(needs: PaymentNeeds, { orderId, event }: DisputeStep): Occasion {
  return byEvent(needs, orderId, event);
}
