import type { ShipmentCancellation } from '../orders/inputs';
import type { CaptureRef } from '../provider/payment-intent-reading';
import type { PricedShipment } from './covered';

/** A shipment left that the hold pays for with its final capture: written down only. */
export interface CoverStep extends PricedShipment {
  readonly orderId: string;
  readonly currency: string;
  readonly authorizationGeneration: number;
  /** The capture that will take it: named by the first shipment that was covered. */
  readonly namedBy: string;
  readonly generation: number;
}

/** A shipment that was to be paid by the final capture of the hold did not leave: written down only. */
export interface UncoverStep {
  readonly orderId: string;
  readonly currency: string;
  readonly authorizationGeneration: number;
  readonly cancellation: ShipmentCancellation;
  /** Minor units that it was worth: they stay in the hold, for the units that are open again. */
  readonly amount: number;
  /** The capture that was to take it. */
  readonly capture: CaptureRef;
  /** The capture that takes the others from now on; null: there are none. */
  readonly captureOfOthers: CaptureRef | null;
  /** A capture of the shipment's own that is never asked for: it says what became of the shipment. */
  readonly own: CaptureRef;
  /** Who takes the shipping that it would have taken as a whole; null: it took none, or nobody has left. */
  readonly shippingTo: ShippingAsAWhole | null;
}

/** Shipping that goes on to another shipment, in minor units. */
export interface ShippingAsAWhole {
  readonly shipmentId: string;
  /** What the card pays of it. */
  readonly amount: number;
  /** What the order's credits pay of it; absent: nothing. */
  readonly credit?: number;
}
