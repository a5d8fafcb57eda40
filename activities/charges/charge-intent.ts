import { RUNG_WITHOUT_FEATURES } from '../../libs/domain/orders/card-features';
import type { ChargeStep } from '../../libs/domain/payment/charge-step';
import type { ChargeOutcome } from '../../libs/domain/payment/facts';
import { chargeKey } from '../../libs/domain/provider/idempotency-key';
import {
  getAuthorization,
  insertAuthorization,
  type AuthorizationRow,
} from '../../libs/postgres/holds/authorization-store';
import {
  changeCapture,
  findCapture,
  getCapture,
  insertCapture,
  type CaptureRow,
} from '../../libs/postgres/captures/capture-store';
import { recordIntent, recordOutcome, type Occasion, type OrderChange } from '../../libs/postgres/orders/order-change';
import { captureShipments, saveShipment } from '../../libs/postgres/captures/shipment-store';
import { outcomeOfCharge } from './charge-facts';
import { nowOf, type PaymentNeeds } from '../steps/payment-needs';

export interface ChargeIntent {
  readonly row: CaptureRow;
  readonly authorization: AuthorizationRow;
  /** An earlier attempt may have asked the provider already. */
  readonly repeated: boolean;
  /** What an earlier attempt recorded. */
  readonly outcome: ChargeOutcome | undefined;
}

/** Writes down that a parcel is to be paid with the saved card, before the provider is asked. */
export async function recordChargeIntent(needs: PaymentNeeds, step: ChargeStep): Promise<ChargeIntent> {
  const { orderId, authorizationGeneration, savedGeneration, generation, price } = step;
  const { shipmentId } = step.shipment;
  // Free goods are never asked for, so that no payment of their own stands for them.
  const paidBy = price.amount === 0 ? savedGeneration : authorizationGeneration;
  return recordIntent(needs.database, chargeOccasion(needs, step), async (change) => {
    const { transaction } = change;
    const known = await findCapture(transaction, orderId, shipmentId, generation);
    if (known === undefined) {
      const authorization =
        price.amount === 0 ? await getAuthorization(transaction, orderId, paidBy) : await insertPayment(change, step);
      const row = await insert(change, step, authorization);
      return { row, authorization, repeated: false, outcome: undefined };
    }
    const authorization = await getAuthorization(transaction, orderId, paidBy);
    const outcome = await outcomeOfCharge(transaction, known, step);
    return { row: known, authorization, repeated: true, outcome };
  });
}

/**
 * Writes down that the key is about to be used once more. A search lies between the intent and this, in which the charge
 * can have been taken for given up: then nothing may be asked any more.
 * @returns what is recorded of the charge, if something is
 */
export async function recordAskedAgain(needs: PaymentNeeds, step: ChargeStep): Promise<ChargeOutcome | undefined> {
  const { orderId, shipment, generation } = step;
  return recordIntent(needs.database, chargeOccasion(needs, step), async (change) => {
    const row = await getCapture(change.transaction, orderId, shipment.shipmentId, generation);
    const outcome = await outcomeOfCharge(change.transaction, row, step);
    if (outcome === undefined) await changeCapture(change, row, row.state, { key_last_used_at: change.at });
    return outcome;
  });
}

async function insertPayment(change: OrderChange, step: ChargeStep): Promise<AuthorizationRow> {
  const { orderId, authorizationGeneration: generation, generation: attempt, price, shipment } = step;
  const idempotencyKey = chargeKey(orderId, shipment.shipmentId, attempt);
  const row = await insertAuthorization(change, {
    generation,
    amount: price.amount,
    rung: RUNG_WITHOUT_FEATURES,
    idempotencyKey,
  });
  if (row === undefined) throw new Error(`Bug! Order ${orderId} has had its payment ${generation.toString()}`);
  return row;
}

async function insert(change: OrderChange, step: ChargeStep, authorization: AuthorizationRow): Promise<CaptureRow> {
  const { shipment, generation, price, final } = step;
  const { shipmentId } = shipment;
  await saveShipment(change, step, { status: 'pending', final });
  const row = await insertCapture(change, {
    state: 'requested',
    shipmentId,
    generation,
    authorizationId: authorization.authorization_id,
    idempotencyKey: chargeKey(change.orderId, shipmentId, generation),
    amount: price.amount,
    receivedBefore: 0,
    final,
  });
  await captureShipments(change, row.capture_id, [shipmentId]);
  return row;
}

/** Writes down that nobody saw the provider's answer: only a read of the provider leaves this state. */
export async function recordChargeUnknown(needs: PaymentNeeds, step: ChargeStep): Promise<void> {
  const { orderId, shipment, generation } = step;
  await recordOutcome(needs.database, chargeOccasion(needs, step), async (change) => {
    const row = await findCapture(change.transaction, orderId, shipment.shipmentId, generation);
    if (row?.state === 'requested') await changeCapture(change, row, 'unknown', {});
  });
}

/** A charge is the shop's doing. */
export function chargeOccasion(needs: PaymentNeeds, { orderId, shipment }: ChargeStep): Occasion {
  const origin = { actor: 'shop', requestId: shipment.requestId, eventId: null } as const;
  return { orderId, at: nowOf(needs), origin };
}
