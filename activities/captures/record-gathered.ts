import type { Gathered } from '../../libs/domain/payment/covered';
import { concernsShippedGoods } from '../../libs/domain/captures/evolve-final';
import { mayAskAgain } from '../../libs/domain/lifecycle/evolve';
import { nextKeyGeneration } from '../../libs/domain/provider/idempotency-key';
import { formatMoney, money } from '../../libs/domain/money/money';
import type { CaptureStep } from '../../libs/domain/payment/steps';
import type { CaptureRefused } from '../../libs/domain/payment/facts';
import { raiseAttention } from '../../libs/postgres/orders/attention-store';
import { getAuthorization } from '../../libs/postgres/holds/authorization-store';
import type { CaptureRow } from '../../libs/postgres/captures/capture-store';
import { coveredParcelsOf, gather, type CoveredRow } from '../../libs/postgres/captures/covered-store';
import type { OrderChange } from '../../libs/postgres/orders/order-change';
import { appendTimeline } from '../../libs/postgres/orders/timeline-store';
import { namesOfParcels } from '../../libs/domain/orders/parcel-names';

/** What becomes of parcels that left and waited for the final capture of their hold (docs/decisions/0016). */

/** Tells of each parcel that a capture took, and of the capture as a whole where it took several. */
export async function tellParcelsCaptured(change: OrderChange, row: CaptureRow, step: CaptureStep): Promise<void> {
  const { gathered, shipment, price, currency, paymentIntentId, chargeId } = step;
  const about = { captureId: row.capture_id, authorizationId: row.authorization_id, paymentIntentId, chargeId };
  const leaving: CoveredRow | null =
    gathered === undefined
      ? { shipment_id: shipment.shipmentId, amount: price.amount }
      : gathered.parcel && { shipment_id: gathered.parcel.shipment.shipmentId, amount: gathered.parcel.price.amount };
  const covered = gathered === undefined ? [] : await coveredParcelsOf(change.transaction, row.capture_id);
  const parcels = leaving === null ? covered : [...covered, leaving];
  if (covered.length > 0) {
    const total = money(price.amount, currency);
    const message = `${formatMoney(total)} captured in one for ${namesOf(parcels)}`;
    await appendTimeline(change, { kind: 'parcels_captured', amount: total, about, message });
  }
  for (const { shipment_id: shipmentId, amount } of parcels) {
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

/** The capture was refused and the hold lives: the parcels that had left wait for the next one. */
export async function coverAgain(change: OrderChange, row: CaptureRow, step: CaptureStep): Promise<void> {
  if (step.gathered === undefined) return;
  const authorization = await getAuthorization(change.transaction, step.orderId, step.authorizationGeneration);
  const parcels = await coveredParcelsOf(change.transaction, row.capture_id);
  const next = {
    namedBy: step.shipment.shipmentId,
    generation: nextKeyGeneration(step.generation, { proof: 'refused' }),
  };
  await gather(change, next, authorization, parcels);
}

/** Calls for a person when a refusal leaves goods unpaid that have left, or the end of the hold undone. */
export async function raiseFinalCaptureFailed(
  change: OrderChange,
  step: CaptureStep,
  refused: CaptureRefused,
): Promise<void> {
  if (!concernsShippedGoods(step) || mayAskAgain(refused)) return;
  const { gathered, price, currency } = step;
  const total = formatMoney(money(price.amount, currency));
  const why = refused.error.declineCode ?? refused.error.code;
  const left =
    gathered === undefined
      ? ''
      : `; ${unpaidOf(step, gathered)} of it are of parcels that have left: ${gathered.covered.join(', ')}`;
  const next =
    step.actor === 'holdfast'
      ? 'Holdfast tries again, and releases the hold shortly before the network would take it'
      : 'the hold is as it was: send the parcel again, or cancel what is open';
  await raiseAttention(
    change,
    'final_capture_failed',
    `the capture of ${total} that ends the hold was refused (${why})${left}. ${next}`,
  );
}

function unpaidOf({ price, currency }: CaptureStep, { parcel }: Gathered): string {
  return formatMoney(money(price.amount - (parcel?.price.amount ?? 0), currency));
}

function namesOf(parcels: readonly CoveredRow[]): string {
  return namesOfParcels(parcels.map(({ shipment_id }) => shipment_id));
}
