import { isKeptByHold } from '../../libs/domain/orders/saved-card';
import { quantitiesOf } from '../../libs/domain/orders/unit-spans';
import type {
  RecordedAuthorization,
  RecordedCancellation,
  RecordedCapture,
  RecordedPayment,
  RecordedShipment,
} from '../../libs/domain/watch/recorded-payment';
import type { UnitSpan } from '../../libs/domain/orders/shipment-price';
import type { AuthorizationRow } from '../../libs/postgres/holds/authorization-store';
import type { CaptureRow } from '../../libs/postgres/captures/capture-store';
import type { PaymentRows } from '../../libs/postgres/reading/payment-rows';
import { purposeOf } from '../../libs/postgres/holds/authorization-reader';
import { cardOf } from '../../libs/postgres/holds/renewal-store';
import { factOfAuthorization } from '../holds/authorization-facts';

/** The rows of an order's payment, as the domain reads them. */
export function recordedPaymentOf(rows: PaymentRows): RecordedPayment {
  return {
    order: rows.order,
    attention: rows.attentions.map(({ code }) => code),
    authorizations: rows.authorizations.map((row) => authorizationOf(row, rows)),
    shipments: rows.shipments.map((row) => shipmentOf(row, rows)),
    captures: rows.captures.map((row) => captureOf(row, rows)),
    lineChanges: rows.lineChanges.map(({ change_id: changeId, content_hash: contentHash, amount }) => {
      return { changeId, contentHash, amount };
    }),
    cancellations: rows.cancellations.map((row) => cancellationOf(row, rows)),
  };
}

function authorizationOf(
  row: AuthorizationRow,
  { captures, confirmations, raises }: PaymentRows,
): RecordedAuthorization {
  const isOwn = ({ authorization_id: id }: { authorization_id: string }): boolean => id === row.authorization_id;
  return {
    generation: row.generation,
    state: row.state,
    hold: holdOf(row),
    wasHeld: row.multicapture !== null && row.capture_before !== null,
    isPayment: purposeOf(row) === 'off_session_payment' || isForShipment(row, captures.filter(isOwn)),
    keptByHold: isKeptByHold(row.setup_intent_id),
    renews: row.renews_generation,
    card: cardOf(row),
    given: givenOf(row),
    growsBy: row.grows_by,
    wasRefused: row.last_error_code !== null,
    wasWarned: row.warned_at !== null,
    endReason: row.end_reason,
    chargeId: row.charge_id,
    amount: row.amount,
    raised: row.raised_amount,
    added: row.added_amount,
    createdAt: row.created_at,
    confirmations: confirmations.filter(isOwn).map((each) => ({
      attempt: each.attempt,
      isAnswered: each.state !== 'requested',
      isRefused: each.state === 'refused',
      confirmation: { paymentMethod: each.payment_method, returnUrl: each.return_url, requestId: each.request_id },
    })),
    raises: raises.filter((each) => isOwn(each) && each.state !== 'requested').at(-1)?.attempt ?? 0,
  };
}

/**
 * A charge has the name of its shipment; a hold has captures of its own names, and is never captured before it is held.
 */
function isForShipment(row: AuthorizationRow, captures: readonly CaptureRow[]): boolean {
  return captures.some(({ idempotency_key: key }) => key === row.idempotency_key) && purposeOf(row) !== 'whole_order';
}

function givenOf(row: AuthorizationRow): RecordedAuthorization['given'] {
  const { given_payment_method: paymentMethod, given_request_id: requestId, given_return_url: returnUrl } = row;
  return paymentMethod === null || requestId === null ? null : { paymentMethod, returnUrl, requestId };
}

function holdOf(row: AuthorizationRow): RecordedAuthorization['hold'] {
  if (row.state === 'requested') return null;
  const fact = factOfAuthorization(row);
  switch (fact.kind) {
    case 'hold_awaited':
    case 'hold_placed':
    case 'hold_ended':
    case 'card_saved':
      return fact.hold;
    case 'order_paid': {
      const { paymentIntentId, chargeId } = fact;
      return { state: 'captured', paymentIntentId, chargeId, released: 0, lost: 0 };
    }
  }
}

function shipmentOf(row: PaymentRows['shipments'][number], { shipmentLines }: PaymentRows): RecordedShipment {
  const spans = shipmentLines.filter(({ shipment_id: id }) => id === row.shipment_id).map(spanOf);
  const { adjustment, adjustment_reason: reason } = row;
  return {
    shipment: {
      shipmentId: row.shipment_id,
      lines: row.asked_amount === null ? quantitiesOf(spans) : [],
      carrier: row.carrier,
      trackingNumber: row.tracking_number,
      ...(row.asked_amount !== null && { amount: row.asked_amount }),
      ...(reason !== null && { amountAdjustment: { amount: adjustment, reason } }),
      contentHash: row.content_hash,
      requestId: row.request_id,
    },
    status: row.status,
    spans,
    ...(row.part !== null && { part: row.part }),
    amount: row.amount,
    adjustment,
    captureId: row.capture_id,
    wasCovered: row.covered_at !== null,
  };
}

function captureOf(row: CaptureRow, { authorizations, refusedToHoldfast }: PaymentRows): RecordedCapture {
  const authorization = authorizations.find(({ authorization_id: id }) => id === row.authorization_id);
  const { refusal_reason: reason, updated_at: at, capture_id: captureId } = row;
  return {
    captureId,
    shipmentId: row.shipment_id,
    generation: row.generation,
    authorizationGeneration: authorization?.generation ?? 0,
    state: row.state,
    amount: row.amount,
    final: row.final,
    // One that was never asked for was refused by nobody.
    refusal:
      reason === null || reason === 'canceled' ? null : { reason, at, isHoldfasts: refusedToHoldfast.has(captureId) },
  };
}

function cancellationOf(
  row: PaymentRows['cancellations'][number],
  { cancellationLines }: PaymentRows,
): RecordedCancellation {
  const { cancellation_id: cancellationId, content_hash: contentHash, reason, request_id: requestId } = row;
  return {
    cancellation: { cancellationId, reason, contentHash, requestId },
    spans: cancellationLines.filter(({ cancellation_id: id }) => id === cancellationId).map(spanOf),
    released: row.released_amount,
  };
}

function spanOf(row: { readonly line_id: string; readonly from_unit: number; readonly units: number }): UnitSpan {
  return { lineId: row.line_id, fromUnit: row.from_unit, units: row.units };
}
