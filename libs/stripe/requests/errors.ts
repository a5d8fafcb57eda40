import Stripe from 'stripe';
import { ProviderMisuse, ProviderUnavailable } from '../../domain/provider/payment-gateway';
import { networkCodeOf } from './network-code';
import { TooManyWaiting } from './pace';

/** Whatever the SDK throws of a request: https://docs.stripe.com/error-handling */
export type StripeError = InstanceType<typeof Stripe.errors.StripeError>;

/** What a failed call means to its caller. */
export type Classified<Result> =
  /** A definite no that the caller must handle. */
  | { readonly sort: 'result'; readonly result: Result }
  /** Outcome unknown, or try later. */
  | { readonly sort: 'retry'; readonly error: ProviderUnavailable }
  /** Our own mistake: repeating cannot help. */
  | { readonly sort: 'our_fault'; readonly error: ProviderMisuse };

/**
 * Statuses that Stripe, or something between it and us, uses for "not now": they tell nothing about the request.
 * Source: https://docs.stripe.com/api/errors
 */
const TRY_LATER: ReadonlySet<number> = new Set([408, 409, 424, 425]);

const RATE_LIMITED = 429;

/**
 * Sorts everything that a call to Stripe can throw: every call passes through here.
 * @param resultOf which definite refusals the operation answers with; undefined for all others
 */
export function classifyStripeError<Result>(
  thrown: unknown,
  resultOf: (error: StripeError) => Result | undefined,
): Classified<Result> {
  // Whatever the SDK stumbles over while it reads an answer, the request may have been executed.
  if (!(thrown instanceof Stripe.errors.StripeError)) return { sort: 'retry', error: unreadable(thrown) };
  if (isRetry(thrown)) return { sort: 'retry', error: unavailable(thrown) };
  const result = resultOf(thrown);
  if (result !== undefined) return { sort: 'result', result };
  return { sort: 'our_fault', error: misuseOf(thrown) };
}

function isRetry(error: StripeError): boolean {
  const { statusCode: status } = error;
  // Without a status there was no answer, or none that is JSON; nothing can be said about what was executed.
  if (status === undefined || status >= 500 || TRY_LATER.has(status)) return true;
  return isNotExecuted(error) || error.rawType === 'api_error';
}

/**
 * Refused at the door. It speaks of this one request: with `idempotency_key_in_use` an earlier one under the same key
 * is being executed at this moment. Rate limits: https://docs.stripe.com/rate-limits
 */
function isNotExecuted({ statusCode, code, detail }: StripeError): boolean {
  return (
    detail instanceof TooManyWaiting ||
    statusCode === RATE_LIMITED ||
    code === 'rate_limit' ||
    code === 'lock_timeout' ||
    code === 'idempotency_key_in_use'
  );
}

function unavailable(error: StripeError): ProviderUnavailable {
  return new ProviderUnavailable(`Stripe is not available now: ${describe(error)}`, {
    status: error.statusCode ?? null,
    replayed: isReplayed(error),
    notExecuted: isNotExecuted(error),
    requestId: error.requestId ?? null,
  });
}

/** A replayed failure is Stripe's memory of the first attempt: the same key can only bring it again. */
function isReplayed({ headers }: StripeError): boolean {
  return headers?.['idempotent-replayed'] === 'true';
}

/** Whether Stripe knows the key from a request before this one: the same, or one in other words. */
export function isAnsweredBefore(thrown: unknown): boolean {
  if (!(thrown instanceof Stripe.errors.StripeError)) return false;
  return isReplayed(thrown) || thrown.rawType === OTHER_REQUEST;
}

/** Stripe's type, which comes without a code, for a key that was used before with another request. */
const OTHER_REQUEST = 'idempotency_error';

/** Stripe will not have this request from us, however often we send it. */
export function misuseOf(error: StripeError): ProviderMisuse {
  return new ProviderMisuse(`Stripe refuses our request: ${describe(error)}`, {
    code: error.code ?? null,
    param: error.param ?? null,
    requestId: error.requestId ?? null,
    keySpent: isAnsweredBefore(error),
  });
}

function unreadable(thrown: unknown): ProviderUnavailable {
  const name = thrown instanceof Error ? thrown.name : typeof thrown;
  return new ProviderUnavailable(`Stripe's answer could not be read: ${name}`, {
    status: null,
    replayed: false,
    notExecuted: false,
    requestId: null,
  });
}

/** Stripe's own message is left out: it may quote names and addresses. The request id finds it in the Dashboard. */
function describe(error: StripeError): string {
  const parts = [
    `type ${error.rawType ?? error.type}`,
    `code ${error.code ?? networkCodeOf(error.detail) ?? 'none'}`,
    ...(error.param === undefined ? [] : [`param ${error.param}`]),
    `status ${error.statusCode?.toString() ?? 'none'}`,
    `request ${error.requestId ?? 'none'}`,
  ];
  return parts.join(', ');
}
