import type { PaymentProvider } from '../capabilities/payment-provider';
import type { ExtendedAuthorization } from './card-features';
import type { ConnectTerms } from './connect-terms';
import type { Doubt } from './fraud-signal';
import type { Requester } from './requester';

/** What a buyer bought, as the shop sent it, with every default filled in. Amounts are minor units of `currency`. */
export interface NewOrder {
  readonly orderId: string;
  /** What people call the order; absent: its id. */
  readonly orderNumber?: string | undefined;
  /** For people, beside the number; absent: nothing. */
  readonly description?: string | undefined;
  /** Lower-case ISO 4217 code. */
  readonly currency: string;
  readonly lines: readonly OrderLine[];
  readonly shipping: OrderShipping;
  /** Discount on the whole order, on top of the lines' own. */
  readonly discountAmount: number;
  /** What pays for the order beside the card; absent: nothing. */
  readonly credits?: readonly Credit[] | undefined;
  readonly customerReference: string | null;
  readonly payment: OrderPaymentMeans;
  readonly policy: OrderPolicy;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A gift card, store credit or deposit that the shop took: the card pays so much less. Minor units. */
export interface Credit {
  /** The shop's own name, unique within the order. */
  readonly creditId: string;
  readonly amount: number;
  /** In the shop's words; null: it has none. */
  readonly description: string | null;
}

/** Units of one article. Amounts are minor units of the order's currency. */
export interface OrderLine {
  readonly lineId: string;
  readonly productCode: string | null;
  readonly name: string;
  readonly quantity: number;
  readonly unitPrice: number;
  /** Tax and discount of the whole line, not of one unit. */
  readonly taxAmount: number;
  readonly discountAmount: number;
  readonly unitOfMeasure: string | null;
  readonly commodityCode: string | null;
}

/** What shipping costs, in minor units, and from where to where; null: not given. */
export interface OrderShipping {
  readonly amount: number;
  readonly fromPostalCode: string | null;
  readonly toPostalCode: string | null;
}

/** With what the buyer pays. Null: not given. */
export interface OrderPaymentMeans {
  /** Absent in orders from before there was a choice. */
  readonly provider?: PaymentProvider | undefined;
  /** The provider's `pm_…`; null when the buyer's browser will confirm with the client secret. */
  readonly paymentMethod: string | null;
  /** Stripe's `pi_…` of a payment that the shop made itself; absent: Holdfast makes one. */
  readonly paymentIntent?: string | undefined;
  readonly customer: string | null;
  readonly saveForLater: boolean;
  readonly returnUrl: string | null;
  readonly statementDescriptorSuffix: string | null;
  /** Absent: all of the money is the shop's own. */
  readonly connect?: ConnectTerms | undefined;
}

/**
 * What becomes of a hold at its deadline (docs/internals/add-a-policy.md: what a new value takes).
 * - `release`: what has not shipped goes back to the buyer
 * - `capture_remaining`: it is captured all the same, as the shipment `holdfast.remaining`
 * - `reauthorize`: it is held again with the saved card
 */
export const DEADLINE_POLICIES = ['release', 'capture_remaining', 'reauthorize'] as const;
/** What becomes of units that have not shipped when the hold is about to expire. */
export type DeadlinePolicy = (typeof DEADLINE_POLICIES)[number];

/** Whether the new hold is placed while the old one lives, or after it, for cards whose limit is too small for both. */
export const REAUTHORIZATIONS = ['before_release', 'after_release'] as const;
/** Whether the new hold is placed before the old one is released, or after it. */
export type Reauthorization = (typeof REAUTHORIZATIONS)[number];

/** Whether the shipping is shared among the units, or captured as a whole with the first shipment. */
export const SHIPPING_ALLOCATIONS = ['proportional', 'first_shipment'] as const;
/** Which units bear the cost of shipping. */
export type ShippingAllocation = (typeof SHIPPING_ALLOCATIONS)[number];

/**
 * When the buyer pays.
 * - `shipments`: a hold now, a capture for each shipment
 * - `immediate`: all of it is paid now, and counts as shipped
 * - `charge_on_ship`: the card is saved now, and each shipment is charged to it
 */
export const FULFILMENTS = ['shipments', 'immediate', 'charge_on_ship'] as const;
/** When an order is paid. */
export type Fulfilment = (typeof FULFILMENTS)[number];

/**
 * What is done with a card that allows a single capture of its hold.
 * - `auto`: the rest is re-authorized where the card was saved, else all is captured together
 * - `capture_once`: all is captured together, at the end
 * - `capture_then_reauthorize`: each shipment is captured, and the rest re-authorized on the saved card
 * - `charge_on_ship`: the hold is released at once, and each shipment is charged to the saved card; a card that was not
 *   saved is captured together
 * - `refuse`: the hold is released at once, and the order canceled
 */
export const WITHOUT_MULTICAPTURE = [
  'auto',
  'capture_once',
  'capture_then_reauthorize',
  'charge_on_ship',
  'refuse',
] as const;
/** What is done with a card that allows a single capture of its hold. */
export type WithoutMulticapture = (typeof WITHOUT_MULTICAPTURE)[number];

/** What Holdfast does with an order without being asked. */
export interface OrderPolicy {
  readonly onDeadline: DeadlinePolicy;
  readonly marginSeconds: number;
  readonly shippingAllocation: ShippingAllocation;
  readonly fulfilment: Fulfilment;
  /** Absent: `never`. */
  readonly extendedAuthorization?: ExtendedAuthorization | undefined;
  /** How long the buyer may take to pay and to authenticate; absent: a day. */
  readonly authenticationTimeoutSeconds?: number | undefined;
  /** Which doubts about the payment do not keep units in the warehouse; absent: as the deployment is set. */
  readonly shipDespite?: readonly Doubt[] | undefined;
  /** Absent: `auto`. */
  readonly withoutMulticapture?: WithoutMulticapture | undefined;
  /** With `onDeadline: reauthorize`; absent: `before_release`. */
  readonly reauthorization?: Reauthorization | undefined;
}

/** A run of units of one line that are worth the same; amounts are those of ONE unit. */
export interface UnitRun {
  readonly lineId: string;
  /** Index of the first unit within its line, from 0. */
  readonly fromUnit: number;
  readonly units: number;
  readonly goods: number;
  readonly tax: number;
  /** The unit's share of its line's discount and of the order's. */
  readonly discount: number;
  readonly shipping: number;
  /** The unit's share of the order's credits, which its card does not pay; absent: none. */
  readonly credit?: number;
  /** The unit's share of the order's application fee or transfer amount; absent: the order has neither. */
  readonly connect?: number;
}

/** What people read first of an order, here and at the provider: `Order 1042`, `Order #1042: two chairs`. */
export function titleOf({ orderId, orderNumber, description }: OrderTitle): string {
  const name = `Order ${orderNumber ?? orderId}`;
  return description === undefined ? name : `${name}: ${description}`;
}

/** What an order is called in front of people. */
export type OrderTitle = Pick<NewOrder, 'orderId' | 'orderNumber' | 'description'>;

/** An order whose money is split for ever: what the workflow lives on. */
export interface AcceptedOrder extends NewOrder, Requester {
  /** What the card pays: without the credits. */
  readonly total: number;
  readonly allocation: readonly UnitRun[];
  /** What the credits pay of shipping that no unit has a share of; absent: nothing. */
  readonly shippingCredit?: number | undefined;
  /** Fingerprint of what the shop sent: same id and same hash is a repeat, same id and another hash a conflict. */
  readonly contentHash: string;
  /** Names the one HTTP request that started the order, so that a repeat knows it is one. */
  readonly acceptanceId: string;
  readonly acceptedAt: string;
}
