import { addSeconds } from '../../libs/domain/orders/deadline';
import type { AuthorizationRef, TimeWindow } from '../../libs/domain/provider/payment-gateway';
import {
  changeAuthorization,
  getAuthorization,
  type AuthorizationRow,
} from '../../libs/postgres/holds/authorization-store';
import { recordIntent, type Occasion } from '../../libs/postgres/orders/order-change';
import type { PaymentNeeds } from '../steps/payment-needs';
import type { AskedBefore } from '../steps/provider-call';

/**
 * What the provider is told about a request for a hold, a card or a charge, and when that request can have reached it.
 */

/** How the provider knows the authorization, by its metadata. */
export function refOf({ order_id: orderId, generation, created_at: intendedAt }: AuthorizationRow): AuthorizationRef {
  return { orderId, generation, intendedAt };
}

/** The provider's clock and ours may differ. */
const CLOCKS_DIFFER_SECONDS = 2 * 60;
/** A worker that stood still sends late. */
const ARRIVES_WITHIN_SECONDS = 10 * 60;

/** When the provider can have been reached by what was asked under the key of this row. */
export function arrivalOf({ key_first_used_at: first, asked_at: last }: AuthorizationRow): TimeWindow {
  return {
    from: addSeconds(first, -CLOCKS_DIFFER_SECONDS),
    to: addSeconds(last ?? first, ARRIVES_WITHIN_SECONDS + CLOCKS_DIFFER_SECONDS),
  };
}

/**
 * A late attempt must not record what it was told about a request that another one has left.
 * @throws Error then; the next attempt finds out what the other one did
 */
export function requireSameRequest(now: AuthorizationRow, asked: AuthorizationRow): void {
  if (now.state === 'requested' && now.idempotency_key === asked.idempotency_key) return;
  throw new Error(`another worker went on with authorization ${now.authorization_id}; this attempt is void`);
}

/** How the provider was asked for it before this attempt. */
export function askedOf(
  { key_first_used_at: firstAt, asked_at: last }: AuthorizationRow,
  repeated: boolean,
): AskedBefore {
  return { when: repeated ? 'before' : 'never', firstAt, lastAt: last ?? firstAt };
}

/**
 * From here on the request counts as on its way once more: meanwhile the authorization can have been taken for given
 * up.
 * @throws Error when nothing may be asked any more
 */
export async function recordAskedNow(
  needs: PaymentNeeds,
  occasion: Occasion,
  row: AuthorizationRow,
): Promise<AuthorizationRow> {
  return recordIntent(needs.database, occasion, async (change) => {
    const now = await getAuthorization(change.transaction, row.order_id, row.generation);
    requireSameRequest(now, row);
    return changeAuthorization(change, now, now.state, { asked_at: change.at });
  });
}
