import { quantityOf, type LineQuantity } from '../orders/shipment-price';
import { RENEWALS_AT_MOST } from '../payment/renewal';
import { NON_FINAL_CAPTURES_AT_MOST, type CapturePlan } from '../provider/capture-plan';

/**
 * May these units ship, and how is their money taken? The one answer of the workflow, which captures them, and of the
 * API's ship check, which promises it: what it allows here is never refused there (docs/decisions/0030).
 */

/** A live hold, as far as it decides what may ship. */
export interface PaidFromHold {
  readonly plan: CapturePlan;
  /** Units of each line that have neither shipped nor been canceled. */
  readonly open: readonly LineQuantity[];
  /** Captures of this hold that moved money. */
  readonly captures: number;
  /** Holds of the order that another one took the place of. */
  readonly renewals: number;
  /** Whether its card can be asked again without the buyer. */
  readonly cardKept: boolean;
  /** A capture was asked for, and nobody knows what came of it. */
  readonly captureInDoubt: boolean;
  /** The capture that is to end the hold was refused. */
  readonly finalCaptureFailed: boolean;
}

/** A saved card that each shipment is charged to, as far as it decides what may ship. */
export interface PaidFromCard {
  /** The payment of another shipment is not decided: none is charged beside it. */
  readonly paymentPending: boolean;
  /** How often the card was asked, for a shipment or to be saved. */
  readonly requests: number;
}

/** Units that are open and are to ship together. */
export interface ShippingUnits {
  readonly lines: readonly LineQuantity[];
  /** Minor units that are taken for them. */
  readonly amount: number;
  /** Minor units that the units which stay open are worth. */
  readonly staying: number;
}

/** How a hold pays for units that ship now. */
export type HowHoldPays =
  /** All that is open ships: its capture ends the hold. */
  | { readonly kind: 'captured_finally' }
  /** The hold goes on. */
  | { readonly kind: 'captured' }
  /** The capture ends the hold, and what stays open is held again. */
  | { readonly kind: 'captured_then_renewed' }
  /** Captured later, by the capture that ends the hold. */
  | { readonly kind: 'covered' }
  | { readonly kind: 'refused'; readonly why: WhyHoldPaysNot };

/** Why a hold cannot pay for them, though it is open. */
export type WhyHoldPaysNot =
  /** What would stay open is free, and no hold for nothing can be placed. */
  'rest_is_free' | 'renewed_too_often' | 'no_saved_card' | 'capture_in_doubt' | 'final_capture_failed';

/** Why a saved card cannot pay for them. */
export type WhyCardPaysNot = 'payment_pending' | 'charged_too_often';

/** Histories are bounded (I11), and so is how often a card is asked that declines. */
export const CHARGES_AT_MOST = 500;

/** Whether nothing stays open. */
export function isAllThatIsOpen(open: readonly LineQuantity[], lines: readonly LineQuantity[]): boolean {
  return open.every(({ lineId, quantity }) => quantity === quantityOf(lines, lineId));
}

/** How units that are open are paid from a hold, or why they may not ship. */
export function howHoldPays(hold: PaidFromHold, units: ShippingUnits): HowHoldPays {
  if (isAllThatIsOpen(hold.open, units.lines)) return { kind: 'captured_finally' };
  switch (hold.plan) {
    case 'multicapture': {
      // Free goods take no capture, so they are never one too many.
      const takesOneMore = units.amount === 0 || hold.captures < NON_FINAL_CAPTURES_AT_MOST;
      return takesOneMore ? { kind: 'captured' } : howCovered(hold);
    }
    case 'capture_then_reauthorize':
      return howRenewed(hold, units);
    case 'capture_once':
      return howCovered(hold);
    case 'charge_on_ship':
    case 'immediate':
      throw new Error(`Bug! Nothing is ever held by the plan ${hold.plan}`);
  }
}

/** The card allows one capture of each hold: it ends this one, and what stays open is held again. */
function howRenewed({ renewals, cardKept }: PaidFromHold, { amount, staying }: ShippingUnits): HowHoldPays {
  if (amount === 0) return { kind: 'captured' };
  if (staying === 0) return { kind: 'refused', why: 'rest_is_free' };
  if (renewals >= RENEWALS_AT_MOST) return { kind: 'refused', why: 'renewed_too_often' };
  return cardKept ? { kind: 'captured_then_renewed' } : { kind: 'refused', why: 'no_saved_card' };
}

/**
 * What is covered waits for the final capture, unless that is known to be in trouble: then nothing more should ship.
 */
function howCovered({ captureInDoubt, finalCaptureFailed }: PaidFromHold): HowHoldPays {
  if (captureInDoubt) return { kind: 'refused', why: 'capture_in_doubt' };
  return finalCaptureFailed ? { kind: 'refused', why: 'final_capture_failed' } : { kind: 'covered' };
}

/** Why no shipment can be charged to the saved card now; undefined when one can. */
export function whyCardPaysNot({ paymentPending, requests }: PaidFromCard): WhyCardPaysNot | undefined {
  if (paymentPending) return 'payment_pending';
  return requests >= CHARGES_AT_MOST ? 'charged_too_often' : undefined;
}
