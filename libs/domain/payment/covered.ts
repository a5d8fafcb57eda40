import type { ShipmentCommand } from '../orders/inputs';
import type { UnitRun } from '../orders/order';
import type { Price, UnitSpan } from '../orders/shipment-price';

/**
 * Shipments that have left and whose money stays in the hold for the moment: the card allows no capture but the final
 * one, which takes all of them together (docs/decisions/0016).
 */

/** A shipment with what it is worth by the frozen allocation. */
export interface PricedShipment {
  readonly shipment: ShipmentCommand;
  readonly spans: readonly UnitSpan[];
  /** Taken of one more unit, which stays open; absent: none. */
  readonly part?: UnitRun;
  readonly price: Pick<Price, 'amount' | 'breakdown'>;
}

/** A shipment that counts as shipped. Once its hold is over without its capture, it is lost. */
export interface CoveredShipment {
  readonly shipmentId: string;
  readonly contentHash: string;
  /** The shop's whole command: the first of an order's covered shipments names their capture. */
  readonly shipment: ShipmentCommand;
  readonly spans: readonly UnitSpan[];
  /** Taken of one more unit, which stays open; absent: none. */
  readonly part?: UnitRun;
  readonly amount: number;
}

/** Shipments that one capture takes together. */
export interface CombinedCapture {
  /** Those that left before, oldest first. The first of them names the capture: it is the step's `shipment`. */
  readonly covered: readonly string[];
  /** The one that leaves with it; null when the clock or a cancellation brought the capture about. */
  readonly priced: PricedShipment | null;
}

/** Holdfast's own final captures that were refused: what the next one waits for. */
export interface FinalCaptureTrouble {
  readonly refusals: number;
  /** When the latest refusal was recorded. */
  readonly lastAt: string;
}

/** Minor units of the hold that are promised to shipments which have left. */
export function coveredAmount({ covered }: { readonly covered: readonly CoveredShipment[] }): number {
  return covered.reduce((sum, { amount }) => sum + amount, 0);
}

/** What the shop added to a shipment, or took off it. Minor units. */
export function adjustmentOf({ shipment }: Pick<PricedShipment, 'shipment'>): number {
  return shipment.amountAdjustment?.amount ?? 0;
}

/** The shipment that Holdfast itself records when it captures all that is open at the deadline. */
export const REMAINING_SHIPMENT = 'holdfast.remaining';

/** Ids that a shop may not use: such shipments are Holdfast's own. */
export function isReservedShipment(shipmentId: string): boolean {
  return shipmentId.startsWith('holdfast.');
}
