import type { CardFeature, FeatureTier } from '../orders/card-features';
import type { DisputeGateway } from './dispute-gateway';
import type { ConnectGateway } from './connect-gateway';
import type { ConnectSplit } from '../orders/connect-terms';
import type { KeyedRequest } from './idempotency-key';
import type { Money } from '../money/money';
import type { CaptureRef, PaymentError, PaymentIntentReading } from './payment-intent-reading';
import type { BuyerDetails } from '../orders/buyer';
import type { RefundGateway } from './refund-gateway';
import type { Settlement } from '../settlements/settlement';
import type { AmountDetails } from '../orders/shipment-price';
import type { UnknownWord } from './unknown-answer';

/**
 * The port to a payment provider. Every call either answers with what the provider now says, answers with a definite
 * refusal (money did not move), or throws: `ProviderUnavailable` when the outcome is unknown or the provider asks to
 * try later, `ProviderMisuse` when our own request is wrong and repeating it cannot help. Reads may be repeated. What
 * changes something names itself (`KeyedRequest`): under the same key it may be repeated for as long as the provider
 * keeps keys, and has one effect.
 */
export interface PaymentGateway extends RefundGateway, DisputeGateway, ConnectGateway {
  /**
   * Places a hold: create and confirm with manual capture. Without a payment method it only prepares one for the
   * buyer's browser.
   */
  authorize(request: AuthorizeRequest): Promise<AuthorizeAnswer>;
  /** Tries a payment method on a hold that was begun and is not placed yet. */
  confirm(request: ConfirmRequest): Promise<ConfirmAnswer>;
  /**
   * The hold that a lost `authorize` call may have left behind, found by its metadata; undefined when there is none.
   */
  findHold(search: HoldSearch): Promise<PaymentIntentReading | undefined>;
  /** PaymentIntents of an authorization that are not over, found as `findHold` finds one. */
  findOpenHolds(search: HoldSearch): Promise<string[]>;
  readHold(paymentIntentId: string): Promise<PaymentIntentReading>;
  capture(request: CaptureRequest): Promise<CaptureAnswer>;
  /** Holds more of the same card: an incremental authorization. A refused one leaves the hold as it is. */
  increment(request: IncrementRequest): Promise<IncrementAnswer>;
  /** Gives back what is left: by cancel when nothing was captured, else by a zero final capture. */
  release(request: ReleaseRequest): Promise<ReleaseAnswer>;
  /** The balance transactions of a charge, oldest first; empty while none exists. */
  readSettlements(chargeId: string): Promise<SettlementsReading>;
}

/** What the balance shows of a charge. */
export interface SettlementsReading {
  readonly settlements: readonly Settlement[];
  /** All that was captured counts as arrived, without a movement that tells it: see `PaymentIntentReading`. */
  readonly settled?: true;
  /** A type of movement that may be a capture's, or may be not. Absent: every type was understood. */
  readonly unknown?: UnknownWord;
}

/** Who a call is for; travels as metadata so that the provider's records name our order. */
export interface AuthorizationRef {
  readonly orderId: string;
  readonly generation: number;
  /** When this was written down, ISO 8601: of two databases that know the same order it tells which one asked. */
  readonly intendedAt: string;
}

/** What people find of an order at the provider: in its Dashboard, in a receipt, in a dispute. */
export interface OrderAtProvider {
  readonly title: string;
  /** Where the shop shows the order; null: nowhere that we know. */
  readonly url: string | null;
  readonly buyer: BuyerDetails;
}

/** Asks for a hold. Null: not given. */
export interface AuthorizeRequest extends KeyedRequest {
  readonly ref: AuthorizationRef;
  /** Absent: nothing is shown but its metadata. */
  readonly shown?: OrderAtProvider;
  /** Travels as metadata too, so that what a refused tier left behind is told from what the next one placed. */
  readonly tier: FeatureTier;
  readonly features: readonly CardFeature[];
  readonly amount: Money;
  readonly amountDetails: AmountDetails;
  readonly paymentMethod: string | null;
  readonly customer: string | null;
  readonly saveForLater: boolean;
  /** `off_session`: the buyer is not there to authenticate; absent: they are. */
  readonly presence?: 'on_session' | 'off_session';
  /**
   * `at_once`: the whole amount is taken as soon as the card is authorized, and nothing is held. Absent: `by_shipment`.
   */
  readonly captures?: 'by_shipment' | 'at_once';
  readonly returnUrl: string | null;
  readonly statementDescriptorSuffix: string | null;
  readonly customerReference: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  /** Absent: all of the money is the shop's own. */
  readonly connect?: HoldConnect;
}

/** Who gets what is captured of a hold. */
export interface HoldConnect {
  readonly destination: string;
  readonly onBehalfOf: boolean;
  /** Of the whole hold. */
  readonly split: ConnectSplit;
}

/** The provider's answer to a request for a hold. */
export type AuthorizeAnswer =
  | { readonly kind: 'answered'; readonly hold: PaymentIntentReading }
  /** The provider knows nothing under the payment method or customer that the shop named, or takes no such amount. */
  | { readonly kind: 'refused'; readonly error: PaymentError }
  /**
   * The account may not ask for these card features. Nothing is held, but a PaymentIntent is left behind; null: unknown
   * which.
   */
  | { readonly kind: 'features_refused'; readonly left: string | null };

/** Tries a payment method on a hold that is not placed. */
export interface ConfirmRequest extends KeyedRequest {
  readonly paymentIntentId: string;
  readonly paymentMethod: string;
  /** Replace those that the hold was begun with; null: leave them. */
  readonly features: readonly CardFeature[] | null;
  /** Keeps this card for use without the buyer; absent: as the hold was begun. */
  readonly saveForLater?: true;
  readonly returnUrl: string | null;
}

/** The provider's answer to a payment method. */
export type ConfirmAnswer =
  /** What the hold is now: placed, waiting for the buyer, declined, or what somebody else made of it meanwhile. */
  | { readonly kind: 'answered'; readonly hold: PaymentIntentReading }
  /** The provider cannot use the payment method; the hold is what it was. */
  | { readonly kind: 'refused'; readonly error: PaymentError }
  /** The account may not ask for these card features; the hold is what it was. */
  | { readonly kind: 'features_refused' };

/** How a hold is found whose request had no answer. */
export interface HoldSearch {
  readonly ref: AuthorizationRef;
  /** Only holds that were asked for at one of these; absent: at any. */
  readonly tiers?: readonly FeatureTier[];
  /** Only holds made in this time are looked at, newest first. */
  readonly between: TimeWindow;
}

/** ISO 8601, both ends included. */
export interface TimeWindow {
  readonly from: string;
  readonly to: string;
}

/** Takes part of a hold. */
export interface CaptureRequest extends KeyedRequest {
  readonly ref: CaptureRef;
  readonly orderId: string;
  readonly paymentIntentId: string;
  readonly amount: Money;
  /** Always said aloud: Stripe's default gives the rest of the hold away. */
  readonly final: boolean;
  /** Null: earlier captures did not say what they were for, so that none can. */
  readonly amountDetails: AmountDetails | null;
  readonly customerReference: string | null;
  readonly statementDescriptorSuffix: string | null;
  /** What of this capture is sent on; absent without Connect. */
  readonly connect?: ConnectSplit;
}

/** The provider's answer to a capture; `hold` null: it was not read. */
export type CaptureAnswer =
  | { readonly kind: 'captured'; readonly hold: PaymentIntentReading }
  | {
      readonly kind: 'refused';
      readonly reason: 'hold_gone' | 'amount_too_large' | 'amount_too_small' | 'declined';
      readonly error: PaymentError;
      readonly hold: PaymentIntentReading | null;
    };

/** Makes a hold larger. */
export interface IncrementRequest extends KeyedRequest {
  readonly paymentIntentId: string;
  /** What the whole hold shall be. */
  readonly amount: Money;
  readonly amountDetails: AmountDetails | null;
}

/** The provider's answer to an increment. */
export type IncrementAnswer =
  | { readonly kind: 'raised'; readonly hold: PaymentIntentReading }
  | {
      readonly kind: 'refused';
      readonly reason: 'declined' | 'not_possible';
      readonly error: PaymentError;
      readonly hold: PaymentIntentReading;
    };

/** Ends a hold: a hold of which something was captured ends by a final capture of zero. */
export interface ReleaseRequest extends KeyedRequest {
  readonly orderId: string;
  readonly paymentIntentId: string;
  readonly how: 'cancel' | 'zero_final_capture';
}

/** The provider's answer to a release. */
export type ReleaseAnswer =
  | { readonly kind: 'released'; readonly hold: PaymentIntentReading }
  /** The hold had ended before: by expiry, or by somebody else's hand. */
  | { readonly kind: 'already_ended'; readonly hold: PaymentIntentReading };

/** The outcome is unknown, or the provider asks to try later: repeat with the same key, after reading. */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable';

  constructor(
    message: string,
    readonly details: {
      /** HTTP status, when there was an answer at all. */
      readonly status: number | null;
      /** True when the provider answered from its memory of this key: repeating it can only give the same again. */
      readonly replayed: boolean;
      /**
       * True when this one request surely was not executed (rate limit, lock). An earlier one under the same key may be
       * executing at this moment, so it never allows a new key.
       */
      readonly notExecuted: boolean;
      readonly requestId: string | null;
    },
  ) {
    super(message);
  }
}

/** There is no answer yet that could be used, though no request failed: what is wanted is read again later. */
export function notYet(message: string): ProviderUnavailable {
  return new ProviderUnavailable(message, { status: null, replayed: false, notExecuted: false, requestId: null });
}

/**
 * The provider answered as only another database with our name can have made it answer: under a key that was never used
 * here, or with what was never asked for here (docs/decisions/0024).
 */
export class NameTaken extends Error {
  override readonly name = 'NameTaken';
}

/** Our own mistake: a bad request, key or permission. A person must look. */
export class ProviderMisuse extends Error {
  override readonly name = 'ProviderMisuse';

  constructor(
    message: string,
    readonly details: {
      readonly code: string | null;
      readonly param: string | null;
      readonly requestId: string | null;
      /** True when the refusal is as old as the key, or speaks of the key alone. */
      readonly keySpent?: boolean;
    },
  ) {
    super(message);
  }
}

/**
 * Whether nothing can be done under the key any more, so that only a read and the next key help: the provider repeats
 * what it answered before, or knows the key from a request in other words, as when a mistake of ours was mended since.
 * Source: https://docs.stripe.com/api/idempotent_requests
 */
export function isKeySpent(error: unknown): boolean {
  if (error instanceof ProviderUnavailable) return error.details.replayed;
  return error instanceof ProviderMisuse && error.details.keySpent === true;
}
