import type { CardFact, CardStep, CardWasSaved, ChargePending, ShipmentCharged } from './card-steps';
import type { Gathered, Parcel } from './covered';
import type { AcceptedOrder, DeadlinePolicy } from './order';
import type { CancelReason } from './order-status';
import type { AttentionCode, AwaitedHold, DoneCancellation, EndedHold, LiveHold } from './payment';
import type { CancellationCommand, ConfirmationCommand, ShipmentCommand } from './inputs';
import type { PaymentError } from './payment-gateway';
import type { NextHold, NotRenewed, Renewal } from './renewal';
import type { AmountDetails, Price, UnitSpan } from './shipment-price';
import type { WholeParcel } from './whole-parcel';

/**
 * One step with exact amounts, decided by `decide` and carried out by an activity; all but `cover`, `cancel_lines` and
 * `warn` at the provider.
 * Steps and their outcomes are plain data: they travel through Temporal's history.
 */
export type Step =
  | ({ readonly kind: 'authorize' } & AuthorizeStep)
  | ({ readonly kind: 'confirm' } & ConfirmStep)
  | ({ readonly kind: 'raise' } & RaiseStep)
  | ({ readonly kind: 'capture' } & CaptureStep)
  | ({ readonly kind: 'cover' } & CoverStep)
  | ({ readonly kind: 'warn' } & WarnStep)
  | ({ readonly kind: 'release' } & ReleaseStep)
  | ({ readonly kind: 'cancel_lines' } & CancelLinesStep)
  | ({ readonly kind: 'read_hold' } & ReadHoldStep)
  | ({ readonly kind: 'settle' } & SettleStep)
  | CardStep;

export interface AuthorizeStep {
  readonly order: AcceptedOrder;
  readonly generation: number;
  /** The payment method to use instead of the order's own, where a later request brought one. */
  readonly confirmation?: ConfirmationCommand;
  /** Set when it takes the place of an earlier hold. */
  readonly renewal?: Renewal;
}

/** Another payment method for a hold that the provider has begun. */
export interface ConfirmStep {
  readonly orderId: string;
  readonly currency: string;
  readonly amount: number;
  readonly authorizationGeneration: number;
  /** Counts the confirms of the authorization, so that each has a key of its own. */
  readonly attempt: number;
  readonly paymentIntentId: string;
  readonly marginSeconds: number;
  readonly confirmation: ConfirmationCommand;
  /** Keeps the card, as the order wants it; absent: the hold was begun so. */
  readonly saveForLater?: true;
  /** When the order is given up unless its hold is placed. */
  readonly awaitedUntil: string;
  /** What counts as shipped once it is paid, of an order that is fulfilled at once. */
  readonly whole?: WholeParcel;
}

/** More is held before a parcel that is worth more than its units. */
export interface RaiseStep {
  readonly orderId: string;
  readonly currency: string;
  readonly authorizationGeneration: number;
  /** Counts the raises of the hold, so that each has a key of its own. */
  readonly attempt: number;
  readonly paymentIntentId: string;
  readonly chargeId: string;
  readonly shipmentId: string;
  readonly requestId: string;
  readonly reason: string;
  /** Minor units that the parcel can take when it is not raised. */
  readonly parcelAtMost: number;
  /** Minor units of the whole hold. */
  readonly amountBefore: number;
  readonly amountAfter: number;
  /** Null where the order's lines do not describe the hold. */
  readonly amountDetails: AmountDetails | null;
  readonly captureBefore: string;
}

export interface CaptureStep {
  readonly orderId: string;
  readonly currency: string;
  readonly authorizationGeneration: number;
  /** Generation of this capture of this shipment; rises only after a definite refusal. */
  readonly generation: number;
  readonly paymentIntentId: string;
  readonly chargeId: string;
  /** The shipment that names the capture. */
  readonly shipment: ShipmentCommand;
  /** Everything that the capture takes, with `gathered` of several parcels. */
  readonly spans: readonly UnitSpan[];
  readonly price: Price;
  readonly final: boolean;
  /** Set when parcels are captured that were covered before; absent for a parcel by itself. */
  readonly gathered?: Gathered;
  /** Set when Holdfast itself ends the hold; absent: a parcel of the shop's. */
  readonly actor?: 'holdfast';
  /** When its attempts are given up; absent: at `captureBefore`. */
  readonly until?: string;
  /** What the provider must report before and after: our own sums, never the answer's. */
  readonly receivedBefore: number;
  readonly receivedAfter: number;
  readonly capturableAfter: number;
  readonly customerReference: string | null;
  readonly statementDescriptorSuffix: string | null;
  readonly captureBefore: string;
  /** What is held anew once this capture has ended the hold. */
  readonly next?: NextHold;
  /** What is held anew should the network have dropped the hold before. */
  readonly ifLost?: NextHold;
}

/** A parcel left that the hold pays for with its final capture: written down only. */
export interface CoverStep extends Parcel {
  readonly orderId: string;
  readonly currency: string;
  readonly authorizationGeneration: number;
  /** The capture that will take it: named by the first parcel that was covered. */
  readonly namedBy: string;
  readonly generation: number;
}

/** Units have not shipped, and their hold is about to end: a person is told. */
export interface WarnStep {
  readonly orderId: string;
  readonly currency: string;
  readonly authorizationGeneration: number;
  readonly units: number;
  /** Minor units that they are worth. */
  readonly amount: number;
  /** Minor units of the parcels that left and are not captured yet. */
  readonly coveredAmount: number;
  readonly releaseAt: string;
  readonly onDeadline: DeadlinePolicy;
}

export interface ReleaseStep {
  readonly orderId: string;
  readonly currency: string;
  readonly authorizationGeneration: number;
  /** Null when the provider never began: then there is nothing to give back, only something to write down. */
  readonly paymentIntentId: string | null;
  readonly how: 'cancel' | 'zero_final_capture' | 'cancel_setup' | 'record_only';
  /** Of a card that was to be saved; absent otherwise. */
  readonly setupIntentId?: string;
  /** Minor units that go back to the buyer. */
  readonly amount: number;
  readonly cause: ReleaseCause;
  /** What is held anew afterwards. */
  readonly next?: NextHold;
  /** What counts as shipped should it have been paid meanwhile, of an order that is fulfilled at once. */
  readonly whole?: WholeParcel;
}

export type ReleaseCause = DeadlineCause | RenewalCause | CancellationCause;

export interface DeadlineCause {
  readonly kind: 'deadline';
  readonly reason: CancelReason;
  /** Set when the order's policy is to renew the hold, and that could not even be tried. */
  readonly notRenewed?: NotRenewed;
}

/** The hold gives its place to another one: `replaced` when that one lives already, `renewed` when it is still to be placed. */
export interface RenewalCause {
  readonly kind: 'replaced' | 'renewed';
  readonly reason: 'deadline';
}

/** A cancellation that leaves nothing open. */
export interface CancellationCause {
  readonly kind: 'cancellation';
  readonly reason: 'requested';
  readonly cancellation: CancellationCommand;
  /** The units, when the shop named them; absent: all that is open. */
  readonly spans?: readonly UnitSpan[];
  /** Minor units of the rest that earlier cancellations have been answered with; absent: there were none. */
  readonly givenUpBefore?: number;
}

/** Units are given up while others stay open: written down only, because the hold stays as it is. */
export interface CancelLinesStep {
  readonly orderId: string;
  readonly currency: string;
  readonly cancellation: CancellationCommand;
  readonly spans: readonly UnitSpan[];
  /** `captured_finally`: nothing is open after it, and the parcels that left are captured at once. Absent: units stay open. */
  readonly rest?: 'captured_finally';
  /** Minor units that the spans are worth: they leave the hold at the latest with its final capture or its release. */
  readonly amount: number;
}

export interface ReadHoldStep {
  readonly orderId: string;
  readonly currency: string;
  readonly authorizationGeneration: number;
  readonly paymentIntentId: string;
  readonly marginSeconds: number;
  /** The event that made us look. */
  readonly eventId: string;
  /** What is held anew should the network have dropped the hold. */
  readonly ifLost?: NextHold;
  /** What counts as shipped once it is paid, of an order that is fulfilled at once. */
  readonly whole?: WholeParcel;
}

export interface SettleStep {
  readonly orderId: string;
  readonly currency: string;
  readonly chargeId: string;
  readonly eventId: string;
}

/** What a step found out: the only thing that changes a `Payment`. */
export type Fact = (
  | HoldAwaited
  | HoldPlaced
  | HoldEnded
  | RenewalRefused
  | ConfirmRefused
  | HoldRaised
  | RaiseRefused
  | LinesCanceled
  | ShipmentCaptured
  | ShipmentCovered
  | HoldWarned
  | CaptureRefused
  | CapturesSettled
  | StepFailed
  | OrderPaid
  | CardFact
  | AmountsDiffer
  | NothingNew
) &
  WithClosings;

export interface NothingNew {
  readonly kind: 'nothing_new';
}

export interface WithClosings {
  /** Problems of the order that are over; absent: none that anybody knows of. */
  readonly closed?: readonly AttentionCode[];
}

export interface HoldAwaited {
  readonly kind: 'hold_awaited';
  readonly hold: AwaitedHold;
}

export interface HoldPlaced {
  readonly kind: 'hold_placed';
  readonly hold: LiveHold;
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

/** The provider did nothing with a payment method: what it waits for is what it was. */
export interface ConfirmRefused {
  readonly kind: 'confirm_refused';
  readonly attempt: number;
  /** `key_spent`: the provider's stored answer to this key is a failure, and a read proved that nothing came of it. */
  readonly reason: 'payment_method_refused' | 'key_spent';
  readonly error: PaymentError;
}

/** More is held than before. */
export interface HoldRaised {
  readonly kind: 'hold_raised';
  /** Minor units of the whole hold now. */
  readonly amount: number;
  readonly maximumCapturable: number;
}

/** The hold is what it was, or over. */
export interface RaiseRefused {
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

export interface ShipmentCaptured {
  readonly kind: 'shipment_captured';
  readonly captureId: string;
  readonly generation: number;
  readonly shipmentId: string;
  /** True when the provider's totals differ from ours: the capture counts, a person must look. */
  readonly mismatch: boolean;
  /** Set when this capture ended the hold. */
  readonly ended: EndedHold | null;
}

/** The parcel counts as shipped, and the hold stays. */
export interface ShipmentCovered {
  readonly kind: 'shipment_covered';
  readonly captureId: string;
  readonly shipmentId: string;
}

export interface HoldWarned {
  readonly kind: 'hold_warned';
  readonly authorizationGeneration: number;
  /** False when the hold's time had come before anybody could be warned. */
  readonly raised: boolean;
}

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
}

export interface CapturesSettled {
  readonly kind: 'captures_settled';
  readonly captureIds: readonly string[];
  readonly mismatch: boolean;
  /** True when a capture has waited for its settlement longer than the provider should ever need. */
  readonly overdue: boolean;
}

/** The hold lives, but the provider received something that we did not capture: a person must look. */
export interface AmountsDiffer {
  readonly kind: 'amounts_differ';
}

/** Our own request was wrong; nothing moved, attention is raised, and a person must act before it can work. */
export interface StepFailed {
  readonly kind: 'step_failed';
  readonly message: string;
}

/** What a recorded authorization says. */
export type AuthorizationFact = HoldAwaited | HoldPlaced | HoldEnded | OrderPaid | CardWasSaved;
export type AuthorizeOutcome = AuthorizationFact | RenewalRefused;
export type ConfirmOutcome = AuthorizationFact | ConfirmRefused;
export type RaiseOutcome = HoldRaised | RaiseRefused;
export type CaptureOutcome = ShipmentCaptured | CaptureRefused;
export type ReleaseOutcome = HoldEnded | OrderPaid;
export type ReadHoldOutcome = AuthorizeOutcome | AmountsDiffer | NothingNew;
export type SettleOutcome = CapturesSettled;
export type ChargeOutcome = ShipmentCharged | ChargePending | CaptureRefused;
export type ReadChargeOutcome = ChargeOutcome | NothingNew;
