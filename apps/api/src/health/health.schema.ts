import { z } from 'zod';

export const liveSchema = z.strictObject({ status: z.literal('live') }).meta({ id: 'Live' });

const dependencySchema = z.strictObject({
  status: z.enum(['up', 'down']),
  ms: z.int().describe('How long the answer took, or the check waited for it'),
  detail: z.string().optional().describe('Why it cannot be used though it answers, such as missing search attributes'),
});

export const readinessSchema = z
  .strictObject({
    status: z.enum(['ready', 'not_ready']),
    deployment: z
      .enum(['ok', 'conflict', 'unknown'])
      .describe('`conflict`: another database uses this deployment’s name, and no money is moved; reading still works'),
    dependencies: z.strictObject({ postgresql: dependencySchema, temporal: dependencySchema }),
  })
  .meta({ id: 'Readiness' });

export type Readiness = z.infer<typeof readinessSchema>;
