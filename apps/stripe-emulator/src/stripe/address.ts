import type { Params } from '../wire/params';
import type { JsonObject } from '../../../../libs/emulation/objects/json';

/** A postal address as given; Stripe shows every field, null where nothing was said. */
export interface Address {
  readonly city: string | null;
  readonly country: string | null;
  readonly line1: string | null;
  readonly line2: string | null;
  readonly postal_code: string | null;
  readonly state: string | null;
}

export interface Shipping {
  readonly address: Address;
  readonly carrier: string | null;
  readonly name: string | null;
  readonly phone: string | null;
  readonly tracking_number: string | null;
}

export function readAddress(params: Params | undefined): Address {
  return {
    city: params?.text('city') ?? null,
    country: params?.text('country') ?? null,
    line1: params?.text('line1') ?? null,
    line2: params?.text('line2') ?? null,
    postal_code: params?.text('postal_code') ?? null,
    state: params?.text('state') ?? null,
  };
}

export function readShipping(params: Params): Shipping {
  return {
    address: readAddress(params.hash('address')),
    carrier: params.text('carrier') ?? null,
    name: params.text('name') ?? null,
    phone: params.text('phone') ?? null,
    tracking_number: params.text('tracking_number') ?? null,
  };
}

export function renderAddress(address: Address): JsonObject {
  return { ...address };
}

export function renderShipping(shipping: Shipping): JsonObject {
  return { ...shipping, address: renderAddress(shipping.address) };
}
