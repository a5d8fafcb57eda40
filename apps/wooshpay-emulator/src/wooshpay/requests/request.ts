import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import type { Account } from '../account';
import type { Params } from './params';

/** A request as the core sees it: everything that comes from the world is already in it. */
export interface WooshPayRequest {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: string;
  /** Asked with the key that browsers have. */
  readonly publishable: boolean;
  /** Where the emulator is reached, for the links to its pages. */
  readonly origin: string;
}

export interface WooshPayResponse {
  readonly status: number;
  readonly body: JsonObject;
  /** Kept under the idempotency key. */
  readonly executed: boolean;
}

/** What an operation works on. `now` is exact, in seconds. */
export interface Context {
  readonly account: Account;
  readonly now: number;
  readonly origin: string;
}

/** The ids that an address names, in order. */
export type Ids = readonly [string, string];

/**
 * One operation: does all its work, or throws before changing anything (a decline is the exception: it changes the
 * PaymentIntent, then throws). Returns how to show the result, because what falls due at once still comes first.
 */
export type Operation = (context: Context, params: Params, ids: Ids) => () => JsonObject;
