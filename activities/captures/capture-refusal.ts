import type { CaptureRefused } from '../../libs/domain/payment/facts';
import type { CaptureRow } from '../../libs/postgres/captures/capture-store';

/** Why a capture was refused. One of a shipment that did not leave was never asked for, so no step has its outcome. */
export function recordedRefusalOf(row: CaptureRow): CaptureRefused['reason'] {
  const reason = row.refusal_reason ?? 'declined';
  if (reason === 'canceled') throw new Error(`capture ${row.capture_id} was canceled, so it was never asked for`);
  return reason;
}
