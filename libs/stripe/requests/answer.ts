import { z } from 'zod';
import { ProviderUnavailable } from '../../domain/provider/payment-gateway';
import type { UnknownWord } from '../../domain/provider/unknown-answer';

/**
 * Reads what we need from an answer of Stripe. What is missing or of another kind is named by its path, never by its
 * value.
 * @throws ProviderUnavailable on an answer that cannot be read: whatever was asked may have been done
 */
export function readAnswer<Schema extends z.ZodType>(schema: Schema, what: string, answer: unknown): z.output<Schema> {
  const read = schema.safeParse(answer);
  if (read.success) return read.data;
  const paths = [...new Set(read.error.issues.map(({ path }) => path.join('.') || 'the whole of it'))];
  throw unreadable(`Stripe's ${what} cannot be read at ${paths.join(', ')}`, answer);
}

/** The error for an answer that makes no sense to us; `answer` lends it the request id, when the SDK put one there. */
export function unreadable(message: string, answer: unknown): ProviderUnavailable {
  const { requestId, statusCode } = responseOf(answer);
  return new ProviderUnavailable(`${message}, request ${requestId ?? 'none'}`, {
    status: statusCode,
    replayed: false,
    notExecuted: false,
    requestId,
  });
}

/** What the SDK keeps of the HTTP answer. Source: https://docs.stripe.com/api/request_ids */
const response = z.object({
  lastResponse: z.object({ requestId: z.string().nullable().catch(null), statusCode: z.int().nullable().catch(null) }),
});

function responseOf(answer: unknown): { requestId: string | null; statusCode: number | null } {
  const read = response.safeParse(answer);
  return read.success ? read.data.lastResponse : { requestId: null, statusCode: null };
}

/** The header of an answer out of Stripe's memory of a key. Source: https://docs.stripe.com/api/idempotent_requests */
const replayed = z.object({
  lastResponse: z.object({ headers: z.object({ 'idempotent-replayed': z.literal('true') }) }),
});

/** Whether Stripe gave the answer that it had given to an earlier request under the same key. */
export function wasReplayed(answer: unknown): boolean {
  return replayed.safeParse(answer).success;
}

/** What Stripe leaves out, or answers as null, is null. */
export function optional<Schema extends z.ZodType>(
  schema: Schema,
): z.ZodType<z.output<Schema> | null, z.input<Schema> | null | undefined> {
  return schema.nullish().transform((value) => value ?? null);
}

/** An id or a type; Stripe's are never longer. */
export const name = z.string().min(1).max(255);

/** Stripe names another object by its id, or shows it whole; we want its name, and none that we cannot read. */
export const reference = optional(z.union([name, z.looseObject({ id: name }).transform(({ id }) => id)])).catch(null);

/** Stripe's instants are whole seconds since 1970. */
export const unixInstant = z
  .int()
  .nonnegative()
  .max(253_402_300_799)
  .transform((seconds) => new Date(seconds * 1000).toISOString());

/**
 * For what money does not depend on: what we cannot read counts as not said, so that a value that Stripe adds tomorrow,
 * or leaves out, changes nothing.
 */
export function lenient<Schema extends z.ZodType>(schema: Schema): z.ZodType<z.output<Schema> | null> {
  return optional(schema).catch(null);
}

const WORD_SHOWN_AT_MOST = 64;

/** Any value in a place where Stripe has a word; what is no word is shown as the text of it. */
export const word = z
  .unknown()
  .optional()
  .transform((value) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
    return text.slice(0, WORD_SHOWN_AT_MOST);
  });

/** A word that is none of those we know, as the port tells it; empty for one that we know. */
export function unknownUnless(isKnown: boolean, unknown: UnknownWord): { readonly unknown?: UnknownWord } {
  return isKnown ? {} : { unknown };
}

/** Stripe's metadata. A value that is no text is no marker of ours. */
export const metadataOf = z
  .record(z.string(), z.unknown())
  .transform((given) =>
    Object.fromEntries(
      Object.entries(given).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value] as const] : [])),
    ),
  );
