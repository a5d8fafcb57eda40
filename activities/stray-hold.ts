import { activityInfo } from '@temporalio/activity';
import { addSeconds } from '../libs/domain/deadline';
import { releaseKey } from '../libs/domain/idempotency-key';
import type { HoldReading } from '../libs/domain/payment-gateway';
import { raiseAttention } from '../libs/postgres/attention-store';
import type { AuthorizationRow } from '../libs/postgres/authorization-store';
import { recordIntent, type Occasion } from '../libs/postgres/order-change';
import { nowOf, type PaymentNeeds } from './payment-needs';

// The provider's clock may run behind ours.
const LOOK_BACK_SECONDS = 5 * 60;

/** The hold that a lost answer to `authorize` may have left behind. */
export async function findHoldOf(needs: PaymentNeeds, row: AuthorizationRow): Promise<HoldReading | undefined> {
  const { order_id: orderId, generation } = row;
  const since = addSeconds(row.key_first_used_at, -LOOK_BACK_SECONDS);
  return needs.gateway.findHold({ ref: { orderId, generation }, since });
}

/** The provider lists only so many holds of a busy day; then repeating the search cannot help. */
const SEARCHES_AT_MOST = 10;

/**
 * An authorization that was given up without an answer may have placed a hold after all: it must not bind the buyer's
 * money for a week. What cannot be found out is left to a person, for an order must come to its end.
 * @returns how it stands now: it may have been paid; undefined when there is none, or none can be found
 */
export async function cancelStrayHold(needs: PaymentNeeds, row: AuthorizationRow): Promise<HoldReading | undefined> {
  const { order_id: orderId, generation } = row;
  try {
    const hold = await findHoldOf(needs, row);
    if (hold?.ended !== null) return hold;
    const { paymentIntentId } = hold;
    needs.log.warn({ orderId, paymentIntentId }, 'a stray hold is canceled');
    const idempotencyKey = releaseKey(orderId, generation);
    return (await needs.gateway.release({ orderId, idempotencyKey, paymentIntentId, how: 'cancel' })).hold;
  } catch (error) {
    if (activityInfo().attempt < SEARCHES_AT_MOST) throw error;
    await callForPerson(needs, row);
    return undefined;
  }
}

async function callForPerson(needs: PaymentNeeds, row: AuthorizationRow): Promise<void> {
  const origin = { actor: 'holdfast', requestId: null, eventId: null } as const;
  const occasion: Occasion = { orderId: row.order_id, at: nowOf(needs), origin };
  const message = `authorization ${row.authorization_id} may have left a hold behind, and the provider cannot be searched`;
  await recordIntent(needs.database, occasion, (change) => raiseAttention(change, 'provider_misuse', message));
}
