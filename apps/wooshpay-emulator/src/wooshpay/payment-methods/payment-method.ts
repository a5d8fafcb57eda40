import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import { timeIn } from '../show';
import type { Style } from '../show';

/** Why a card is declined, and whether always or only while the buyer is away. */
export interface Decline {
  readonly code: string;
  readonly declineCode: string | null;
  readonly message: string;
  readonly when: 'always' | 'off_session';
}

/** What a payment method does when it is used. */
export interface Behaviour {
  readonly decline: Decline | null;
  readonly authentication: 'none' | 'frictionless' | 'challenge' | 'ddc_then_challenge' | 'redirect';
  /** What happens while the buyer is away. */
  readonly offSession: 'as_on_session' | 'needs_buyer' | 'needs_buyer_once';
  /** From placing a hold to the bank letting go of it; null: as the account has it. */
  readonly holdSeconds: number | null;
  readonly refundFails: boolean;
}

export interface Card {
  readonly brand: string;
  readonly last4: string;
  readonly expMonth: number;
  readonly expYear: number;
}

export interface PaymentMethod {
  readonly id: string;
  readonly created: number;
  readonly type: string;
  readonly card: Card | null;
  billingDetails: JsonObject;
  customer: string | null;
  metadata: ReadonlyMap<string, string>;
  readonly behaviour: Behaviour;
  /** The buyer has answered the bank once. */
  isAuthenticated: boolean;
}

export function renderPaymentMethod(account: Style, method: PaymentMethod): JsonObject {
  const { billingDetails, card, created, customer, id, metadata, type } = method;
  return {
    id,
    object: 'payment_method',
    created: timeIn(account, created),
    livemode: false,
    type,
    billing_details: billingDetails,
    customer,
    metadata: Object.fromEntries(metadata),
    card: card === null ? null : renderCard(card),
  };
}

function renderCard({ brand, expMonth, expYear, last4 }: Card): JsonObject {
  return { brand, country: 'US', exp_month: expMonth, exp_year: expYear, funding: 'credit', last4 };
}
