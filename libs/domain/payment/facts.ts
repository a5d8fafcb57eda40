import type { UnitSpan } from '../orders/shipment-price';
import type { CardFact, CardWasSaved, ChargePending, ShipmentCharged } from './card-steps';
import type { FieldProblem } from '../orders/order-acceptance';
import type { DeadlinePolicy } from '../orders/order';
import type { CancelReason } from '../orders/order-status';
import type { ExternalCapture } from './external-capture';
import type { AwaitedHold, EndedHold, LiveHold } from './hold';
import type { LineFact } from './line-steps';
import type { AttentionCode, DoneCancellation } from './payment';
import type { PaymentError } from '../provider/payment-intent-reading';

/** What a step found out: the only thing that changes a `Payment`. */
export type Fact = (
  | HoldAwaited
  | HoldPlaced
  | HoldEnded
  | RenewalRefused
  | AuthorizeKeySpent
  | OrderRefused
  | ConfirmRefused
  | HoldIncremented
  | IncrementRefused
  | LinesCanceled
  | ShipmentCaptured
  | ShipmentCovered
  | ShipmentUncovered
  | DeadlineChanged
  | LineFact
  | HoldWarned
  | CaptureRefused
  | CapturesSettled
  | StepFailed
  | OrderPaid
  | CardFact
  | AmountsDiffer
  | NothingNew
) &
  WithClosings &
  WithExternalCaptures &
  MayBeUnread;

/** What was read is recorded already, or says nothing. */
export interface NothingNew {
  readonly kind: 'nothing_new';
}

/** A fact that may close alerts beside what it says. */
export interface WithClosings {
  /** Problems of the order that are over; absent: none that anybody knows of. */
  readonly closed?: readonly AttentionCode[];
}

/** A fact about a hold of which somebody else may have captured something. */
export interface WithExternalCaptures {
  /** All that is booked of it, known before or not; absent: nothing is. */
  readonly external?: readonly ExternalCapture[];
}

/** A fact of a read whose answer may not have been understood. */
export interface MayBeUnread {
  /** The provider's answer was recorded and not understood: whoever looked looks again. */
  readonly unread?: true;
}

/** The hold is not placed: it waits for a card, for the buyer, or for a network. */
export interface HoldAwaited extends OfEarlierRequest {
  readonly kind: 'hold_awaited';
  readonly hold: AwaitedHold;
}

/** The money is on hold. */
export interface HoldPlaced extends OfEarlierRequest {
  readonly kind: 'hold_placed';
  readonly hold: LiveHold;
}

/** An attempt that was taken for dead can record what came of a request after its step had failed. */
interface OfEarlierRequest {
  /** Of the authorization that it came of; absent: the step's own. */
  readonly authorizationGeneration?: number;
}

/** The hold is over without a capture of ours ending it. */
export interface HoldEnded {
  readonly kind: 'hold_ended';
  readonly hold: EndedHold;
  /** Counts only when nothing was captured: an order with a capture completes. */
  readonly cancelReason: CancelReason;
  /** The shop's cancellation that ended it, if one did. */
  readonly cancellation: DoneCancellation | null;
  /** True when the provider captured something that we did not ask for. */
  readonly mismatch: boolean;
}

/** The saved card bears no second hold; the old one lives on for a while. */
export interface RenewalRefused {
  readonly kind: 'renewal_refused';
  /** When the old hold is released now, unless all ships before. */
  readonly releaseAt: string;
  readonly error: PaymentError;
}

/**
 * No hold was placed and no card saved: the provider's stored answer to this key is a failure, or the key is too old,
 * and a read proved that nothing came of it.
 */
export interface AuthorizeKeySpent {
  readonly kind: 'authorize_key_spent';
  readonly generation: number;
  readonly error: PaymentError;
}

/** A field of the order names what the provider does not know. Nothing was written down and nothing asked for. */
export interface OrderRefused {
  readonly kind: 'order_refused';
  readonly problem: FieldProblem;
}

/** The provider did nothing with a payment method: what it waits for is what it was. */
export interface ConfirmRefused {
  readonly kind: 'confirm_refused';
  readonly attempt: number;
  /** `key_spent`: the provider's stored answer to this key is a failure, and a read proved that nothing came of it. */
  readonly reason: 'payment_method_refused' | 'key_spent';
  readonly error: PaymentError;
}

/** More is held than before. */
export interface HoldIncremented {
  readonly kind: 'hold_raised';
  /** Minor units of the whole hold now. */
  readonly amount: number;
  readonly maximumCapturable: number;
}

/** The hold is what it was, or over. */
export interface IncrementRefused {
  readonly kind: 'raise_refused';
  /** `key_spent`: the provider's stored answer to this key is a failure, and a read proved that nothing came of it. */
  readonly reason: 'declined' | 'not_possible' | 'hold_gone' | 'key_spent';
  readonly error: PaymentError;
  /** Set when the refusal showed that the hold is over. */
  readonly ended: EndedHold | null;
}

/** Units were given up, and the hold stays. */
export interface LinesCanceled {
  readonly kind: 'lines_canceled';
  readonly cancellation: DoneCancellation;
}

/** An order that is fulfilled at once was paid: all of it counts as shipped, and there is no hold. */
export interface OrderPaid {
  readonly kind: 'order_paid';
  /** Of the payment, which may be an earlier one whose answer was lost. */
  readonly authorizationGeneration: number;
  readonly captureId: string;
  readonly paymentIntentId: string;
  readonly chargeId: string;
  readonly mismatch: boolean;
}

/** The provider took the money of a shipment, or of several. */
export interface ShipmentCaptured {
  readonly kind: 'shipment_captured';
  readonly captureId: string;
  readonly generation: number;
  readonly shipmentId: string;
  /** True when the provider's totals differ from ours: the capture counts, a person must look. */
  readonly mismatch: boolean;
  /** It counts as arrived already. */
  readonly settled?: true;
  /** Set when this capture ended the hold. */
  readonly ended: EndedHold | null;
}

/** The shipment counts as shipped, and the hold stays. */
export interface ShipmentCovered {
  readonly kind: 'shipment_covered';
  readonly captureId: string;
  readonly shipmentId: string;
}

/** A covered shipment did not leave: nothing will be captured for it, and its units are open again. */
export interface ShipmentUncovered {
  readonly kind: 'shipment_uncovered';
  readonly shipmentId: string;
  /** The units that were to ship with it. */
  readonly spans: readonly UnitSpan[];
}

/** The order has another deadline policy. */
export interface DeadlineChanged {
  readonly kind: 'deadline_changed';
  readonly onDeadline: DeadlinePolicy;
  readonly marginSeconds: number;
  /** Of the live hold, ISO 8601; null: nothing is held. */
  readonly times: { readonly releaseAt: string; readonly warnAt: string } | null;
}

/** Whether the alert `hold_expiring` is open. */
export interface HoldWarned {
  readonly kind: 'hold_warned';
  readonly authorizationGeneration: number;
  /** False when the hold's time had come before anybody could be warned. */
  readonly raised: boolean;
}

/** No money moved for a shipment. */
export interface CaptureRefused {
  readonly kind: 'capture_refused';
  readonly shipmentId: string;
  readonly generation: number;
  /** `key_spent`: the provider's stored answer to this key is a failure, and a read proved that no money moved. */
  readonly reason: 'hold_gone' | 'amount_too_large' | 'amount_too_small' | 'declined' | 'key_spent';
  readonly error: PaymentError;
  /** When it was recorded; absent in histories from before Holdfast captured by itself. */
  readonly at?: string;
  /** Set when the refusal showed that the hold is over. */
  readonly ended: EndedHold | null;
  /** Set when the provider calls the hold gone and still shows it; absent in histories from before that was told. */
  readonly raised?: 'hold_lost';
}

/** Which captures have settled; none: nothing new. */
export interface CapturesSettled {
  readonly kind: 'captures_settled';
  readonly captureIds: readonly string[];
  readonly mismatch: boolean;
  /** True when a capture has waited for its settlement longer than the provider should ever need. */
  readonly overdue: boolean;
}

/** The hold lives, and what the provider received of it cannot be told from our own captures: a person must look. */
export interface AmountsDiffer {
  readonly kind: 'amounts_differ';
}

/** Our own request was wrong; nothing moved, an alert opens, and a person must act before it can work. */
export interface StepFailed {
  readonly kind: 'step_failed';
  readonly message: string;
}

/** What the provider says, and nothing recorded of it. */
export interface Looked<Reading> {
  readonly kind: 'looked';
  readonly reading: Reading;
}

/** What a recorded authorization says. */
export type AuthorizationFact = (HoldAwaited | HoldPlaced | HoldEnded | OrderPaid | CardWasSaved) &
  WithExternalCaptures;
/** What a step can come to that asks for a hold. */
export type AuthorizeOutcome = AuthorizationFact | RenewalRefused | AuthorizeKeySpent | OrderRefused | ConfirmRefused;
/** What a step can come to that tries a payment method. */
export type ConfirmOutcome = AuthorizationFact | ConfirmRefused;
/** What a step can come to that increments a hold. */
export type IncrementOutcome = (HoldIncremented | IncrementRefused) & WithExternalCaptures;
/** What a step can come to that captures. */
export type CaptureOutcome = (ShipmentCaptured | CaptureRefused) & WithExternalCaptures;
/** What lives after all is what the clock was to give up: the buyer had paid in time. */
export type ReleaseOutcome = (HoldEnded | OrderPaid | HoldPlaced | CardWasSaved) & WithExternalCaptures;
/** What a read of a hold can come to. */
export type ReadHoldOutcome = (AuthorizeOutcome | AmountsDiffer | NothingNew) & MayBeUnread & WithExternalCaptures;
/** What a read of settlements can come to. */
export type SettleOutcome = CapturesSettled;
/** What a charge of a saved card can come to. */
export type ChargeOutcome = ShipmentCharged | ChargePending | CaptureRefused;
/** What a read of such a charge can come to. */
export type ReadChargeOutcome = (ChargeOutcome | NothingNew) & MayBeUnread;
