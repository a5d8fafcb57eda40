import { withAttention, withoutAttention } from './attention';
import type { CapturedShipment, Payment } from './payment';

/**
 * Captures that somebody else made of a hold of ours: by hand in the provider's Dashboard, or with another program.
 * They are booked as what they are, so that nothing is called lost that was paid (docs/decisions/0034).
 */

/** A capture of ours that nobody asked for here, as it was booked. Amounts are minor units. */
export interface ExternalCapture {
  readonly captureId: string;
  readonly authorizationGeneration: number;
  readonly chargeId: string | null;
  /** Whether the hold was over with it. */
  readonly final: boolean;
  /** Shipments that had left and waited for the final capture of the hold: it paid for them. */
  readonly covered: readonly string[];
  /** What it took beyond those; null: nothing. */
  readonly shipment: ExternalShipment | null;
}

/** It has no units: nobody but the shop can say what the money was taken for. */
export interface ExternalShipment {
  readonly shipmentId: string;
  readonly amount: number;
}

/** The shipment that stands for what was captured before the shop gave us the payment. */
export const ADOPTED_SHIPMENT = 'holdfast.adopted';

const EXTERNAL_SHIPMENT = 'holdfast.external-';

/** @param number counts them within an order, from 1 */
export function externalShipmentId(number: number): string {
  return `${EXTERNAL_SHIPMENT}${number.toString()}`;
}

/** Whether a shipment stands for what somebody else captured of a hold that was ours. */
export function isExternalShipment({ shipmentId }: { readonly shipmentId: string }): boolean {
  return shipmentId.startsWith(EXTERNAL_SHIPMENT);
}

function isAdopted({ shipmentId }: Pick<CapturedShipment, 'shipmentId'>): boolean {
  return shipmentId === ADOPTED_SHIPMENT;
}

/** Whether units of the order have left, for which the shipping is taken that no unit has a share of. */
export function hasShipped({ shipments, covered }: Pick<Payment, 'shipments' | 'covered'>): boolean {
  return covered.length > 0 || shipments.some((shipment) => !isExternalShipment(shipment) && !isAdopted(shipment));
}

/** Whether somebody else captured something of the hold that counts. */
export function isCapturedElsewhere({ shipments, holdGeneration }: Payment): boolean {
  return shipments.some(
    (shipment) => isExternalShipment(shipment) && shipment.authorizationGeneration === holdGeneration,
  );
}

/** The payment with what it did not know yet of captures made elsewhere: a person is called to compare. */
export function withExternalCaptures(payment: Payment, captures: readonly ExternalCapture[] = []): Payment {
  return captures
    .filter(({ captureId }) => payment.shipments.every((shipment) => shipment.captureId !== captureId))
    .reduce(withExternalCapture, payment);
}

function withExternalCapture(payment: Payment, capture: ExternalCapture): Payment {
  const { captureId, authorizationGeneration, chargeId, final, shipment } = capture;
  const taken = { captureId, authorizationGeneration, chargeId, final, state: 'captured' } as const;
  const paid = payment.covered.filter(({ shipmentId }) => capture.covered.includes(shipmentId));
  const shipments: CapturedShipment[] = [
    ...paid.map(({ shipmentId, contentHash, spans, part, amount, shipment: { amountAdjustment } }) => ({
      ...{ shipmentId, contentHash, spans, ...(part !== undefined && { part }), amount, ...taken },
      adjustment: amountAdjustment?.amount ?? 0,
    })),
    ...(shipment === null ? [] : [{ ...externalUnits(shipment), ...taken }]),
  ];
  const isExpected = shipment?.shipmentId === ADOPTED_SHIPMENT;
  const known = withAttention(
    { ...payment, shipments: [...payment.shipments, ...shipments] },
    !isExpected && 'amount_mismatch',
  );
  if (paid.length === 0) return known;
  const covered = payment.covered.filter((each) => !paid.includes(each));
  return withoutAttention({ ...known, covered, finalCaptureTrouble: null }, 'final_capture_failed');
}

function externalUnits({
  shipmentId,
  amount,
}: ExternalShipment): Pick<CapturedShipment, 'shipmentId' | 'contentHash' | 'spans' | 'amount' | 'adjustment'> {
  return { shipmentId, contentHash: shipmentId, spans: [], amount, adjustment: amount };
}
