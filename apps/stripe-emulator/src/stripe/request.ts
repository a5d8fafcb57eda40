import type { FormTree } from '../wire/form';
import type { Params } from '../wire/params';
import type { Account } from './account';
import type { JsonObject } from './json';

/** A request as the core sees it: decoded, with everything that comes from the world already in it. */
export interface StripeRequest {
  readonly method: string;
  readonly path: string;
  readonly form: FormTree;
  readonly id: string;
  readonly idempotencyKey: string | null;
  /** Where the emulator is reached, for the link to the 3-D Secure page. */
  readonly origin: string;
}

export interface StripeResponse {
  readonly status: number;
  readonly body: JsonObject;
  /** Kept under the idempotency key. */
  readonly executed: boolean;
}

/** Who or what caused a change: a request, or the clock. */
export interface Cause {
  readonly requestId: string | null;
  readonly idempotencyKey: string | null;
}

export const BY_ITSELF: Cause = { requestId: null, idempotencyKey: null };

/** What an operation works on. `now` is exact; `created` fields show whole seconds. */
export interface Context {
  readonly account: Account;
  readonly now: number;
  readonly cause: Cause;
  readonly origin: string;
}

/**
 * One operation: does all its work, or throws before changing anything (a decline is the exception: it changes the
 * PaymentIntent, then throws). Returns how to show the result, because what falls due at once still comes first.
 * `parentId` is the first id of an address with two, otherwise empty.
 */
export type Operation = (context: Context, params: Params, id: string, parentId: string) => () => JsonObject;

export function seconds(context: Context): number {
  return Math.floor(context.now);
}
