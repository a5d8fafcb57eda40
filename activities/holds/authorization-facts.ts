import type { DoneCancellation } from '../../libs/domain/payment/payment';
import type { EndedHold } from '../../libs/domain/payment/hold';
import type { AuthorizationFact, WithExternalCaptures } from '../../libs/domain/payment/facts';
import { wholeOrderCaptureId } from '../../libs/domain/payment/whole-order-shipment';
import { externalCapturesOf, readAuthorization } from '../../libs/postgres/holds/authorization-reader';
import type { AuthorizationRow } from '../../libs/postgres/holds/authorization-store';

/**
 * What a recorded authorization says. Answers are always made from the row, so that a repeated step gives the answer
 * that the first attempt would have given.
 * @param cancellation the shop's cancellation that ended the hold, if one did
 * @throws Error while nothing is known about it
 */
export function factOfAuthorization(
  row: AuthorizationRow,
  cancellation: DoneCancellation | null = null,
): AuthorizationFact {
  return { ...factOfRow(row, cancellation), ...externalOf(row) };
}

/** What somebody else captured of a hold, as a part of what is found out of it; empty where nobody did. */
export function externalOf(row: AuthorizationRow | undefined): WithExternalCaptures {
  const external = row === undefined ? [] : externalCapturesOf(row);
  return external.length === 0 ? {} : { external };
}

function factOfRow(row: AuthorizationRow, cancellation: DoneCancellation | null): AuthorizationFact {
  const read = readAuthorization(row);
  switch (read.kind) {
    case 'not_answered':
      throw new Error(`Bug! Nothing is known about authorization ${row.authorization_id} yet`);
    case 'awaited':
      return { kind: 'hold_awaited', hold: read.hold };
    case 'held':
      return { kind: 'hold_placed', hold: read.hold };
    case 'card_saved':
      return { kind: 'card_saved', hold: read.hold };
    case 'paid_at_once': {
      const { paymentIntentId, chargeId, mismatch } = read;
      const { generation: authorizationGeneration, order_id: orderId } = row;
      const captureId = wholeOrderCaptureId(orderId);
      return { kind: 'order_paid', authorizationGeneration, captureId, paymentIntentId, chargeId, mismatch };
    }
    case 'ended': {
      const { hold, reason, mismatch } = read;
      return { kind: 'hold_ended', hold, cancelReason: reason, cancellation, mismatch };
    }
  }
}

/** The end of a hold as it is recorded; null while it lives. */
export function endedHoldOf(row: AuthorizationRow): EndedHold | null {
  if (row.ended_at === null) return null;
  const read = readAuthorization(row);
  return read.kind === 'ended' ? read.hold : null;
}
