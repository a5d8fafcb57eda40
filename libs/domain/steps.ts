import type { CardFact, CardStep, CardWasSaved, ChargePending, ShipmentCharged } from './card-steps';
import type { AcceptedOrder } from './order';
import type { CancelReason } from './order-status';
import type { AwaitedHold, DoneCancellation, EndedHold, LiveHold } from './payment';
import type { CancellationCommand, ConfirmationCommand, ShipmentCommand } from './inputs';
import type { PaymentError } from './payment-gateway';
import type { Price, UnitSpan } from './shipment-price';
import type { WholeParcel } from './whole-parcel';

/**
 * One step with exact amounts, decided by `decide` and carried out by an activity; all but `cancel_lines` at the provider.
 * Steps and their outcomes are plain data: they travel through Temporal's history.
 */
export type Step =
  | ({ readonly kind: 'authorize' } & AuthorizeStep)
  | ({ readonly kind: 'confirm' } & ConfirmStep)
  | ({ readonly kind: 'capture' } & CaptureStep)
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
  /** When the order is given up unless its hold is placed. */
  readonly awaitedUntil: string;
  /** What counts as shipped once it is paid, of an order that is fulfilled at once. */
  readonly whole?: WholeParcel;
}

export interface CaptureStep {
  readonly orderId: string;
  readonly currency: string;
  readonly authorizationGeneration: number;
  /** Generation of this capture of this shipment; rises only after a definite refusal. */
  readonly generation: number;
  readonly paymentIntentId: string;
  readonly chargeId: string;
  readonly shipment: ShipmentCommand;
  readonly spans: readonly UnitSpan[];
  readonly price: Price;
  readonly final: boolean;
  /** What the provider must report before and after: our own sums, never the answer's. */
  readonly receivedBefore: number;
  readonly receivedAfter: number;
  readonly capturableAfter: number;
  readonly customerReference: string | null;
  readonly statementDescriptorSuffix: string | null;
  readonly captureBefore: string;
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
  /** What counts as shipped should it have been paid meanwhile, of an order that is fulfilled at once. */
  readonly whole?: WholeParcel;
}

export type ReleaseCause = { readonly kind: 'deadline'; readonly reason: CancelReason } | CancellationCause;

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
export type Fact =
  | HoldAwaited
  | HoldPlaced
  | HoldEnded
  | ConfirmRefused
  | LinesCanceled
  | ShipmentCaptured
  | CaptureRefused
  | CapturesSettled
  | StepFailed
  | OrderPaid
  | CardFact
  | NothingNew;

export interface NothingNew {
  readonly kind: 'nothing_new';
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

/** The provider did nothing with a payment method: what it waits for is what it was. */
export interface ConfirmRefused {
  readonly kind: 'confirm_refused';
  readonly attempt: number;
  /** `key_spent`: the provider's stored answer to this key is a failure, and a read proved that nothing came of it. */
  readonly reason: 'payment_method_refused' | 'key_spent';
  readonly error: PaymentError;
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

export interface CaptureRefused {
  readonly kind: 'capture_refused';
  readonly shipmentId: string;
  readonly generation: number;
  /** `key_spent`: the provider's stored answer to this key is a failure, and a read proved that no money moved. */
  readonly reason: 'hold_gone' | 'amount_too_large' | 'declined' | 'key_spent';
  readonly error: PaymentError;
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

/** Our own request was wrong; nothing moved, attention is raised, and a person must act before it can work. */
export interface StepFailed {
  readonly kind: 'step_failed';
  readonly message: string;
}

export type AuthorizeOutcome = HoldAwaited | HoldPlaced | HoldEnded | OrderPaid | CardWasSaved;
export type ConfirmOutcome = AuthorizeOutcome | ConfirmRefused;
export type CaptureOutcome = ShipmentCaptured | CaptureRefused;
export type ReleaseOutcome = HoldEnded | OrderPaid;
export type ReadHoldOutcome = AuthorizeOutcome | NothingNew;
export type SettleOutcome = CapturesSettled;
export type ChargeOutcome = ShipmentCharged | ChargePending | CaptureRefused;
export type ReadChargeOutcome = ChargeOutcome | NothingNew;
