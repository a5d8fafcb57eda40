import { scramble } from '../../../../../libs/emulation/objects/ids';
import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import { fingerprintOf } from '../payment-methods/payment-method';
import type { MethodDetails } from '../payment-methods/payment-method';
import type { TestCard } from '../payment-methods/test-cards';

/** A card that was typed in, for one use. */
export interface Token {
  readonly id: string;
  readonly created: number;
  readonly card: TestCard;
  readonly details: MethodDetails;
  used: boolean;
}

export function renderToken(token: Token): JsonObject {
  return {
    id: token.id,
    object: 'token',
    card: renderCard(`card_1${scramble(`${token.id}/card`, 22)}`, token.card, token.details),
    client_ip: null,
    created: token.created,
    livemode: false,
    type: 'card',
    used: token.used,
  };
}

/** A card as the older API shows it. */
export function renderCard(id: string, card: TestCard, { billing, expMonth, expYear }: MethodDetails): JsonObject {
  const { address } = billing;
  return {
    id,
    object: 'card',
    address_city: address?.city ?? null,
    address_country: address?.country ?? null,
    address_line1: address?.line1 ?? null,
    address_line1_check: card.checks.addressLine1,
    address_line2: address?.line2 ?? null,
    address_state: address?.state ?? null,
    address_zip: address?.postal_code ?? null,
    address_zip_check: card.checks.postalCode,
    brand: BRANDS.get(card.brand) ?? card.brand,
    country: card.country,
    cvc_check: card.checks.cvc,
    dynamic_last4: null,
    exp_month: expMonth,
    exp_year: expYear,
    fingerprint: fingerprintOf(card),
    funding: card.funding,
    last4: card.last4,
    metadata: {},
    name: billing.name,
    regulated_status: 'unregulated',
    tokenization_method: null,
  };
}

/** The older API writes brands as people do (documented). */
const BRANDS: ReadonlyMap<string, string> = new Map([
  ['visa', 'Visa'],
  ['mastercard', 'MasterCard'],
  ['amex', 'American Express'],
  ['discover', 'Discover'],
  ['diners', 'Diners Club'],
  ['jcb', 'JCB'],
  ['unionpay', 'UnionPay'],
]);
