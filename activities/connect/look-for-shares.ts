import { capturesOfCharge } from '../../libs/postgres/captures/capture-store';
import { sharesOfCharge } from '../../libs/postgres/connect/connect-share-store';
import { recordOutcome, type ChangeSource } from '../../libs/postgres/orders/order-change';
import type { StepContext } from '../steps/step-context';
import { readShares, recordShares } from './record-shares';

/** What is to come back of a share, as far as the share is looked for. */
export interface WantedShare {
  /** Null while it is not recorded. */
  readonly share_id: string | null;
  readonly charge_id: string | null;
  readonly order_currency: string;
}

/**
 * Looks for shares that are not recorded yet: a refund or a dispute can come before the settlement of what it takes
 * back, and then what was sent on is not known. Asks nobody when all are.
 */
export async function lookForShares(
  context: StepContext,
  source: ChangeSource,
  wanted: readonly WantedShare[],
): Promise<void> {
  const { orderId } = source;
  const missing = wanted.filter(({ share_id }) => share_id === null);
  for (const chargeId of new Set(missing.map(({ charge_id }) => charge_id))) {
    const currency = missing[0]?.order_currency;
    if (chargeId === null || currency === undefined) continue;
    const charge = { orderId, chargeId, currency };
    const readings = await readShares(context, charge);
    await recordOutcome(context.database, source, async (change) => {
      const { isUnderWay } = await capturesOfCharge(change.transaction, orderId, chargeId);
      const expected = await sharesOfCharge(change.transaction, orderId, chargeId);
      return recordShares(change, charge, { expected, readings, isUnderWay });
    });
  }
}
