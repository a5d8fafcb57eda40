import type { Requester } from '../orders/requester';
import type { CardStep } from './card-steps';
import type { CoverStep, UncoverStep } from './cover-steps';
import type { LineStep } from './line-steps';
import type { CombinedCapture } from './covered';
import type { AcceptedOrder, DeadlinePolicy, UnitRun, WithoutMulticapture } from '../orders/order';
import type { CancelReason } from '../orders/order-status';
import type { CancellationCommand, ConfirmationCommand, DeadlineChange, ShipmentCommand } from '../orders/inputs';
import type { PaymentIntentReading } from '../provider/payment-intent-reading';
import type { NextHold, NotRenewed, Renewal } from './renewal';
import type { AmountDetails, Price, UnitSpan } from '../orders/shipment-price';
import type { WholeOrderShipment } from './whole-order-shipment';

/**
 * One step with exact amounts, decided by `decide` and carried out by an activity; all but `cover`, `uncover`,
 * `cancel_lines`, `change_deadline`, `warn` and those of lines at the provider.
 * Steps and their outcomes are plain data: they travel through Temporal's history.
 */
export type Step =
  | ({ readonly kind: 'authorize' } & AuthorizeStep)
  | ({ readonly kind: 'confirm' } & ConfirmStep)
  | ({ readonly kind: 'raise' } & IncrementStep)
  | ({ readonly kind: 'capture' } & CaptureStep)
  | ({ readonly kind: 'cover' } & CoverStep)
  | ({ readonly kind: 'uncover' } & UncoverStep)
  | ({ readonly kind: 'change_deadline' } & ChangeDeadlineStep)
  | ({ readonly kind: 'warn' } & WarnStep)
  | ({ readonly kind: 'release' } & ReleaseStep)
  | ({ readonly kind: 'cancel_lines' } & CancelLinesStep)
  | ({ readonly kind: 'read_hold' } & ReadHoldStep)
  | ({ readonly kind: 'settle' } & SettleStep)
  | LineStep
  | CardStep;

/** Reads what became of something because of news: worth knowing, but nothing that moves money may wait for it. */
export type InformingStep = Extract<Step, { readonly kind: 'settle' | 'read_hold' | 'read_card' | 'read_charge' }>;

/** What it finds out changes what may be done with the money, so it is recorded in turn with the steps that move it. */
export type LookStep = Exclude<InformingStep, { readonly kind: 'settle' }>;

/** Any other step moves money, promises it, or gives it back. */
export type MovingStep = Exclude<Step, InformingStep>;

/** Whether the step only reads, and moves no money. */
export function informs(step: Step): step is InformingStep {
  return (
    step.kind === 'settle' || step.kind === 'read_hold' || step.kind === 'read_card' || step.kind === 'read_charge'
  );
}

/** Asks for a hold. */
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
  /** Absent: `auto`. */
  readonly withoutMulticapture?: WithoutMulticapture;
  readonly confirmation: ConfirmationCommand;
  /** Keeps the card, as the order wants it; absent: the hold was begun so. */
  readonly saveForLater?: true;
  /** When the order is given up unless its hold is placed. */
  readonly awaitedUntil: string;
  /** What counts as shipped once it is paid, of an order that is fulfilled at once. */
  readonly whole?: WholeOrderShipment;
}

/** More is held before a shipment that is worth more than its units. */
export interface IncrementStep extends Requester {
  readonly orderId: string;
  readonly currency: string;
  readonly authorizationGeneration: number;
  /** Counts the increments of the hold, so that each has a key of its own. */
  readonly attempt: number;
  readonly paymentIntentId: string;
  readonly chargeId: string;
  readonly shipmentId: string;
  /** Set where it is for lines that are added: then `shipmentId` names that change. */
  readonly purpose?: 'lines';
  readonly reason: string;
  /** Minor units that the shipment can take when it is not incremented. */
  readonly shipmentAtMost: number;
  /** Minor units of the whole hold. */
  readonly amountBefore: number;
  readonly amountAfter: number;
  /** Null in steps from before a hold after a renewal was described. */
  readonly amountDetails: AmountDetails | null;
  readonly captureBefore: string;
}

/** Captures a shipment, or several in one capture. Amounts are minor units, times ISO 8601. */
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
  /** Everything that the capture takes, with `combined` of several shipments. */
  readonly spans: readonly UnitSpan[];
  /** Taken of one more unit by a shipment that is captured by itself; absent: none. */
  readonly part?: UnitRun;
  readonly price: Price;
  readonly final: boolean;
  /** The provider is not told what it is for. Absent: it is. */
  readonly described?: false;
  /** Set when shipments are captured that were covered before; absent for a shipment by itself. */
  readonly combined?: CombinedCapture;
  /** Set when Holdfast itself ends the hold; absent: a shipment of the shop's. */
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

/** Another deadline policy: written down only. */
export interface ChangeDeadlineStep {
  readonly orderId: string;
  readonly authorizationGeneration: number;
  /** Whether that authorization is a live hold, whose deadline there is to change. */
  readonly holds: boolean;
  /** Whether the margin is another one, so that Holdfast acts at another time. */
  readonly moves: boolean;
  readonly onDeadline: DeadlinePolicy;
  readonly marginSeconds: number;
  readonly change: DeadlineChange;
}

/** Units have not shipped, and their hold is about to end: a person is told. */
export interface WarnStep {
  readonly orderId: string;
  readonly currency: string;
  readonly authorizationGeneration: number;
  readonly units: number;
  /** Minor units that they are worth. */
  readonly amount: number;
  /** Minor units of the shipments that left and are not captured yet. */
  readonly coveredAmount: number;
  readonly releaseAt: string;
  readonly onDeadline: DeadlinePolicy;
}

/** Ends what is left of a hold, or of a card that is being saved. */
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
  /** The saved card that shipments are charged to afterwards, with what it could be charged. */
  readonly charges?: NextHold;
  /** What counts as shipped should it have been paid meanwhile, of an order that is fulfilled at once. */
  readonly whole?: WholeOrderShipment;
}

/** Why a hold ends. */
export type ReleaseCause = DeadlineCause | RenewalCause | ChargingCause | CancellationCause;

/** The order's own time has come. */
export interface DeadlineCause {
  readonly kind: 'deadline';
  readonly reason: CancelReason;
  /** Set when the order's policy is to renew the hold, and that could not even be tried. */
  readonly notRenewed?: NotRenewed;
}

/**
 * The hold gives its place to another one: `replaced` when that one lives already, `renewed` when it is still to be
 * placed.
 */
export interface RenewalCause {
  readonly kind: 'replaced' | 'renewed';
  readonly reason: 'deadline';
}

/** The hold gives way to its card, which is charged shipment by shipment. */
export interface ChargingCause {
  readonly kind: 'charge_on_ship';
  readonly reason: 'multicapture_unavailable';
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
  /**
   * Minor units that all that is open is worth, where no hold has to end for it: between two holds the buyer has the
   * money back, and what is given up is not held again. Absent elsewhere.
   */
  readonly back?: number;
}

/** Units are given up while others stay open: written down only, because the hold stays as it is. */
export interface CancelLinesStep {
  readonly orderId: string;
  readonly currency: string;
  readonly cancellation: CancellationCommand;
  readonly spans: readonly UnitSpan[];
  /**
   * `captured_finally`: nothing is open after it, and the shipments that left are captured at once. Absent: units stay
   * open.
   */
  readonly rest?: 'captured_finally';
  /** Minor units that the spans are worth: they leave the hold at the latest with its final capture or its release. */
  readonly amount: number;
}

/** Reads a hold after an event. */
export interface ReadHoldStep {
  readonly orderId: string;
  readonly currency: string;
  readonly authorizationGeneration: number;
  readonly paymentIntentId: string;
  readonly marginSeconds: number;
  /** Absent: `auto`. */
  readonly withoutMulticapture?: WithoutMulticapture;
  /** The event that made us look. */
  readonly eventId: string;
  /** What is held anew should the network have dropped the hold. */
  readonly ifLost?: NextHold;
  /** What counts as shipped once it is paid, of an order that is fulfilled at once. */
  readonly whole?: WholeOrderShipment;
  /** What was read a moment ago; absent: it is still to be read. */
  readonly reading?: PaymentIntentReading;
}

/** Reads the balance transactions of a charge after an event. */
export interface SettleStep {
  readonly orderId: string;
  readonly currency: string;
  readonly chargeId: string;
  readonly eventId: string;
}
