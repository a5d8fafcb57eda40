import { renderAddress, renderShipping } from '../address';
import type { Address, Shipping } from '../address';
import type { JsonObject } from '../../../../../libs/emulation/objects/json';

/** What a request can set, first or later. */
export interface CustomerFields {
  readonly address: Address | null;
  readonly defaultPaymentMethod: string | null;
  readonly description: string | null;
  readonly email: string | null;
  readonly invoicePrefix: string;
  readonly metadata: ReadonlyMap<string, string>;
  readonly name: string | null;
  readonly phone: string | null;
  readonly preferredLocales: readonly string[];
  readonly shipping: Shipping | null;
  readonly taxExempt: string;
}

export interface Customer {
  readonly id: string;
  readonly created: number;
  fields: CustomerFields;
  /** Can be retrieved, as no more than that; never used again (documented). */
  deleted: boolean;
}

export function renderCustomer(customer: Customer): JsonObject {
  if (customer.deleted) return { id: customer.id, object: 'customer', deleted: true };
  const { address, shipping, ...fields } = customer.fields;
  return {
    id: customer.id,
    object: 'customer',
    address: address === null ? null : renderAddress(address),
    balance: 0,
    created: customer.created,
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: fields.description,
    discount: null,
    email: fields.email,
    invoice_prefix: fields.invoicePrefix,
    invoice_settings: {
      custom_fields: null,
      default_payment_method: fields.defaultPaymentMethod,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: Object.fromEntries(fields.metadata),
    name: fields.name,
    next_invoice_sequence: 1,
    phone: fields.phone,
    preferred_locales: [...fields.preferredLocales],
    shipping: shipping === null ? null : renderShipping(shipping),
    tax_exempt: fields.taxExempt,
    test_clock: null,
  };
}
