import type { AwaitedHold, CardSaved, EndedHold, LiveHold } from '../payment/hold';
import type { CancellationCommand, ConfirmationCommand, GrowthInput, ShipmentCommand } from '../orders/inputs';
import type { AcceptedOrder, UnitRun } from '../orders/order';
import type { CancelReason } from '../orders/order-status';
import type { AttentionCode } from '../payment/payment';
import type { DoneLineChange } from '../payment/line-steps';
import type { SavedCard } from '../orders/saved-card';
import type { CaptureRefused } from '../payment/facts';
import type { UnitSpan } from '../orders/shipment-price';
import type { AuthorizationState, CaptureState } from '../orders/transitions';

/**
 * Everything that is recorded about one order's money: what its payment can be rebuilt from, when nothing else is left.
 */
export interface RecordedPayment {
  readonly order: AcceptedOrder;
  /** Open calls for a person. */
  readonly attention: readonly AttentionCode[];
  /** Oldest generation first. */
  readonly authorizations: readonly RecordedAuthorization[];
  /** In the order in which they were captured, covered or first asked for. */
  readonly shipments: readonly RecordedShipment[];
  /** Oldest first. */
  readonly captures: readonly RecordedCapture[];
  /** In the order in which they were done; those that are not done last. */
  readonly cancellations: readonly RecordedCancellation[];
  /** In the order in which they were made. */
  readonly lineChanges: readonly DoneLineChange[];
}

/** An authorization as its rows have it. Times are ISO 8601. */
export interface RecordedAuthorization {
  readonly generation: number;
  readonly state: AuthorizationState;
  /** Null while no answer is recorded. */
  readonly hold: AwaitedHold | LiveHold | CardSaved | EndedHold | null;
  /** Whether the buyer's money was ever bound by it. */
  readonly wasHeld: boolean;
  /** A payment for one shipment with the saved card, and neither a hold nor a card. */
  readonly isPayment: boolean;
  /** A hold gave way to its card: this is that card, which counts for all that the hold had bound. */
  readonly keptByHold: boolean;
  /** Generation of the hold that it takes the place of; null: of none. */
  readonly renews: number | null;
  /** The card that a renewal is asked with; null: one of the buyer's. */
  readonly card: SavedCard | null;
  /** The payment method that a later request brought, before anything was begun; null: none did. */
  readonly given: ConfirmationCommand | null;
  /** The command that it makes room for; null: none. */
  readonly growsBy: GrowthInput | null;
  /** Whether a card was refused for it. */
  readonly wasRefused: boolean;
  readonly wasWarned: boolean;
  /** Why it ended without a capture, where it did. */
  readonly endReason: CancelReason | null;
  readonly chargeId: string | null;
  /** Minor units that were asked for, or are held. */
  readonly amount: number;
  /** Minor units of the amount that came later. */
  readonly raised: number;
  /** Minor units of the amount for units that the order grew by while it was held. */
  readonly added: number;
  /** When it was first written down. */
  readonly createdAt: string;
  /** Oldest first. */
  readonly confirmations: readonly RecordedConfirmation[];
  /** Number of the latest increment that has an answer; 0: none has. */
  readonly raises: number;
}

/** One payment method that was tried. */
export interface RecordedConfirmation {
  readonly attempt: number;
  readonly isAnswered: boolean;
  /** Whether the provider did nothing with it. */
  readonly isRefused: boolean;
  readonly confirmation: ConfirmationCommand;
}

/** A shipment as its rows have it. Amounts are minor units. */
export interface RecordedShipment {
  readonly shipment: ShipmentCommand;
  readonly status: 'pending' | 'covered' | 'captured' | 'settled' | 'refused' | 'canceled';
  readonly spans: readonly UnitSpan[];
  /** Taken of one more unit, which stays open; absent: none. */
  readonly part?: UnitRun;
  readonly amount: number;
  readonly adjustment: number;
  /** Of the capture that takes it; null: none was asked for. */
  readonly captureId: string | null;
  /** Whether it left for the final capture of its hold to pay for. */
  readonly wasCovered: boolean;
}

/** A capture as its row has it. */
export interface RecordedCapture {
  readonly captureId: string;
  /** The shipment that names it. */
  readonly shipmentId: string;
  readonly generation: number;
  readonly authorizationGeneration: number;
  readonly state: CaptureState;
  /** Minor units. */
  readonly amount: number;
  readonly final: boolean;
  /** Null unless it was refused. */
  readonly refusal: {
    readonly reason: CaptureRefused['reason'];
    readonly at: string;
    /** Whether Holdfast itself asked for it, and no shipment of the shop's. */
    readonly isHoldfasts: boolean;
  } | null;
}

/** A cancellation as its rows have it. */
export interface RecordedCancellation {
  readonly cancellation: CancellationCommand;
  /** Empty: all that was open. */
  readonly spans: readonly UnitSpan[];
  /** Minor units that it was answered with; null: it is not done. */
  readonly released: number | null;
}
