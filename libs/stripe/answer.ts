import { z } from 'zod';
import { ProviderUnavailable } from '../domain/payment-gateway';

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

const response = z.object({
  lastResponse: z.object({ requestId: z.string().nullable().catch(null), statusCode: z.int().nullable().catch(null) }),
});

function responseOf(answer: unknown): { requestId: string | null; statusCode: number | null } {
  const read = response.safeParse(answer);
  return read.success ? read.data.lastResponse : { requestId: null, statusCode: null };
}

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

const name = z.string().min(1).max(255);

/** Stripe names another object by its id, or shows it whole; we want its name, and none that we cannot read. */
export const reference = optional(z.union([name, z.looseObject({ id: name }).transform(({ id }) => id)])).catch(null);

/** Stripe's instants are whole seconds since 1970. */
export const instant = z
  .int()
  .nonnegative()
  .max(253_402_300_799)
  .transform((seconds) => new Date(seconds * 1000).toISOString());
