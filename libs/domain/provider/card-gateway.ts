import type { AdoptionGateway } from './adoption-gateway';
import type { AuthorizationRef, HoldConnect, HoldSearch, OrderAtProvider, PaymentGateway } from './payment-gateway';
import type { CaptureRef, NextAction, PaymentError, PaymentIntentReading } from './payment-intent-reading';
import type { CustomerGateway } from './customer-gateway';
import type { KeyedRequest } from './idempotency-key';
import type { Money } from '../money/money';
import type { SavedCard } from '../orders/saved-card';
import type { AmountDetails } from '../orders/shipment-price';
import type { UnknownWord } from './unknown-answer';

/**
 * The part of the port to a payment provider that saves a card and charges it later, without the buyer. It throws what
 * the whole port throws. Sources: https://docs.stripe.com/payments/save-and-reuse,
 * https://docs.stripe.com/api/setup_intents
 */
export interface CardGateway {
  /** Saves a card for payments without the buyer. Without a payment method it only prepares for the buyer's browser. */
  saveCard(request: SaveCardRequest): Promise<CardAnswer>;
  /** Tries a payment method on a card setup that was begun and is not done yet. */
  confirmCard(request: ConfirmCardRequest): Promise<CardAnswer>;
  /** What a lost `saveCard` call may have left behind, found by its metadata; undefined when there is nothing. */
  findCard(search: CardSearch): Promise<CardReading | undefined>;
  readCard(setupIntentId: string): Promise<CardReading>;
  /** Gives a setup up that is not done. Answers with what it is now: it may have succeeded meanwhile. */
  cancelCard(request: CancelCardRequest): Promise<CardReading>;
  /** Takes an amount from a saved card while nobody is there. A declined payment is an answer: `lastError` says why. */
  chargeCard(request: ChargeRequest): Promise<ChargeAnswer>;
}

/** The whole port: holds, refunds, saved cards and their customers, payments that the shop made. */
export type WholeGateway = PaymentGateway & CardGateway & CustomerGateway & AdoptionGateway;

/** How a card setup is found whose request had no answer. */
export type CardSearch = Pick<HoldSearch, 'ref' | 'between'>;

/** Begins to save a card. Null: not given; without a payment method the buyer's browser confirms. */
export interface SaveCardRequest extends KeyedRequest {
  readonly ref: AuthorizationRef;
  /** Absent: nothing is shown but its metadata. */
  readonly shown?: OrderAtProvider;
  readonly customer: string;
  readonly paymentMethod: string | null;
  readonly returnUrl: string | null;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Tries a payment method for a card that is being saved. */
export interface ConfirmCardRequest extends KeyedRequest {
  readonly setupIntentId: string;
  readonly paymentMethod: string;
  readonly returnUrl: string | null;
}

/** Ends a card setup that nobody completes. */
export interface CancelCardRequest extends KeyedRequest {
  readonly setupIntentId: string;
}

/** The provider's answer to a request about saving a card. */
export type CardAnswer =
  | { readonly kind: 'answered'; readonly card: CardReading }
  /** The provider cannot use the payment method or customer that the shop named. */
  | { readonly kind: 'refused'; readonly error: PaymentError };

/** How a card setup can stand. Source: https://docs.stripe.com/api/setup_intents/object */
export const SETUP_INTENT_STATUSES = [
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
  'processing',
  'succeeded',
  'canceled',
] as const;

/** A SetupIntent, as far as Holdfast looks at it. */
export interface CardReading {
  readonly setupIntentId: string;
  readonly status: (typeof SETUP_INTENT_STATUSES)[number] | 'unknown';
  readonly clientSecret: string | null;
  readonly nextAction: NextAction | null;
  readonly lastError: PaymentError | null;
  readonly paymentMethod: string | null;
  /** Absent: every word was understood. */
  readonly unknown?: UnknownWord;
}

/** Charges a saved card, without the buyer, for one shipment. */
export interface ChargeRequest extends KeyedRequest {
  readonly ref: AuthorizationRef;
  /** Absent: nothing is shown but its metadata. */
  readonly shown?: OrderAtProvider;
  /** The shipment that is paid, and which attempt at it: travels as metadata beside `ref`. */
  readonly priced: CaptureRef;
  readonly card: SavedCard;
  readonly amount: Money;
  readonly amountDetails: AmountDetails;
  /** Absent: all of it is the platform's own. */
  readonly connect?: HoldConnect;
  readonly customerReference: string | null;
  readonly statementDescriptorSuffix: string | null;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The provider's answer to a charge of a saved card. */
export type ChargeAnswer =
  | { readonly kind: 'answered'; readonly hold: PaymentIntentReading }
  /** Nothing was begun: the provider does not know the card any more, or does not move so small an amount. */
  | {
      readonly kind: 'refused';
      readonly reason: 'declined' | 'amount_too_small';
      readonly error: PaymentError;
    };
