import { addSeconds } from '../libs/domain/deadline';
import { giveUpKey } from '../libs/domain/idempotency-key';
import type { CardReading } from '../libs/domain/card-gateway';
import type { AuthorizationRow } from '../libs/postgres/authorization-store';
import { underFreshKey } from './fresh-key';
import type { PaymentNeeds } from './payment-needs';

// The provider's clock may run behind ours.
const LOOK_BACK_SECONDS = 5 * 60;

/** The card setup that a lost answer may have left behind. */
export async function findCardOf(needs: PaymentNeeds, row: AuthorizationRow): Promise<CardReading | undefined> {
  const { order_id: orderId, generation } = row;
  const since = addSeconds(row.key_first_used_at, -LOOK_BACK_SECONDS);
  return needs.gateway.findCard({ ref: { orderId, generation }, since });
}

/** Gives up a card setup, should there be one. One that had succeeded holds no money: nothing is left to end. */
export async function endCardSetup(needs: PaymentNeeds, row: AuthorizationRow): Promise<void> {
  const known = row.setup_intent_id ?? (await findCardOf(needs, row))?.setupIntentId;
  if (known === undefined) return;
  const { order_id: orderId, generation } = row;
  await underFreshKey(
    (attempt) => giveUpKey(orderId, generation, attempt),
    (idempotencyKey) => needs.gateway.cancelCard({ setupIntentId: known, idempotencyKey }),
  );
}
