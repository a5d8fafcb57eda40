import type { CaptureStep } from '../../libs/domain/payment/steps';
import type { CaptureOutcome } from '../../libs/domain/payment/facts';
import { getAuthorization, type AuthorizationRow } from '../../libs/postgres/holds/authorization-store';
import type { CaptureRow } from '../../libs/postgres/captures/capture-store';
import type { Transaction } from '../../libs/postgres/database/database';
import { errorOf } from '../../libs/postgres/database/error-columns';
import { endedHoldOf, externalOf } from '../holds/authorization-facts';
import { recordedRefusalOf } from './capture-refusal';

/** Whether it counts as arrived, for a fact; of free goods nothing arrives. */
export function settledIn({ state, amount }: CaptureRow): { readonly settled?: true } {
  return state === 'settled' && amount > 0 ? { settled: true } : {};
}

/**
 * What a recorded capture says; undefined while its outcome is not recorded. Answers are always made from the rows, so
 * that a repeated step gives the answer that the first attempt would have given.
 */
export async function outcomeOfCapture(
  transaction: Transaction,
  row: CaptureRow,
  { orderId, authorizationGeneration, shipment, generation }: CaptureStep,
): Promise<CaptureOutcome | undefined> {
  const hold = (): Promise<AuthorizationRow> => getAuthorization(transaction, orderId, authorizationGeneration);
  const { shipmentId } = shipment;
  switch (row.state) {
    case 'captured':
    case 'settled': {
      const { final, mismatch, capture_id: captureId } = row;
      const took = final || mismatch ? await hold() : undefined;
      const ended = final && took !== undefined ? endedHoldOf(took) : null;
      const fact = {
        kind: 'shipment_captured',
        captureId,
        generation,
        shipmentId,
        mismatch,
        ended,
        ...settledIn(row),
      } as const;
      return { ...fact, ...externalOf(took) };
    }
    case 'refused': {
      const left = await hold();
      const gone = row.refusal_reason === 'hold_gone' ? endedHoldOf(left) : null;
      return {
        kind: 'capture_refused',
        shipmentId,
        generation,
        reason: recordedRefusalOf(row),
        error: errorOf(row),
        at: row.updated_at,
        ended: gone,
        ...(row.refusal_reason === 'hold_gone' && gone === null && { raised: 'hold_lost' as const }),
        ...externalOf(left),
      };
    }
    case 'covered':
    case 'requested':
    case 'unknown':
      return undefined;
  }
}
