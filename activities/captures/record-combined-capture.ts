import type { CombinedCapture } from '../../libs/domain/payment/covered';
import { concernsShippedGoods } from '../../libs/domain/captures/evolve-final';
import { mayAskAgain } from '../../libs/domain/lifecycle/evolve';
import { nextKeyGeneration } from '../../libs/domain/provider/idempotency-key';
import { formatMoney, money } from '../../libs/domain/money/money';
import type { CaptureStep } from '../../libs/domain/payment/steps';
import type { CaptureRefused } from '../../libs/domain/payment/facts';
import { openAttention } from '../../libs/postgres/orders/attention-store';
import { getAuthorization } from '../../libs/postgres/holds/authorization-store';
import type { CaptureRow } from '../../libs/postgres/captures/capture-store';
import { coveredShipmentsOf, combineCapture, type CoveredRow } from '../../libs/postgres/captures/covered-store';
import type { OrderChange } from '../../libs/postgres/orders/order-change';
import { appendTimeline } from '../../libs/postgres/orders/timeline-store';
import { namesOfShipments } from '../../libs/domain/orders/shipment-names';

/** What becomes of shipments that left and waited for the final capture of their hold (docs/decisions/0016). */

/** Tells of each shipment that a capture took, and of the capture as a whole where it took several. */
export async function appendShipmentsCaptured(change: OrderChange, row: CaptureRow, step: CaptureStep): Promise<void> {
  const { combined, shipment, price, currency, paymentIntentId, chargeId } = step;
  const about = { captureId: row.capture_id, authorizationId: row.authorization_id, paymentIntentId, chargeId };
  const leaving: CoveredRow | null =
    combined === undefined
      ? { shipment_id: shipment.shipmentId, amount: price.amount }
      : combined.priced && { shipment_id: combined.priced.shipment.shipmentId, amount: combined.priced.price.amount };
  const covered = combined === undefined ? [] : await coveredShipmentsOf(change.transaction, row.capture_id);
  const shipments = leaving === null ? covered : [...covered, leaving];
  if (covered.length > 0) {
    const total = money(price.amount, currency);
    const message = `${formatMoney(total)} captured in one capture for ${namesOf(shipments)}`;
    await appendTimeline(change, { kind: 'shipments_captured', amount: total, about, message });
  }
  for (const { shipment_id: shipmentId, amount } of shipments) {
    const worth = money(amount, currency);
    const message = `Shipment ${shipmentId} captured ${formatMoney(worth)}`;
    await appendTimeline(change, {
      kind: 'shipment_captured',
      amount: worth,
      about: { ...about, shipmentId },
      message,
    });
  }
}

/** The capture was refused and the hold lives: the shipments that had left wait for the next one. */
export async function coverAgain(change: OrderChange, row: CaptureRow, step: CaptureStep): Promise<void> {
  if (step.combined === undefined) return;
  const authorization = await getAuthorization(change.transaction, step.orderId, step.authorizationGeneration);
  const shipments = await coveredShipmentsOf(change.transaction, row.capture_id);
  const next = {
    namedBy: step.shipment.shipmentId,
    generation: nextKeyGeneration(step.generation, { proof: 'refused' }),
  };
  await combineCapture(change, next, authorization, shipments);
}

/** Calls for a person when a refusal leaves goods unpaid that have left, or the end of the hold undone. */
export async function openFinalCaptureFailed(
  change: OrderChange,
  step: CaptureStep,
  refused: CaptureRefused,
): Promise<void> {
  if (!concernsShippedGoods(step) || mayAskAgain(refused)) return;
  const { combined, price, currency } = step;
  const total = formatMoney(money(price.amount, currency));
  const why = refused.error.declineCode ?? refused.error.code;
  const left =
    combined === undefined
      ? ''
      : `; ${unpaidOf(step, combined)} of it is for shipments that have left: ${combined.covered.join(', ')}`;
  const next =
    step.actor === 'holdfast'
      ? 'Holdfast tries again, and releases the hold shortly before it expires'
      : 'the hold is unchanged: send the shipment again, or cancel what is open';
  await openAttention(
    change,
    'final_capture_failed',
    `the final capture of ${total} was refused (${why})${left}. ${next}`,
  );
}

function unpaidOf({ price, currency }: CaptureStep, { priced }: CombinedCapture): string {
  return formatMoney(money(price.amount - (priced?.price.amount ?? 0), currency));
}

function namesOf(shipments: readonly CoveredRow[]): string {
  return namesOfShipments(shipments.map(({ shipment_id }) => shipment_id));
}
