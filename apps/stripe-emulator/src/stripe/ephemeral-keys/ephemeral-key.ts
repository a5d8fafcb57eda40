import type { JsonObject } from '../../../../../libs/emulation/objects/json';

/** What a mobile app gets to read and keep the payment methods of one customer. */
export interface EphemeralKey {
  readonly id: string;
  readonly created: number;
  readonly expires: number;
  readonly customer: string;
  readonly secret: string;
}

/** The secret is shown once, when the key is made (documented); whose it is shows beside it (from memory). */
export function renderEphemeralKey({ created, expires, id }: EphemeralKey): JsonObject {
  return { id, object: 'ephemeral_key', created, expires, livemode: false };
}

export function renderNewEphemeralKey(key: EphemeralKey): JsonObject {
  return {
    id: key.id,
    object: 'ephemeral_key',
    associated_objects: [{ id: key.customer, type: 'customer' }],
    created: key.created,
    expires: key.expires,
    livemode: false,
    secret: key.secret,
  };
}
