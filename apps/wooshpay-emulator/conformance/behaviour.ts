import { isJsonObject } from '../../../libs/emulation/objects/json';
import type { JsonObject } from '../../../libs/emulation/objects/json';
import type { Evidence } from '../../../libs/emulation/conformance/report';
import type { Client, Control, Receiver } from '../src/emulator-under-test';

/** What a behaviour needs beyond a key; `needs.ts` says why WooshPay's test host may lack it. */
export type Need = 'card' | 'test methods' | 'clock' | 'settings' | 'faults' | 'receiver' | 'buyer' | 'quiet account';

/** What a behaviour works with: against the emulator always a fresh account, against WooshPay the account of the key. */
export interface Shop {
  readonly api: Client;
  /** Another key: of nobody, or of another account. */
  readonly withKey: (key: string) => Client;
  /** The control API: only there when the behaviour says that it needs it. */
  readonly control: Control;
  /** A payment method that approves: an id to confirm with. */
  readonly card: () => Promise<string>;
  /** A receiver of webhooks that listens, and is closed with the behaviour. */
  readonly receiver: () => Promise<{ readonly receiver: Receiver; readonly url: string }>;
}

export interface Behaviour {
  readonly name: string;
  readonly evidence: Evidence;
  readonly needs: readonly Need[];
  readonly run: (shop: Shop) => Promise<void>;
}

export interface Area {
  readonly name: string;
  readonly behaviours: readonly Behaviour[];
}

type Run = Behaviour['run'];

/** WooshPay's documentation says so. */
export function documented(name: string, needs: readonly Need[], run: Run): Behaviour {
  return { name, evidence: 'documented', needs, run };
}

/** Nothing was found; the emulator had to answer something (`src/wooshpay/assumptions.ts`). */
export function assumed(name: string, needs: readonly Need[], run: Run): Behaviour {
  return { name, evidence: 'assumed', needs, run };
}

export function area(name: string, behaviours: readonly Behaviour[]): Area {
  return { name, behaviours };
}

/** A hold of 46.00: created and confirmed with a card that approves. */
export async function hold(shop: Shop, more: object = {}): Promise<JsonObject> {
  return shop.api.post('/v1/payment_intents', {
    amount: 4600,
    currency: 'USD',
    confirm: true,
    capture_method: 'manual',
    payment_method: await shop.card(),
    merchant_order_id: 'order-1',
    return_url: 'https://shop.example/done',
    ...more,
  });
}

/** A payment of 46.00 that is taken at once. */
export async function paid(shop: Shop, more: object = {}): Promise<JsonObject> {
  return hold(shop, { capture_method: 'automatic', ...more });
}

/** The text of a field. */
export function text(object: JsonObject, field: string): string {
  const value = object[field];
  if (typeof value === 'string') return value;
  throw new Error(`${field} is no text: ${JSON.stringify(value)}`);
}

/** An object within. */
export function within(object: JsonObject, field: string): JsonObject {
  const value = object[field];
  if (isJsonObject(value)) return value;
  throw new Error(`${field} is no object: ${JSON.stringify(value)}`);
}

/** The items of a list. */
export function items(list: JsonObject): JsonObject[] {
  return Array.isArray(list['data']) ? list['data'].filter(isJsonObject) : [];
}

export function intentOf(intent: JsonObject): string {
  return `/v1/payment_intents/${text(intent, 'id')}`;
}
