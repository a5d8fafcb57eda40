import { z } from 'zod';
import { ProviderUnavailable } from '../../domain/provider/payment-gateway';
import type { UnknownWord } from '../../domain/provider/unknown-answer';

/**
 * Reads what we need from an answer of WooshPay. What is missing or of another kind is named by its path, never by its
 * value.
 * @throws ProviderUnavailable on an answer that cannot be read: whatever was asked may have been done
 */
export function readWooshPayAnswer<Schema extends z.ZodType>(
  schema: Schema,
  what: string,
  answer: unknown,
): z.output<Schema> {
  const read = schema.safeParse(answer);
  if (read.success) return read.data;
  const paths = [...new Set(read.error.issues.map(({ path }) => path.join('.') || 'the whole of it'))];
  throw unreadableWooshPay(`WooshPay's ${what} cannot be read at ${paths.join(', ')}`);
}

/** The error for an answer that makes no sense to us. */
export function unreadableWooshPay(message: string): ProviderUnavailable {
  return new ProviderUnavailable(message, { status: null, replayed: false, notExecuted: false, requestId: null });
}

/** What is missing, or is null, or cannot be read, counts as not said. */
export function ifSaid<Schema extends z.ZodType>(schema: Schema): z.ZodType<z.output<Schema> | null> {
  return schema
    .nullish()
    .transform((value) => value ?? null)
    .catch(null);
}

/** Milliseconds begin here: as seconds it would be the year 5138. */
const MILLISECONDS_FROM = 100_000_000_000;
const LAST_MILLISECOND = 253_402_300_799_999;

/** Text says seconds, examples are milliseconds: the size tells which it is. ISO 8601. */
export const wooshPayInstant = z
  .int()
  .nonnegative()
  .max(LAST_MILLISECOND)
  .transform((time) => new Date(time >= MILLISECONDS_FROM ? time : time * 1000).toISOString());

const WORD_SHOWN_AT_MOST = 64;

/** Any value in a place where WooshPay has a word; what is no word is shown as the text of it. */
export const wooshPayWord = z
  .unknown()
  .optional()
  .transform((value) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
    return text.slice(0, WORD_SHOWN_AT_MOST);
  });

/** The name of another object; WooshPay shows no object within another. */
export const wooshPayName = ifSaid(z.string().min(1).max(255));

/** Its metadata; a value that is no text is no marker of ours. */
export const wooshPayMetadata = ifSaid(z.record(z.string(), z.unknown())).transform((given) =>
  Object.fromEntries(
    Object.entries(given ?? {}).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value] as const] : [])),
  ),
);

/** A word that is none of those we know, as the port tells it; empty for one that we know. */
export function unlessKnown(isKnown: boolean, unknown: UnknownWord): { readonly unknown?: UnknownWord } {
  return isKnown ? {} : { unknown };
}
