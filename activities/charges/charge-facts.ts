import type { ChargePending } from '../../libs/domain/payment/card-steps';
import type { ChargeStep } from '../../libs/domain/payment/charge-step';
import type { ChargeOutcome } from '../../libs/domain/payment/facts';
import { addSeconds } from '../../libs/domain/orders/deadline';
import { getAuthorization, nextActionOf, type AuthorizationRow } from '../../libs/postgres/holds/authorization-store';
import type { CaptureRow } from '../../libs/postgres/captures/capture-store';
import type { Transaction } from '../../libs/postgres/database/database';
import { errorOf } from '../../libs/postgres/database/error-columns';
import { settledIn } from '../captures/capture-facts';
import { recordedRefusalOf } from '../captures/capture-refusal';
import { endedHoldOf } from '../holds/authorization-facts';

/**
 * What is recorded about a charge; undefined while its outcome is not. Answers are always made from the rows, so that a
 * repeated step gives the answer that the first attempt would have given.
 */
export async function outcomeOfCharge(
  transaction: Transaction,
  row: CaptureRow,
  step: ChargeStep,
): Promise<ChargeOutcome | undefined> {
  const { orderId, authorizationGeneration, savedGeneration, generation } = step;
  const { shipmentId } = step.shipment;
  switch (row.state) {
    case 'captured':
    case 'settled': {
      const saved = await getAuthorization(transaction, orderId, savedGeneration);
      const paidBy = row.amount === 0 ? saved : await getAuthorization(transaction, orderId, authorizationGeneration);
      return {
        kind: 'shipment_charged',
        captureId: row.capture_id,
        shipmentId,
        authorizationGeneration: paidBy.generation,
        chargeId: paidBy.charge_id,
        mismatch: row.mismatch,
        ...settledIn(row),
        ended: row.final ? endedHoldOf(saved) : null,
      };
    }
    case 'refused':
      return {
        kind: 'capture_refused',
        shipmentId,
        generation,
        reason: recordedRefusalOf(row),
        error: errorOf(row),
        ended: null,
      };
    case 'covered':
    case 'requested':
    case 'unknown': {
      if (row.amount === 0) return undefined;
      return pendingOf(await getAuthorization(transaction, orderId, authorizationGeneration), step);
    }
  }
}

function pendingOf(row: AuthorizationRow, { shipment, authenticationSeconds }: ChargeStep): ChargePending | undefined {
  const { state } = row;
  if (state !== 'requires_action' && state !== 'processing') return undefined;
  return {
    kind: 'charge_pending',
    shipmentId: shipment.shipmentId,
    pending: {
      state,
      paymentIntentId: row.payment_intent_id,
      clientSecret: row.client_secret,
      nextAction: nextActionOf(row),
      until: addSeconds(row.created_at, authenticationSeconds),
    },
  };
}
