import type { Params } from '../../wire/params';
import { readAddress, readShipping } from '../address';
import { invalidRequest, refusal, uncovered } from '../error';
import { mergedMetadata } from '../metadata';
import type { Context } from '../request';
import type { CustomerFields } from './customer';

/** Documented. */
const MAX_EMAIL = 512;
const PREFIX = /^[A-Z0-9]{3,12}$/;

/** What a customer will be after this request; refuses before anything has changed. */
export function changedFields(
  context: Context,
  current: CustomerFields,
  params: Params,
  customer: string | null,
): CustomerFields {
  const address = params.hash('address');
  const shipping = params.hash('shipping');
  return {
    address: address !== undefined ? readAddress(address) : params.isUnset('address') ? null : current.address,
    defaultPaymentMethod: changedDefault(context, current, params, customer),
    description: changedText(params, 'description', current.description),
    email: changedEmail(params, current.email),
    invoicePrefix: checkedPrefix(params) ?? current.invoicePrefix,
    metadata: mergedMetadata(current.metadata, params),
    name: changedText(params, 'name', current.name),
    phone: changedText(params, 'phone', current.phone),
    preferredLocales: params.texts('preferred_locales') ?? current.preferredLocales,
    shipping: shipping !== undefined ? readShipping(shipping) : params.isUnset('shipping') ? null : current.shipping,
    taxExempt: params.isUnset('tax_exempt') ? 'none' : (params.text('tax_exempt') ?? current.taxExempt),
  };
}

/** An empty string unsets it. */
function changedText(params: Params, name: string, current: string | null): string | null {
  return params.isUnset(name) ? null : (params.text(name) ?? current);
}

function changedEmail(params: Params, current: string | null): string | null {
  const email = changedText(params, 'email', current);
  if (email === null) return null;
  if (email.length > MAX_EMAIL || !/^[^\s@]+@[^\s@]+$/.test(email)) {
    throw invalidRequest(`Invalid email address: ${email.slice(0, 80)}`, 'email', 'email_invalid');
  }
  return email;
}

function checkedPrefix(params: Params): string | undefined {
  const prefix = params.text('invoice_prefix');
  if (prefix === undefined || PREFIX.test(prefix)) return prefix;
  throw invalidRequest(
    'The invoice prefix must contain only uppercase letters or numbers and be between 3 and 12 characters long.',
    'invoice_prefix',
  );
}

/** The default must be one of the customer's own methods (documented; the words are assumed). */
function changedDefault(
  { account }: Context,
  current: CustomerFields,
  params: Params,
  customer: string | null,
): string | null {
  const settings = params.hash('invoice_settings');
  const other = settings?.names().find((name) => name !== 'default_payment_method');
  if (other !== undefined) throw uncovered(`invoice_settings[${other}]`);
  const id = settings?.text('default_payment_method');
  if (id === undefined) return current.defaultPaymentMethod;
  if (customer !== null && account.paymentMethods.get(id)?.customer === customer) return id;
  throw refusal(
    `The customer does not have a payment method with the ID ${id}. ` +
      'The payment method must be attached to the customer.',
    'invoice_settings[default_payment_method]',
    'resource_missing',
  );
}
