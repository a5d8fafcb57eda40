import type { Params } from '../../wire/params';
import { readAddress, renderAddress } from '../address';
import type { Address } from '../address';
import type { JsonObject } from '../../../../../libs/emulation/objects/json';

/** Who pays, as the method says. */
export interface BillingDetails {
  readonly address: Address | null;
  readonly email: string | null;
  readonly name: string | null;
  readonly phone: string | null;
  readonly taxId: string | null;
}

export const NO_BILLING_DETAILS: BillingDetails = { address: null, email: null, name: null, phone: null, taxId: null };

/** What a request names replaces what was there; an empty string unsets it. */
export function changedBillingDetails(current: BillingDetails, params: Params): BillingDetails {
  const given = params.hash('billing_details');
  if (given === undefined) return current;
  const text = (name: string, before: string | null): string | null =>
    given.has(name) ? (given.text(name) ?? null) : before;
  const address = given.hash('address');
  return {
    address: address !== undefined ? readAddress(address) : given.isUnset('address') ? null : current.address,
    email: text('email', current.email),
    name: text('name', current.name),
    phone: text('phone', current.phone),
    taxId: text('tax_id', current.taxId),
  };
}

/** The address is an object of nulls when nothing was said (recorded). */
export function renderBillingDetails({ address, email, name, phone, taxId }: BillingDetails): JsonObject {
  return { address: renderAddress(address ?? readAddress(undefined)), email, name, phone, tax_id: taxId };
}
