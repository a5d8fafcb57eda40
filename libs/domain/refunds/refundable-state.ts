import type { UnitRun } from '../orders/order';
import type { Breakdown, UnitSpan } from '../orders/shipment-price';
import { creditOfSpans, shippingOf } from '../orders/unit-spans';
import type { RefundRefusal, ReturnedCredit } from './refund';

/** What is recorded about an order, as far as a refund depends on it. Read and planned under the order's lock. */
export interface RefundableState {
  readonly currency: string;
  readonly allocation: readonly UnitRun[];
  /** Captured ones only, oldest first. */
  readonly shipments: readonly RefundableShipment[];
  /** Those that something was captured of, oldest first. */
  readonly charges: readonly RefundableCharge[];
  /** Units that went back already, or may be on their way. */
  readonly refundedUnits: readonly UnitSpan[];
  /** Units whose share of the shipping went back alone, or may be on its way. */
  readonly shippingRefunded: readonly UnitSpan[];
  /** What paid beside the card, in the shop's order; absent: nothing. */
  readonly credits?: readonly RefundableCredit[];
}

/** A credit of an order. Minor units; `returned` counts what may be on its way too. */
export interface RefundableCredit {
  readonly creditId: string;
  readonly amount: number;
  readonly returned: number;
}

/** A captured shipment, and what of it can be refunded. Amounts are minor units. */
export interface RefundableShipment {
  readonly shipmentId: string;
  readonly authorizationId: string;
  readonly amount: number;
  readonly breakdown: Breakdown;
  readonly spans: readonly UnitSpan[];
  /** Whether what was captured beside the units (shipping as a whole, an adjustment) went back already. */
  readonly extraRefunded: boolean;
  /** Shipping that was captured with it as a whole; 0 where each unit has its share. */
  readonly shippingBeside: number;
  /** Whether that went back already, alone. */
  readonly shippingBesideRefunded: boolean;
}

/** What the card paid of shipping that a shipment took as a whole, in minor units: credits pay their share of it. */
export function shippingBesideUnits(
  { shipping, credit = 0 }: Breakdown,
  allocation: readonly UnitRun[],
  spans: readonly UnitSpan[],
): number {
  return Math.max(0, shipping - shippingOf(allocation, spans) - (credit - creditOfSpans(allocation, spans)));
}

/** One hold's charge. Minor units; `refunded` counts what may be on its way too. */
export interface RefundableCharge {
  readonly authorizationId: string;
  readonly captured: number;
  readonly refunded: number;
  /** What the rest of it is for. */
  readonly left: Breakdown;
}

/** What one charge gives back: one refund at the provider. */
export interface PlannedPart {
  readonly authorizationId: string;
  readonly amount: number;
  /** They count as returned, whatever of their worth is given back. */
  readonly units: readonly UnitSpan[];
  /** True when it gives back what was captured for the shipment beside its units. */
  readonly extra: boolean;
  /** Units whose share of the shipping it gives back, and nothing else of them; absent: it is no refund of shipping. */
  readonly shippingOf?: readonly UnitSpan[];
  /** What goes back beside the card; the card's amount can be 0 then, and Stripe is not asked. Absent: nothing. */
  readonly credits?: readonly ReturnedCredit[];
}

/** From which charges a refund comes, in minor units; or why it cannot be made. */
export type RefundPlan =
  | { readonly kind: 'planned'; readonly amount: number; readonly parts: readonly PlannedPart[] }
  | { readonly kind: 'refused'; readonly refusal: RefundRefusal };
