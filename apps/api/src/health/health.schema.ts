import { z } from 'zod';

/** The answer of `GET /health/live`. */
export const liveSchema = z.strictObject({ status: z.literal('live') }).meta({ id: 'Live' });

const dependencySchema = z.strictObject({
  status: z.enum(['up', 'down']),
  ms: z.int().describe('How long the answer took, or the check waited for it'),
  detail: z.string().optional().describe('Why it cannot be used though it answers, such as missing search attributes'),
});

/** The answer of `GET /health/ready`: 200 when ready, else 503. */
export const readinessSchema = z
  .strictObject({
    status: z.enum(['ready', 'not_ready']),
    deployment: z
      .enum(['ok', 'conflict', 'unknown'])
      .describe('`conflict`: another database uses this deployment’s name, and no money is moved; reading still works'),
    dependencies: z.strictObject({ postgresql: dependencySchema, temporal: dependencySchema }),
  })
  .meta({ id: 'Readiness' });

/** Readiness as the API shows it. */
export type Readiness = z.infer<typeof readinessSchema>;
