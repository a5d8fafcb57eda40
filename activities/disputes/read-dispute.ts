import type { DisputeFact, DisputeStep } from '../../libs/domain/disputes/dispute';
import { recordOutcome, type ChangeSource } from '../../libs/postgres/orders/order-change';
import { factOfDispute } from './dispute-facts';
import { byEvent } from '../steps/change-source';
import { nowOf, type StepContext } from '../steps/step-context';
import { recordDispute } from './record-dispute';

/**
 * Looks at what a dispute is now, and writes it down: whatever came in which order, twice, or not at all, afterwards
 * the ledger says what Stripe says.
 */
export async function readDispute(context: StepContext, step: DisputeStep): Promise<DisputeFact> {
  const readAt = nowOf(context);
  const reading = await context.gateway.readDispute(step.disputeId);
  const { settlementReadAfterSeconds: readAfterSeconds } = context;
  return recordOutcome(context.database, disputeSource(context, step), async (change) =>
    factOfDispute(await recordDispute({ change, readAt, readAfterSeconds, asked: 'read' }, reading), change.at),
  );
}

/** The bank began it; our clock only remembered. */
export function disputeSource(context: StepContext, { orderId, event }: DisputeStep): ChangeSource {
  return byEvent(context, orderId, event);
}
