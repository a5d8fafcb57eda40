import { activityInfo } from '@temporalio/activity';
import { FEATURE_TIERS, type FeatureTier } from '../../libs/domain/orders/card-features';
import { orphanedHoldKey } from '../../libs/domain/provider/idempotency-key';
import type { HoldSearch } from '../../libs/domain/provider/payment-gateway';
import type { PaymentIntentReading } from '../../libs/domain/provider/payment-intent-reading';
import { openAttention } from '../../libs/postgres/orders/attention-store';
import { tierOf, type AuthorizationRow } from '../../libs/postgres/holds/authorization-store';
import { recordIntent } from '../../libs/postgres/orders/order-change';
import { arrivalOf, refOf } from './asked-authorization';
import { byHoldfast } from '../steps/change-source';
import type { StepContext } from '../steps/step-context';

/** The hold that a lost answer to `authorize`, asked for at this tier, may have left behind. */
export async function findHoldOf(
  context: StepContext,
  row: AuthorizationRow,
  tier: FeatureTier,
): Promise<PaymentIntentReading | undefined> {
  return context.gateway.findHold(searchFor(row, [tier]));
}

function searchFor(row: AuthorizationRow, tiers: readonly FeatureTier[]): HoldSearch {
  return { ref: refOf(row), tiers, between: arrivalOf(row) };
}

/** The provider lists only so many holds of a busy day; then repeating the search cannot help. */
const SEARCHES_AT_MOST = 10;

/** What cannot be found out or mended is left to a person in the end: the order must come to its end, or go on. */
export async function orOpenAttention<Result>(
  context: StepContext,
  row: AuthorizationRow,
  otherwise: Result,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (activityInfo().attempt < SEARCHES_AT_MOST) throw error;
    await openOrphanAttention(context, row);
    return otherwise;
  }
}

/**
 * An authorization that was given up without an answer may have placed a hold after all: it must not bind the buyer's
 * money for a week.
 */
export async function cancelOrphanedHolds(context: StepContext, row: AuthorizationRow): Promise<void> {
  await orOpenAttention(context, row, undefined, async () => {
    for (const id of await context.gateway.findOpenHolds(searchFor(row, FEATURE_TIERS)))
      await cancelOrphaned(context, row, id);
  });
}

/** Cancels one that an authorization left behind; harmless to repeat. @returns what is left of it */
export async function cancelOrphaned(
  context: StepContext,
  { order_id: orderId, generation }: Pick<AuthorizationRow, 'order_id' | 'generation'>,
  paymentIntentId: string,
): Promise<PaymentIntentReading> {
  context.log.warn({ orderId, paymentIntentId }, 'a hold that belongs to no order is canceled');
  const idempotencyKey = orphanedHoldKey(orderId, generation, paymentIntentId);
  return (await context.gateway.release({ orderId, idempotencyKey, paymentIntentId, how: 'cancel' })).hold;
}

/**
 * As `cancelOrphanedHolds`, for a payment that takes the money at once: it may have been paid, and then that is what
 * counts.
 * @returns how it stands now; undefined when there is none, or none can be found
 */
export function endOrphanedPayment(
  context: StepContext,
  row: AuthorizationRow,
): Promise<PaymentIntentReading | undefined> {
  return orOpenAttention(context, row, undefined, async () => {
    const hold = await findHoldOf(context, row, tierOf(row));
    return hold?.ended === null ? cancelOrphaned(context, row, hold.paymentIntentId) : hold;
  });
}

/** Calls for a person to look for what an authorization may have left behind. */
async function openOrphanAttention(context: StepContext, row: AuthorizationRow): Promise<void> {
  const message = `authorization ${row.authorization_id} may have left a hold behind, and Stripe cannot be searched`;
  await recordIntent(context.database, byHoldfast(context, row.order_id), (change) =>
    openAttention(change, 'provider_misuse', message),
  );
}
