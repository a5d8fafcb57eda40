import { z } from 'zod';
import { LARGEST_AMOUNT } from '../../../../libs/domain/money/charge-limits';

/** The kinds of fields that requests are made of, each with a message that says what belongs there. */

/** The shop's names for its orders, lines, shipments: they travel in URLs, workflow ids and logs, so they are plain. */
export const shopId = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be 1 to 64 characters out of A-Z a-z 0-9 . _ -')
  .meta({ examples: ['1042'] });

/** Minor units, as Stripe counts and limits them. `-0` is made 0: it would differ from it in comparisons. */
export const amount = z
  .int({ error: inMinorUnits })
  .min(0)
  .max(LARGEST_AMOUNT, `must be at most ${LARGEST_AMOUNT.toString()}, the most that Stripe accepts`)
  .overwrite((value) => (value === 0 ? 0 : value));

/** The mistake of everybody who counts in dollars: 4.99. What is missing or too large is told as such. */
function inMinorUnits({ code, input }: { readonly code?: string; readonly input?: unknown }): string | undefined {
  if (code !== 'invalid_type' || input === undefined) return undefined;
  return 'must be a whole number of minor units (cents), such as 499 for 4.99';
}

/** The largest shipment or line; the order's total has its own limit. */
export const quantity = z.int().min(1).max(9_999);

/** Text for people: one line, not blank. Control characters would break logs and pages, and PostgreSQL refuses NUL. */
export function text(longest: number): z.ZodString {
  return z
    .string()
    .min(1)
    .max(longest)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not contain control characters or broken Unicode')
    .regex(/\S/, 'must not be blank');
}

/** Letters and digits only, as card networks want their codes. */
export function alphanumeric(longest: number): z.ZodString {
  return z
    .string()
    .regex(
      new RegExp(`^[A-Za-z0-9]{1,${longest.toString()}}$`),
      `must be 1 to ${longest.toString()} letters and digits without spaces`,
    );
}

/** A field that may be left away and is then null. */
export function orNull<Schema extends z.ZodType>(
  schema: Schema,
): z.ZodPipe<z.ZodOptional<Schema>, z.ZodTransform<z.output<Schema> | null, z.output<Schema> | undefined>> {
  return schema.optional().transform((value) => value ?? null);
}

/**
 * A field that came later. Sending its default is the same as leaving it out, so that neither is in the content hash,
 * and orders from before the field keep theirs (docs/decisions/0007).
 */
export function orDefault<Schema extends z.ZodType>(
  schema: Schema,
  fallback: z.output<Schema>,
): z.ZodPipe<z.ZodOptional<Schema>, z.ZodTransform<z.output<Schema> | undefined, z.output<Schema> | undefined>> {
  return schema.optional().transform((value) => (value === fallback ? undefined : value));
}

/** An instant with its offset; within Holdfast it is UTC. */
export const instant = z.iso
  .datetime({ offset: true, error: 'must be an ISO 8601 time such as 2026-11-29T10:00:00Z' })
  .transform((written) => new Date(written).toISOString());

const lineQuantity = z.strictObject({ lineId: shopId, quantity }).meta({ id: 'LineQuantity' });

/** Which units: each line at most once, for what two entries of one line would mean is anybody's guess. */
export const lineQuantities = z
  .array(lineQuantity)
  .min(1)
  .max(200)
  .check(({ value, issues }) => {
    value.forEach(({ lineId }, index) => {
      if (value.findIndex((line) => line.lineId === lineId) === index) return;
      const message = `"${lineId}" is already named by an earlier entry`;
      issues.push({ code: 'custom', input: lineId, path: [index, 'lineId'], message });
    });
  });
