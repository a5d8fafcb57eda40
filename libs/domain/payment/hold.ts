import type { Capabilities, CapturePlan } from '../provider/capture-plan';
import type { ChargeStep } from './charge-step';
import type { NextAction, PaymentError } from '../provider/payment-intent-reading';
import type { SavedCard } from '../orders/saved-card';

/** Where the buyer's money stands at the provider, as the workflow knows it. */

/** How the money of an order stands. */
export type Hold = NoHold | AwaitedHold | LiveHold | RenewalDue | CardSaved | EndedHold;

/** Nothing was asked of Stripe yet. */
export interface NoHold {
  readonly state: 'none';
}

/** The provider waits for a card, for the buyer, or for a network. */
export interface AwaitedHold {
  readonly state: 'requires_payment_method' | 'requires_action' | 'processing';
  /** Null when the provider refused even to begin. */
  readonly paymentIntentId: string | null;
  /** Where a card is to be saved and nothing to be held; absent otherwise. */
  readonly setupIntentId?: string;
  readonly clientSecret: string | null;
  readonly nextAction: NextAction | null;
  readonly lastError: PaymentError | null;
  /** Minor units asked for; absent: the order's total. */
  readonly amount?: number;
  /** When it is given up; absent: a day after the order was accepted. */
  readonly until?: string;
}

/** Money is on hold, and can be captured until `captureBefore`. Amounts are minor units, times ISO 8601. */
export interface LiveHold {
  readonly state: 'held';
  readonly paymentIntentId: string;
  readonly chargeId: string;
  readonly amount: number;
  readonly captureBefore: string;
  readonly releaseAt: string;
  /** When to say that units have not shipped; absent in histories from before there were warnings. */
  readonly warnAt?: string;
  readonly capabilities: Capabilities;
  readonly plan: CapturePlan;
  /** Minor units of `amount` that came later, for shipments worth more than their units; absent: none. */
  readonly raised?: number;
  /** Minor units of `amount` for units that the order grew by while it was held; absent: none. */
  readonly added?: number;
  /** With which the hold can be renewed; absent in histories from before cards were kept. */
  readonly card?: SavedCard | null;
  /** Captures do not say what they are for, because earlier ones did not. Absent: they do. */
  readonly described?: false;
  /** The card was asked to renew it and would not: at `releaseAt` it is released. */
  readonly renewal?: 'refused';
}

/** A new hold took its place while it still lived. */
export interface ReplacedHold extends LiveHold {
  readonly generation: number;
}

/** Nothing is held at this moment: the saved card is about to be asked for what has not shipped. */
export interface RenewalDue {
  readonly state: 'renewal_due';
  readonly card: SavedCard;
  /** Of the authorization that is written down and not asked for yet. */
  readonly generation: number;
}

/** Nothing is ever held: each shipment is a payment of its own with this card. */
export interface CardSaved {
  readonly state: 'saved';
  readonly setupIntentId: string;
  readonly card: SavedCard;
  /** The shipment whose payment is not decided; no other is charged before it is. */
  readonly pending: PendingCharge | null;
}

/** A payment for a shipment that the bank has not decided: its units are spoken for. */
export interface PendingCharge {
  /** `in_doubt`: our own request was wrong before the outcome was known; the shop's next try finds out. */
  readonly state: 'requires_action' | 'processing' | 'in_doubt';
  readonly charge: ChargeStep;
  /** Null while nobody knows it. */
  readonly paymentIntentId: string | null;
  readonly clientSecret: string | null;
  readonly nextAction: NextAction | null;
  /** When it is given up; null while it is in doubt, which only a person ends. */
  readonly until: string | null;
}

/** Nothing can be captured any more; `released` and `lost` are minor units. */
export interface EndedHold {
  readonly state: 'captured' | 'released' | 'expired';
  readonly paymentIntentId: string | null;
  readonly chargeId: string | null;
  readonly released: number;
  readonly lost: number;
  /** Minor units that somebody else captured of it; absent: nobody did. */
  readonly takenElsewhere?: number;
  /** Minor units that the hold after it binds again; absent: none took its place. */
  readonly boundAgain?: number;
}

/**
 * What the attention `hold_lost` is about while the provider refuses captures of a hold and still shows it, so that it
 * is told from the loss of an earlier hold of the same order.
 * @param generation of the authorization
 */
export function doubtOf(generation: number): string {
  return `hold ${generation.toString()}`;
}
