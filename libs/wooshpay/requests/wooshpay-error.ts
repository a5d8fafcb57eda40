import { z } from 'zod';
import { ProviderMisuse, ProviderUnavailable } from '../../domain/provider/payment-gateway';

/** What a call came to that has no usable answer. */
export class WooshPayError extends Error {
  override readonly name = 'WooshPayError';

  constructor(
    message: string,
    readonly details: {
      /** Null: there was no answer, or half of one. */
      readonly status: number | null;
      readonly type: string | null;
      readonly code: string | null;
      readonly declineCode: string | null;
      /** WooshPay's own words. */
      readonly words: string | null;
      readonly requestId: string | null;
    },
  ) {
    super(message);
  }
}

const RATE_LIMITED = 429;

const errorObject = z.object({
  type: z.string().nullish().catch(null),
  code: z.string().nullish().catch(null),
  decline_code: z.string().nullish().catch(null),
  message: z.string().nullish().catch(null),
});

/** Documented is the error object, and not where it stands: integrations find it below `error` or at the top. */
const errorBody = z.union([z.object({ error: errorObject }).transform(({ error }) => error), errorObject]);

/** The error of an answer that is no 2xx, or no JSON. */
export function refusalOfAnswer(status: number, body: unknown, requestId: string | null): WooshPayError {
  const read = errorBody.safeParse(body);
  const said = read.success ? read.data : { type: null, code: null, decline_code: null, message: null };
  const details = {
    status,
    type: said.type ?? null,
    code: said.code ?? null,
    declineCode: said.decline_code ?? null,
    words: said.message ?? null,
    requestId,
  };
  return new WooshPayError(describe(details), details);
}

/** The error of a call without an answer; the name of what went wrong is enough, its text may quote addresses. */
export function noAnswer(thrown: unknown): WooshPayError {
  const code = codeOf(thrown);
  const details = { status: null, type: null, code, declineCode: null, words: null, requestId: null };
  return new WooshPayError(describe(details), details);
}

/** The error of a request that never left, because too many wait for their turn. */
export function notSent(thrown: unknown): WooshPayError {
  const code = codeOf(thrown);
  const details = { status: RATE_LIMITED, type: null, code, declineCode: null, words: null, requestId: null };
  return new WooshPayError(describe(details), details);
}

const networkError = z.object({ name: z.string(), cause: z.object({ code: z.string() }).optional().catch(undefined) });

function codeOf(thrown: unknown): string {
  const read = networkError.safeParse(thrown);
  return read.success ? (read.data.cause?.code ?? read.data.name) : typeof thrown;
}

/** WooshPay's own words are left out: they may quote names and addresses. */
function describe({ code, requestId, status, type }: WooshPayError['details']): string {
  const parts = [
    `type ${type ?? 'none'}`,
    `code ${code ?? 'none'}`,
    `status ${status?.toString() ?? 'none'}`,
    `request ${requestId ?? 'none'}`,
  ];
  return parts.join(', ');
}

/** What a failed call means to its caller. */
export type SortedWooshPayError<Refusal> =
  /** A definite no that the caller must handle. */
  | { readonly sort: 'refusal'; readonly refusal: Refusal }
  /** Outcome unknown, or try later. */
  | { readonly sort: 'retry'; readonly error: ProviderUnavailable }
  /** Our own mistake: repeating cannot help. */
  | { readonly sort: 'our_fault'; readonly error: ProviderMisuse };

/**
 * Sorts everything that a call to WooshPay can throw: every call passes through here.
 * @param refusalOf which definite refusals the operation has; undefined for all others
 */
export function sortWooshPayError<Refusal>(
  thrown: unknown,
  refusalOf: (error: WooshPayError) => Refusal | undefined,
): SortedWooshPayError<Refusal> {
  const error = thrown instanceof WooshPayError ? thrown : noAnswer(thrown);
  if (isForLater(error)) return { sort: 'retry', error: unavailable(error) };
  const refusal = refusalOf(error);
  if (refusal !== undefined) return { sort: 'refusal', refusal };
  return { sort: 'our_fault', error: wooshPayMisuse(error) };
}

/** Statuses for "not now"; 409 is documented as a conflict with another request at the same time. */
const NOT_NOW: ReadonlySet<number> = new Set([408, 409, 424, 425]);

function isForLater({ details: { status, type } }: WooshPayError): boolean {
  // An answer that is a success and no JSON says nothing about what was done.
  if (status === null || status < 300 || status >= 500) return true;
  return status === RATE_LIMITED || NOT_NOW.has(status) || type === 'api_error';
}

function unavailable({ details, message }: WooshPayError): ProviderUnavailable {
  const { requestId, status } = details;
  return new ProviderUnavailable(`WooshPay is not available now: ${message}`, {
    status,
    // Nothing in an answer tells that it comes from the memory of a key.
    replayed: false,
    notExecuted: status === RATE_LIMITED || status === 409,
    requestId,
  });
}

/** WooshPay will not have this request from us, however often we send it. */
export function wooshPayMisuse({ details, message }: WooshPayError): ProviderMisuse {
  return new ProviderMisuse(`WooshPay refuses our request: ${message}`, {
    code: details.code,
    param: null,
    requestId: details.requestId,
    // Documented: the type of a key that was used before with another request.
    keySpent: details.type === 'idempotency_error',
  });
}
