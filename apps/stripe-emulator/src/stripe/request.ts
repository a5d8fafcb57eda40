import type { FormTree } from '../wire/form';
import type { Params } from '../wire/params';
import type { Account } from './account';
import type { JsonObject } from '../../../../libs/emulation/objects/json';
import { NO_OLD_WAYS } from './versions/old-ways';
import type { OldWays } from './versions/old-ways';

/** A request as the core sees it: decoded, with everything that comes from the world already in it. */
export interface StripeRequest {
  readonly method: string;
  readonly path: string;
  readonly form: FormTree;
  readonly id: string;
  readonly idempotencyKey: string | null;
  /** `Stripe-Version`, one that there is; null: the account's own. */
  readonly version: string | null;
  /** The connected account that the request is made in (`Stripe-Account`); null or nothing: the key's own. */
  readonly stripeAccount?: string | null;
  /** Asked with the key that browsers have. */
  readonly publishable: boolean;
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

const BY_ITSELF: Cause = { requestId: null, idempotencyKey: null };

/** What an operation works on. `now` is exact; `created` fields show whole seconds. */
export interface Context {
  readonly account: Account;
  readonly now: number;
  readonly cause: Cause;
  readonly origin: string;
  readonly ways: OldWays;
  /** `Stripe-Version` as it was asked for; null: the account's own. */
  readonly versionAsked: string | null;
}

/**
 * One operation: does all its work, or throws before changing anything (a decline is the exception: it changes the
 * PaymentIntent, then throws). Returns how to show the result, because what falls due at once still comes first.
 * `parentId` is the first id of an address with two, otherwise empty.
 */
export type Operation = (context: Context, params: Params, id: string, parentId: string) => () => JsonObject;

/** For what happens without a request. */
export function byItself(account: Account, now: number): Context {
  return { account, now, cause: BY_ITSELF, origin: '', ways: NO_OLD_WAYS, versionAsked: null };
}

export function seconds(context: Context): number {
  return Math.floor(context.now);
}
