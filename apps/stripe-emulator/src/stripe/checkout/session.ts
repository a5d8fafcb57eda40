import { renderAddress } from '../address';
import type { Address } from '../address';
import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import type { PaymentIntent } from '../payment-intents/payment-intent';
import { renderPrice } from '../products/price';
import type { Price } from '../products/price';
import type { Params } from '../../wire/params';

export interface SessionLine {
  readonly id: string;
  readonly price: Price;
  /** As the product was called then. */
  readonly description: string;
  readonly quantity: number;
  readonly metadata: ReadonlyMap<string, string>;
}

/** Who the buyer says to be on the page. */
export interface Buyer {
  readonly email: string | null;
  readonly name: string | null;
  readonly address: Address | null;
  readonly phone: string | null;
}

/** A hosted page where a buyer pays once. */
export interface CheckoutSession {
  readonly id: string;
  readonly created: number;
  readonly expiresAt: number;
  readonly currency: string;
  readonly lines: readonly SessionLine[];
  /** The whole request: what is only shown again, and `payment_intent_data` for the payment to come. */
  readonly given: Params;
  readonly page: string;
  readonly listedTypes: readonly string[];
  readonly configuration: string;
  customer: string | null;
  metadata: ReadonlyMap<string, string>;
  status: 'open' | 'complete' | 'expired';
  buyer: Buyer | null;
  /** Made when the buyer pays for the first time (documented). */
  intent: PaymentIntent | null;
}

export function totalOf({ lines }: Pick<CheckoutSession, 'lines'>): number {
  return lines.reduce((sum, { price, quantity }) => sum + price.unitAmount * quantity, 0);
}

/** The emulator makes no invoices. */
const NO_INVOICE = {
  enabled: false,
  invoice_data: {
    account_tax_ids: null,
    custom_fields: null,
    description: null,
    footer: null,
    issuer: null,
    metadata: {},
    rendering_options: null,
  },
};

/** A hold is unpaid until it is captured (documented for `payment_status`). */
function paymentStatus(session: CheckoutSession): string {
  if (totalOf(session) === 0) return session.status === 'complete' ? 'no_payment_required' : 'unpaid';
  return session.intent?.status === 'succeeded' ? 'paid' : 'unpaid';
}

export function renderSession(session: CheckoutSession): JsonObject {
  const { buyer, given, status } = session;
  const total = totalOf(session);
  const text = (name: string): string | null => given.text(name) ?? null;
  return {
    id: session.id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: false },
    after_expiration: null,
    allow_promotion_codes: given.flag('allow_promotion_codes') ?? null,
    allowed_payment_method_types: given.texts('allowed_payment_method_types') ?? null,
    amount_subtotal: total,
    amount_total: total,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: text('billing_address_collection'),
    cancel_url: text('cancel_url'),
    client_reference_id: text('client_reference_id'),
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: session.created,
    currency: session.currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    customer: session.customer,
    customer_account: null,
    customer_creation: given.has('customer') ? null : (text('customer_creation') ?? 'if_required'),
    customer_details: renderBuyer(buyer, text('customer_email')),
    customer_email: text('customer_email'),
    discounts: [],
    expires_at: session.expiresAt,
    integration_identifier: null,
    invoice: null,
    invoice_creation: NO_INVOICE,
    livemode: false,
    locale: text('locale'),
    managed_payments: null,
    metadata: Object.fromEntries(session.metadata),
    mode: 'payment',
    origin_context: null,
    payment_intent: session.intent?.id ?? null,
    payment_link: null,
    payment_method_collection: 'if_required',
    payment_method_configuration_details: { id: session.configuration, parent: null },
    payment_method_options: renderOptions(given),
    payment_method_types: [...session.listedTypes],
    payment_status: paymentStatus(session),
    permissions: null,
    phone_number_collection: { enabled: given.hash('phone_number_collection')?.flag('enabled') === true },
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: renderShippingCollection(given),
    shipping_cost: null,
    shipping_options: [],
    status,
    submit_type: text('submit_type'),
    subscription: null,
    success_url: text('success_url'),
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: status === 'open' ? session.page : null,
    wallet_options: null,
  };
}

function renderBuyer(buyer: Buyer | null, email: string | null): JsonObject | null {
  if (buyer === null && email === null) return null;
  return {
    address: buyer?.address ? renderAddress(buyer.address) : null,
    business_name: null,
    email: buyer?.email ?? email,
    individual_name: null,
    name: buyer?.name ?? null,
    phone: buyer?.phone ?? null,
    tax_exempt: 'none',
    tax_ids: buyer === null ? null : [],
  };
}

function renderOptions(given: Params): JsonObject {
  const card = given.hash('payment_method_options')?.hash('card');
  const names = card?.names() ?? [];
  const said = names.map((name): [string, string | null] => [name, card?.text(name) ?? null]);
  return { card: { request_three_d_secure: 'automatic', ...Object.fromEntries(said) } };
}

function renderShippingCollection(given: Params): JsonObject | null {
  const countries = given.hash('shipping_address_collection')?.texts('allowed_countries');
  return countries === undefined ? null : { allowed_countries: countries };
}

export function renderLine({ description, id, metadata, price, quantity }: SessionLine): JsonObject {
  const amount = price.unitAmount * quantity;
  return {
    id,
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: price.currency,
    description,
    metadata: Object.fromEntries(metadata),
    price: renderPrice(price),
    quantity,
  };
}
