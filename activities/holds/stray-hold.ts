import { activityInfo } from '@temporalio/activity';
import { RUNGS, type Rung } from '../../libs/domain/orders/card-features';
import { strayHoldKey } from '../../libs/domain/provider/idempotency-key';
import type { HoldReading, HoldSearch } from '../../libs/domain/provider/payment-gateway';
import { raiseAttention } from '../../libs/postgres/orders/attention-store';
import { rungOf, type AuthorizationRow } from '../../libs/postgres/holds/authorization-store';
import { recordIntent } from '../../libs/postgres/orders/order-change';
import { arrivalOf, refOf } from './asked-authorization';
import { byHoldfast } from '../steps/occasion';
import type { PaymentNeeds } from '../steps/payment-needs';

/** The hold that a lost answer to `authorize`, asked for at this rung, may have left behind. */
export async function findHoldOf(
  needs: PaymentNeeds,
  row: AuthorizationRow,
  rung: Rung,
): Promise<HoldReading | undefined> {
  return needs.gateway.findHold(searchFor(row, [rung]));
}

function searchFor(row: AuthorizationRow, rungs: readonly Rung[]): HoldSearch {
  return { ref: refOf(row), rungs, between: arrivalOf(row) };
}

/** The provider lists only so many holds of a busy day; then repeating the search cannot help. */
const SEARCHES_AT_MOST = 10;

/** What cannot be found out or mended is left to a person in the end: the order must come to its end, or go on. */
export async function orCallForPerson<Result>(
  needs: PaymentNeeds,
  row: AuthorizationRow,
  otherwise: Result,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (activityInfo().attempt < SEARCHES_AT_MOST) throw error;
    await callForPerson(needs, row);
    return otherwise;
  }
}

/**
 * An authorization that was given up without an answer may have placed a hold after all: it must not bind the buyer's
 * money for a week.
 */
export async function cancelStrayHolds(needs: PaymentNeeds, row: AuthorizationRow): Promise<void> {
  await orCallForPerson(needs, row, undefined, async () => {
    for (const id of await needs.gateway.findOpenHolds(searchFor(row, RUNGS))) await cancelStray(needs, row, id);
  });
}

/** Cancels one that an authorization left behind; harmless to repeat. @returns what is left of it */
export async function cancelStray(
  needs: PaymentNeeds,
  { order_id: orderId, generation }: Pick<AuthorizationRow, 'order_id' | 'generation'>,
  paymentIntentId: string,
): Promise<HoldReading> {
  needs.log.warn({ orderId, paymentIntentId }, 'a stray hold is canceled');
  const idempotencyKey = strayHoldKey(orderId, generation, paymentIntentId);
  return (await needs.gateway.release({ orderId, idempotencyKey, paymentIntentId, how: 'cancel' })).hold;
}

/**
 * As `cancelStrayHolds`, for a payment that takes the money at once: it may have been paid, and then that is what
 * counts.
 * @returns how it stands now; undefined when there is none, or none can be found
 */
export function endStrayPayment(needs: PaymentNeeds, row: AuthorizationRow): Promise<HoldReading | undefined> {
  return orCallForPerson(needs, row, undefined, async () => {
    const hold = await findHoldOf(needs, row, rungOf(row));
    return hold?.ended === null ? cancelStray(needs, row, hold.paymentIntentId) : hold;
  });
}

/** Calls for a person to look for what an authorization may have left behind. */
async function callForPerson(needs: PaymentNeeds, row: AuthorizationRow): Promise<void> {
  const message = `authorization ${row.authorization_id} may have left a hold behind, and the provider cannot be searched`;
  await recordIntent(needs.database, byHoldfast(needs, row.order_id), (change) =>
    raiseAttention(change, 'provider_misuse', message),
  );
}
