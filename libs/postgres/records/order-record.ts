import type { Capabilities, CapturePlan } from '../../domain/provider/capture-plan';
import type { PaymentProvider } from '../../domain/capabilities/payment-provider';
import type { ConnectTerms, ShareKind } from '../../domain/orders/connect-terms';
import type { ReversalState } from '../../domain/orders/reversal-state';
import type { Doubt } from '../../domain/orders/fraud-signal';
import type { BuyerDetails } from '../../domain/orders/buyer';
import type { NewOrder, OrderLine, OrderPaymentMeans } from '../../domain/orders/order';
import type { CancelReason, OrderStatus } from '../../domain/orders/order-status';
import type { AttentionCode } from '../../domain/payment/payment';
import type { NextAction, PaymentError } from '../../domain/provider/payment-intent-reading';
import type { Breakdown, LineQuantity } from '../../domain/orders/shipment-price';
import type { RefundStatus, ReturnedCredit } from '../../domain/refunds/refund';
import type { CreditUse } from '../../domain/refunds/returned-credits';
import type { AuthorizationState, RefundState } from '../../domain/orders/transitions';
import type { Money } from '../../domain/money/money';

/** The read model: what is recorded about an order, as the stores hand it out. Instants are ISO 8601 UTC. */
export interface OrderRecord {
  readonly orderId: string;
  readonly contentHash: string;
  readonly acceptanceId: string;
  readonly status: OrderStatus;
  readonly cancelReason: CancelReason | null;
  readonly currency: string;
  /** As the shop said it. */
  readonly given: GivenOrder;
  /** When the order is given up if its hold is not placed by then. */
  readonly awaitedUntil: string;
  readonly amounts: OrderAmounts;
  readonly authorization: AuthorizationRecord | null;
  /** Of the latest authorization that the provider was asked for; 0 before the first. */
  readonly authorizationGeneration: number;
  /** Whether a capture was asked for and its outcome is not recorded. */
  readonly captureInDoubt: boolean;
  /** Null when all of the money is the shop's own. */
  readonly connect: ConnectRecord | null;
  /** Every hold that was ever placed for the order, oldest first. */
  readonly holds: readonly HoldRecord[];
  readonly lines: readonly OrderLineRecord[];
  readonly credits: readonly CreditUse[];
  readonly shipments: readonly ShipmentRecord[];
  readonly doubts: readonly DoubtRecord[];
  readonly attention: readonly AttentionRecord[];
  readonly workflowId: string;
  /** Of the run that last changed the order; null: none since runs are kept. */
  readonly workflowRunId: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What the shop said of an order and nothing changes, but for the customer that is made for it. */
export interface GivenOrder
  extends Pick<NewOrder, 'customerReference' | 'discountAmount' | 'metadata' | 'policy' | 'shipping'>, BuyerDetails {
  /** Null: its id. */
  readonly orderNumber: string | null;
  readonly description: string | null;
  readonly payment: Omit<OrderPaymentMeans, 'connect' | 'provider'> & { readonly provider: PaymentProvider };
}

/** For whom the order is besides the shop, and what moved so far: one sum for each currency. */
export interface ConnectRecord extends ConnectTerms {
  readonly transferred: readonly Money[];
  readonly transfersReversed: readonly Money[];
  readonly applicationFees: readonly Money[];
  readonly applicationFeesRefunded: readonly Money[];
}

/** Minor units of the order's currency; fees in their settlement currencies. */
export interface OrderAmounts {
  readonly total: number;
  readonly held: number;
  readonly captured: number;
  readonly settled: number;
  readonly released: number;
  /** What the holds were incremented by, for shipments worth more than their units; absent when none was. */
  readonly raised?: number;
  /** What went back, or is on its way. */
  readonly refunded: number;
  readonly lost: number;
  readonly fees: readonly Money[];
}

/** The newest authorization of an order, or the saved card. Times are ISO 8601; null: not known yet. */
export interface AuthorizationRecord {
  readonly authorizationId: string;
  readonly generation: number;
  readonly state: AuthorizationState;
  readonly paymentIntentId: string | null;
  /** Of a card that is saved, or is to be. */
  readonly setupIntentId: string | null;
  readonly chargeId: string | null;
  readonly clientSecret: string | null;
  readonly nextAction: NextAction | null;
  readonly lastError: PaymentError | null;
  readonly captureBefore: string | null;
  readonly releaseAt: string | null;
  /** When Holdfast warns of it. */
  readonly warnAt: string | null;
  readonly capabilities: Capabilities | null;
  readonly plan: CapturePlan | null;
  /** Whether another hold can be placed with its card, without the buyer. */
  readonly cardKept: boolean;
}

/** One hold: amount = held + captured + released + lost. */
export interface HoldRecord {
  readonly generation: number;
  readonly state: AuthorizationState;
  readonly paymentIntentId: string | null;
  readonly amount: number;
  readonly held: number;
  readonly captured: number;
  readonly released: number;
  readonly lost: number;
  /** Generation of the hold whose place it took; null for the first. */
  readonly renews: number | null;
}

/** A line with how its units stand. Amounts are minor units. */
export interface OrderLineRecord extends OrderLine {
  readonly shipped: number;
  readonly canceled: number;
  /** What all units of the line are worth by the frozen allocation. */
  readonly amount: number;
}

/** A shipment as readers are shown it. Amounts are minor units, times ISO 8601. */
export interface ShipmentRecord {
  readonly orderId: string;
  readonly shipmentId: string;
  readonly contentHash: string;
  /**
   * `pending`: the provider was asked and its answer is not known yet. `covered`: the final capture of the hold will
   * take it. `canceled`: it was covered, and did not leave.
   */
  readonly status: 'captured' | 'settled' | 'covered' | 'pending' | 'refused' | 'canceled';
  readonly lines: readonly LineQuantity[];
  /** What it takes of one more unit, which stays open; null: nothing. */
  readonly part: { readonly lineId: string; readonly amount: number } | null;
  readonly amount: number;
  readonly breakdown: Breakdown;
  readonly final: boolean;
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  /** As the shop said, or when it was told of; null where it is older than this was recorded. */
  readonly shippedAt: string | null;
  /** When it was left to the final capture; a refused one with this was accepted, and is lost. */
  readonly coveredAt: string | null;
  /** Of all the shipments that it takes: so are its fee and net. */
  readonly capture: {
    readonly captureId: string;
    /** Null when the provider was not asked, or its answer is not known. */
    readonly paymentIntentId: string | null;
    readonly chargeId: string | null;
    readonly balanceTransactionId: string | null;
    readonly fee: number | null;
    readonly net: number | null;
    readonly settlementCurrency: string | null;
    readonly capturedAt: string | null;
    readonly settledAt: string | null;
    /** What was sent on of it; null until that is known, and without Connect. */
    readonly transfer: ShareRecord | null;
    readonly applicationFee: ShareRecord | null;
  };
}

/** A transfer or an application fee, in its own currency. */
export interface ShareRecord {
  readonly stripeId: string;
  readonly amount: Money;
}

/** A refund as readers are shown it. Amounts are minor units, times ISO 8601. */
export interface RefundRecord {
  readonly orderId: string;
  readonly refundId: string;
  readonly contentHash: string;
  readonly acceptanceId: string;
  readonly status: RefundStatus;
  readonly amount: number;
  readonly currency: string;
  readonly reason: string;
  readonly shipmentId: string | null;
  /** What the shop gives back beside the card. */
  readonly credits: readonly ReturnedCredit[];
  /** How many units of each line; none for a refund by amount. */
  /** Whether its units are open again, to ship a replacement. */
  readonly reopened: boolean;
  readonly lines: readonly LineQuantity[];
  readonly parts: readonly RefundPartRecord[];
  readonly reversals: readonly ReversalRecord[];
  readonly createdAt: string;
  readonly settledAt: string | null;
}

/** What one charge gives back. */
export interface RefundPartRecord {
  readonly state: RefundState;
  readonly amount: number;
  /** Whether it is the shipping alone that goes back. */
  readonly shipping: boolean;
  readonly paymentIntentId: string | null;
  readonly chargeId: string | null;
  readonly stripeRefundId: string | null;
  readonly errorCode: string | null;
}

/** What of a transfer came back, or of an application fee went back, with a refund. */
export interface ReversalRecord {
  readonly kind: ShareKind;
  readonly state: ReversalState;
  /** In the currency of the share; of one that Stripe was not asked for yet, in the order's. */
  readonly amount: Money;
  readonly shipmentId: string;
  /** The transfer or application fee; null while it is not known. */
  readonly shareId: string | null;
  readonly stripeReversalId: string | null;
  readonly errorCode: string | null;
}

/** A cancellation as readers are shown it; `released` in minor units. */
export interface CancellationRecord {
  readonly cancellationId: string;
  readonly contentHash: string;
  readonly released: number;
}

/** What speaks against an order's payment now. */
export interface DoubtRecord {
  readonly kind: Doubt;
  readonly stripeId: string;
  readonly reason: string;
  readonly since: string;
}

/** An open alert. */
export interface AttentionRecord {
  readonly code: AttentionCode;
  readonly message: string;
  readonly since: string;
  /** What has to work before it closes by itself; null where it is about the order as a whole. */
  readonly step: string | null;
}

/** One thing that happened to an order; `amount` null: no money is meant. */
export interface TimelineRecord {
  readonly at: string;
  readonly kind: string;
  readonly amount: Money | null;
  readonly actor: string;
  readonly requestId: string | null;
  /** Of the API key that asked; null when none did, or it has no name. */
  readonly keyName: string | null;
  /** Whom the request named; null: nobody. */
  readonly person: string | null;
  /** Ids of what it is about: shipmentId, captureId, paymentIntentId, eventId … */
  readonly about: Readonly<Record<string, string>>;
  readonly message: string;
}

/** What a list asks of an order; absent: nothing. Of two ends of a range the first is within it, the second is not. */
export interface OrderConditions {
  readonly status?: OrderStatus | undefined;
  readonly createdAfter?: string | undefined;
  readonly createdBefore?: string | undefined;
  readonly updatedAfter?: string | undefined;
  readonly updatedBefore?: string | undefined;
  readonly releaseBefore?: string | undefined;
  /** Whether an alert is open. */
  readonly attention?: boolean | undefined;
  /** Of an alert that is open. */
  readonly attentionCode?: AttentionCode | undefined;
  readonly orderNumber?: string | undefined;
  readonly customerReference?: string | undefined;
  /** Of any of its holds. */
  readonly plan?: CapturePlan | undefined;
  readonly paymentIntentId?: string | undefined;
  readonly chargeId?: string | undefined;
  /** The shop's name of a refund. */
  readonly refundId?: string | undefined;
  /** The provider's name of one. */
  readonly stripeRefundId?: string | undefined;
  readonly disputeId?: string | undefined;
  readonly trackingNumber?: string | undefined;
  /** Has the key, with this value where one is given. */
  readonly metadata?: { readonly key: string; readonly value?: string | undefined } | undefined;
}

/** Which orders a page of the list shows. */
export interface OrderFilter extends OrderConditions {
  /** The `nextCursor` of the page before; null: from the newest on. */
  readonly cursor: string | null;
  readonly limit: number;
}
