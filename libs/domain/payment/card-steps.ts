import type { CardReading } from '../provider/card-gateway';
import type { ChargeStep } from './charge-step';
import type { ConfirmationCommand } from '../orders/inputs';
import type { AcceptedOrder } from '../orders/order';
import type { CardSaved, EndedHold, PendingCharge } from './hold';
import type { PaymentIntentReading } from '../provider/payment-intent-reading';

/** The steps of an order whose shipments are charged to a saved card one by one, and what they find out. Plain data. */
export type CardStep =
  | ({ readonly kind: 'save_card' } & SaveCardStep)
  | ({ readonly kind: 'confirm_card' } & ConfirmCardStep)
  | ({ readonly kind: 'read_card' } & ReadCardStep)
  | ({ readonly kind: 'charge' } & ChargeStep)
  | ({ readonly kind: 'read_charge' } & ReadChargeStep)
  | ({ readonly kind: 'end_charge' } & EndChargeStep);

/** Saves a card without a hold. */
export interface SaveCardStep {
  readonly order: AcceptedOrder;
  readonly generation: number;
  /** The payment method to save instead of the order's own, where a later request brought one. */
  readonly confirmation?: ConfirmationCommand;
  /** Generation of the saved card whose place it takes; until it is saved that one serves. Absent: none is saved. */
  readonly replaces?: number;
}

/** Another payment method for a card setup that the provider has begun. */
export interface ConfirmCardStep {
  readonly orderId: string;
  readonly currency: string;
  readonly customer: string;
  readonly authorizationGeneration: number;
  /** Counts the confirms of the setup, so that each has a key of its own. */
  readonly attempt: number;
  readonly setupIntentId: string;
  readonly confirmation: ConfirmationCommand;
  /** When the order is given up unless its card is saved. */
  readonly awaitedUntil: string;
}

/** Reads what became of a card that is being saved, after an event. */
export interface ReadCardStep {
  readonly orderId: string;
  readonly currency: string;
  readonly customer: string;
  readonly authorizationGeneration: number;
  readonly setupIntentId: string;
  /** The event that made us look. */
  readonly eventId: string;
  /** What was read a moment ago; absent: it is still to be read. */
  readonly reading?: CardReading;
}

/** Looks at a charge that waits for the buyer, because an event said that something happened to it. */
export interface ReadChargeStep {
  readonly charge: ChargeStep;
  readonly paymentIntentId: string;
  readonly eventId: string;
  /** What was read a moment ago; absent: it is still to be read. */
  readonly reading?: PaymentIntentReading;
}

/** Gives a charge up that the buyer did not authenticate in time. */
export interface EndChargeStep {
  readonly charge: ChargeStep;
  readonly paymentIntentId: string;
}

/** What the steps with a saved card come to. */
export type CardFact = CardWasSaved | ShipmentCharged | ChargePending;

/** The card can be charged from now on. */
export interface CardWasSaved {
  readonly kind: 'card_saved';
  readonly hold: CardSaved;
  /** Of an earlier request whose step had failed before it was recorded; absent: the step's own. */
  readonly authorizationGeneration?: number;
}

/** The card paid for a shipment. */
export interface ShipmentCharged {
  readonly kind: 'shipment_charged';
  readonly captureId: string;
  readonly shipmentId: string;
  readonly authorizationGeneration: number;
  /** Null when the shipment is worth nothing, so that nothing was charged. */
  readonly chargeId: string | null;
  /** True when the provider's total differs from ours: the charge counts, a person must look. */
  readonly mismatch: boolean;
  /** It counts as arrived already. */
  readonly settled?: true;
  /** Set when it was the last shipment. */
  readonly ended: EndedHold | null;
}

/** The bank wants the buyer to authenticate, or takes its time. */
export interface ChargePending {
  readonly kind: 'charge_pending';
  readonly shipmentId: string;
  readonly pending: Omit<PendingCharge, 'charge'>;
}
