import type { OrderPolicy, WithoutMulticapture } from '../orders/order';

/** What the card and the account allow on one hold, read from the charge. */
export interface Capabilities {
  readonly multicapture: boolean;
  readonly overcapture: boolean;
  readonly incrementalAuthorization: boolean;
  readonly extendedAuthorization: boolean;
  /** Minor units: the most that captures of this hold may take in all. */
  readonly maximumCapturable: number;
}

/**
 * How shipments become captures.
 * - `multicapture`: each shipment captures its own amount; the last one is final
 * - `capture_then_reauthorize`: the card allows a single capture, and may be used again: each shipment is the final
 *   capture of its hold, and what has not shipped is re-authorized
 * - `capture_once`: the card allows a single capture: shipments are covered by the hold, and captured together at its
 *   end
 * - `charge_on_ship`: the card is saved and nothing is held; each shipment is a payment of its own
 * - `immediate`: all of it is paid at once, and counts as shipped
 */
export const CAPTURE_PLANS = [
  'multicapture',
  'capture_then_reauthorize',
  'capture_once',
  'charge_on_ship',
  'immediate',
] as const;
/** How the shipments of an order become captures. */
export type CapturePlan = (typeof CAPTURE_PLANS)[number];

/**
 * What pays for the shipments of an order: its hold, a payment of their own with the saved card, or what was paid at
 * once.
 */
export type ShipmentsPaidBy = 'hold' | 'saved_card' | 'payment_at_once';

/** The same for every order with the plan. */
export function shipmentsPaidBy(plan: CapturePlan): ShipmentsPaidBy {
  switch (plan) {
    case 'multicapture':
    case 'capture_then_reauthorize':
    case 'capture_once':
      return 'hold';
    case 'charge_on_ship':
      return 'saved_card';
    case 'immediate':
      return 'payment_at_once';
  }
}

/**
 * Stripe's limit: up to 50 non-final captures and one final on top. Source:
 * https://docs.stripe.com/payments/multicapture
 */
export const NON_FINAL_CAPTURES_AT_MOST = 50;

/**
 * Chooses the plan from what the charge says; never assumes that a second capture is possible.
 * @param reusable whether the card may be used again without the buyer
 * @param wanted for a card that allows a single capture; what is not possible with it is not chosen
 */
export function chooseCapturePlan(
  capabilities: Capabilities,
  reusable: 'reusable' | 'single_use',
  wanted: WithoutMulticapture = 'auto',
): CapturePlan {
  if (capabilities.multicapture) return 'multicapture';
  switch (wanted) {
    case 'auto':
    case 'capture_then_reauthorize':
    case 'charge_on_ship':
      // The first hold gives way to its card before it is captured; a later one pays for what has begun.
      return reusable === 'reusable' ? 'capture_then_reauthorize' : 'capture_once';
    case 'capture_once':
    case 'refuse':
      return 'capture_once';
  }
}

/** What a step says of it, which is nothing where Holdfast chooses. */
export function wantedPlan({ withoutMulticapture = 'auto' }: Pick<OrderPolicy, 'withoutMulticapture'>): {
  readonly withoutMulticapture?: WithoutMulticapture;
} {
  return withoutMulticapture === 'auto' ? {} : { withoutMulticapture };
}
