import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import { timeIn } from '../show';
import type { Style } from '../show';

export interface Customer {
  readonly id: string;
  readonly created: number;
  name: string | null;
  email: string | null;
  phone: string | null;
  description: string | null;
  address: JsonObject | null;
  shipping: JsonObject | null;
  metadata: ReadonlyMap<string, string>;
}

export function renderCustomer(account: Style, customer: Customer): JsonObject {
  const { created, id, metadata, ...rest } = customer;
  return {
    id,
    object: 'customer',
    ...rest,
    created: timeIn(account, created),
    livemode: false,
    metadata: Object.fromEntries(metadata),
  };
}
