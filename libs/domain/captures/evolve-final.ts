import { adjustmentOf } from '../payment/covered';
import { isDue, lastCallOf } from '../orders/deadline';
import type { UnitRun } from '../orders/order';
import { withoutParts } from './parts-of-units';
import type { LiveHold } from '../payment/hold';
import { hasOpenUnits, type CapturedShipment, type Payment } from '../payment/payment';
import { withoutAttention, withAttention } from '../payment/attention';
import type { CaptureStep, Step } from '../payment/steps';
import type { CaptureRefused, ShipmentCaptured, ShipmentCovered } from '../payment/facts';

/** What becomes of covered shipments, of the capture that is to take them, and of the calls for a person about them. */

/** A shipment left, and the hold pays for it with its final capture. */
export function shipmentCovered(payment: Payment, step: Step, { shipmentId }: ShipmentCovered): Payment {
  if (step.kind !== 'cover') throw new Error(`Bug! A ${step.kind} step cannot cover shipment ${shipmentId}`);
  const { shipment, spans, part, price } = step;
  const { contentHash } = shipment;
  const units = { spans, ...(part !== undefined && { part }) };
  const covered = { shipmentId, contentHash, shipment, ...units, amount: price.amount };
  return { ...partTaken(payment, part), covered: [...payment.covered, covered] };
}

/** A unit of which a part left is worth so much less from then on. */
export function partTaken(payment: Payment, part: UnitRun | undefined): Payment {
  return part === undefined ? payment : { ...payment, order: withoutParts(payment.order, [part]) };
}

/** Every shipment that the capture took, those that were covered first. */
export function capturedShipments(payment: Payment, step: CaptureStep, fact: ShipmentCaptured): CapturedShipment[] {
  const { combined, price } = step;
  const leaving = combined === undefined ? step : combined.priced;
  const shipments = [
    ...(combined === undefined ? [] : payment.covered),
    ...(leaving === null
      ? []
      : [
          {
            shipmentId: leaving.shipment.shipmentId,
            shipment: leaving.shipment,
            contentHash: leaving.shipment.contentHash,
            spans: leaving.spans,
            ...(leaving.part !== undefined && { part: leaving.part }),
            amount: leaving.price.amount,
          },
        ]),
  ];
  return shipments.map(({ shipmentId, shipment: command, contentHash, spans: units, part, amount }) => ({
    shipmentId,
    contentHash,
    captureId: fact.captureId,
    authorizationGeneration: step.authorizationGeneration,
    chargeId: step.chargeId,
    spans: units,
    ...(part !== undefined && { part }),
    amount,
    adjustment: adjustmentOf({ shipment: command }),
    final: step.final,
    // Nothing moves for free goods, so there is nothing to settle.
    state: price.amount === 0 || fact.settled === true ? 'settled' : 'captured',
  }));
}

/**
 * The payment before the shipments are added: what was covered is so no more, and a trouble that is over is forgotten.
 */
export function afterCapture(payment: Payment, step: CaptureStep, fact: ShipmentCaptured): Payment {
  const leaving = step.combined === undefined ? step : step.combined.priced;
  const shipped = partTaken(payment, leaving?.part);
  const resolved = { ...shipped, captureInDoubt: stillInDoubt(payment, fact.shipmentId) };
  if (!step.final) return resolved;
  return withoutAttention({ ...resolved, covered: [], finalCaptureTrouble: null }, 'final_capture_failed');
}

/**
 * @param askedAgain true when the same input is decided anew at once, under the next generation
 */
export function afterRefusal(payment: Payment, step: Step, fact: CaptureRefused, askedAgain: boolean): Payment {
  const resolved = { ...payment, captureInDoubt: stillInDoubt(payment, fact.shipmentId) };
  if (askedAgain || fact.ended !== null || step.kind !== 'capture' || !concernsShippedGoods(step)) return resolved;
  const troubled = withAttention(resolved, 'final_capture_failed');
  if (step.actor !== 'holdfast' || payment.hold.state !== 'held') return troubled;
  const refusals = (payment.finalCaptureTrouble?.refusals ?? 0) + 1;
  return { ...troubled, finalCaptureTrouble: { refusals, lastAt: refusedAt(payment.hold, step, fact) } };
}

/**
 * The last call is the last, also where the worker that recorded the refusal has a slow clock: else it would be asked
 * again at once.
 */
function refusedAt({ releaseAt, captureBefore }: LiveHold, { until }: CaptureStep, { at }: CaptureRefused): string {
  const recordedAt = at ?? releaseAt;
  const lastCall = lastCallOf(releaseAt, captureBefore);
  return until === undefined && isDue(recordedAt, lastCall) ? lastCall : recordedAt;
}

/**
 * Whether a person must know when the capture is refused: the shop's own shipment by itself is only the shop's matter.
 */
export function concernsShippedGoods({ combined, actor }: Pick<CaptureStep, 'combined' | 'actor'>): boolean {
  return combined !== undefined || actor === 'holdfast';
}

/** A capture that failed by a mistake of our own may have moved money; one of Holdfast's own is not tried for ever. */
export function afterStepFailed(payment: Payment, step: Step): Payment {
  if (step.kind === 'warn') return { ...payment, warnedGeneration: step.authorizationGeneration };
  if (step.kind !== 'capture') return payment;
  const doubtful = { ...payment, captureInDoubt: step.shipment.shipmentId };
  const { hold, finalCaptureTrouble: trouble } = payment;
  if (step.actor !== 'holdfast' || hold.state !== 'held') return doubtful;
  const lastAt = lastCallOf(hold.releaseAt, hold.captureBefore);
  return { ...doubtful, finalCaptureTrouble: { refusals: (trouble?.refusals ?? 0) + 1, lastAt } };
}

function stillInDoubt({ captureInDoubt }: Payment, resolved: string): string | null {
  return captureInDoubt === resolved ? null : captureInDoubt;
}

/**
 * The warning is of units that have not shipped: once there are none, or their hold is over, nobody has to act on it.
 */
export function lowerWarning(payment: Payment): Payment {
  const { hold, warnedGeneration, holdGeneration } = payment;
  const stands = hold.state === 'held' && warnedGeneration === holdGeneration && hasOpenUnits(payment);
  return stands ? payment : withoutAttention(payment, 'hold_expiring');
}
