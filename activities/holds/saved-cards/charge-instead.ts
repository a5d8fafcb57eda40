import { chargedAfter } from '../../../libs/domain/holds/following-hold';
import { setupByHold } from '../../../libs/domain/orders/saved-card';
import type { ReleaseStep } from '../../../libs/domain/payment/steps';
import type { AuthorizationRow } from '../../../libs/postgres/holds/authorization-store';
import { insertNextHold } from '../../../libs/postgres/holds/renewal-store';
import type { OrderChange } from '../../../libs/postgres/orders/order-change';
import { chargeOnShip } from '../../../libs/postgres/orders/order-store';
import { endedHoldOf } from '../authorization-facts';
import { recordSaved } from './record-card';

/**
 * Writes down that the card of a hold is charged for each shipment, in the transaction that recorded the end of the
 * hold. The provider is not asked: it kept the card when the hold was placed.
 * @param ended the authorization as it was recorded
 */
export async function chargeCardInstead(
  change: OrderChange,
  step: ReleaseStep,
  ended: AuthorizationRow,
): Promise<void> {
  const hold = endedHoldOf(ended);
  const charges = hold === null ? undefined : chargedAfter({ kind: 'release', ...step }, hold);
  if (charges === undefined) return;
  const row = await insertNextHold(change, charges);
  const { customer, paymentMethod } = charges.card;
  await recordSaved(change, row, setupByHold(change.orderId), paymentMethod, customer);
  await chargeOnShip(change);
}
