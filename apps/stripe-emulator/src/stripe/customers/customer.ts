import { renderAddress, renderShipping } from '../address';
import type { Address, Shipping } from '../address';
import type { JsonObject } from '../json';

export interface Customer {
  readonly id: string;
  readonly created: number;
  readonly address: Address | null;
  readonly description: string | null;
  readonly email: string | null;
  readonly invoicePrefix: string;
  readonly metadata: ReadonlyMap<string, string>;
  readonly name: string | null;
  readonly phone: string | null;
  readonly shipping: Shipping | null;
}

export function renderCustomer(customer: Customer): JsonObject {
  return {
    id: customer.id,
    object: 'customer',
    address: customer.address === null ? null : renderAddress(customer.address),
    balance: 0,
    created: customer.created,
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: customer.description,
    discount: null,
    email: customer.email,
    invoice_prefix: customer.invoicePrefix,
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false,
    metadata: Object.fromEntries(customer.metadata),
    name: customer.name,
    next_invoice_sequence: 1,
    phone: customer.phone,
    preferred_locales: [],
    shipping: customer.shipping === null ? null : renderShipping(customer.shipping),
    tax_exempt: 'none',
    test_clock: null,
  };
}
