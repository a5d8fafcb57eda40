import type { Capabilities } from './capture-plan';
import type { UnknownWord } from './unknown-answer';

/** How a payment can stand. Source: https://docs.stripe.com/api/payment_intents/object */
export const PAYMENT_INTENT_STATUSES = [
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
  'processing',
  'requires_capture',
  'succeeded',
  'canceled',
] as const;

/** A PaymentIntent with its latest charge, as far as Holdfast looks at it. */
export interface PaymentIntentReading {
  readonly paymentIntentId: string;
  /** `unknown`: a word that the provider added since; the field of that name says which. */
  readonly status: (typeof PAYMENT_INTENT_STATUSES)[number] | 'unknown';
  readonly amount: number;
  readonly amountCapturable: number;
  readonly amountReceived: number;
  readonly clientSecret: string | null;
  readonly nextAction: NextAction | null;
  readonly lastError: PaymentError | null;
  /** Marker of the latest capture, written by the same call that moved its money. */
  readonly lastCapture: CaptureRef | null;
  /**
   * What was received counts as arrived: said by a provider that tells nothing of our balance, and so no fee either.
   * Absent: a balance transaction tells.
   */
  readonly settled?: true;
  /** How the hold ended, as far as the provider can tell; null while it lives or has not begun. */
  readonly ended: 'captured' | 'released' | 'expired' | null;
  /** Null until a charge exists. */
  readonly charge: HoldCharge | null;
  /** Absent: every word was understood. */
  readonly unknown?: UnknownWord;
  /** The card it was placed with; absent or null: the provider names none, or no customer that it belongs to. */
  readonly card?: UsedCard | null;
}

/** A card that belongs to a customer, and what it may be used for later. */
export interface UsedCard {
  readonly customer: string;
  readonly paymentMethod: string;
  /** What this very payment kept the card for. */
  readonly keptFor: 'on_session' | 'off_session' | null;
}

/** The charge behind a hold, with what the card allows. */
export interface HoldCharge {
  readonly chargeId: string;
  readonly authorizedAt: string;
  /** Null only where the provider reports no deadline, as for a charge that failed. */
  readonly captureBefore: string | null;
  readonly capabilities: Capabilities;
}

/** What the buyer must do: follow a link, or let Stripe.js ask them. */
export type NextAction =
  { readonly type: 'redirect_to_url'; readonly url: string } | { readonly type: 'use_stripe_sdk' };

/** Why a payment was declined or refused; `message` may be shown to the buyer. */
export interface PaymentError {
  readonly code: string;
  readonly declineCode: string | null;
  readonly message: string;
}

/** Words for a person of the shop: a card that is gone was declined by nobody. */
export function whyRefused({ declineCode, code }: PaymentError): string {
  return GONE.get(code) ?? declineCode ?? code;
}

const GONE: ReadonlyMap<string, string> = new Map([
  ['resource_missing', 'the card or its customer was removed at Stripe'],
  ['payment_method_detached', 'the card was removed from its customer at Stripe'],
]);

/** Which capture of which shipment: travels as metadata. */
export interface CaptureRef {
  readonly shipmentId: string;
  readonly generation: number;
}
