import { z } from 'zod';

/** Commands that can be tried out, as method and route. Their access is that of looking. */
const DRY_RUNS: ReadonlySet<string> = new Set([
  'POST /v1/orders/:orderId/shipments',
  'POST /v1/orders/:orderId/shipments/:shipmentId/cancellation',
  'POST /v1/orders/:orderId/cancellations',
  'POST /v1/orders/:orderId/refunds',
  'POST /v1/orders/:orderId/lines',
  'POST /v1/orders/:orderId/lines/:lineId/reduction',
  'POST /v1/orders/:orderId/deadline',
]);

/** Whether the route can be tried out. @param route as it was declared, `/v1/orders/:orderId` */
export function hasDryRun(method: string, route: string | undefined): boolean {
  return DRY_RUNS.has(`${method} ${route ?? ''}`);
}

/** The query of a command that can be tried out. */
export const dryRunQuerySchema = z.strictObject({
  dryRun: z
    .enum(['true', 'false'])
    .optional()
    .describe(
      '`true`: nothing happens, and the answer is a DryRun: what the command would do, or why not. A key with the access ' +
        '`read` may ask',
    ),
});

/** The query, checked. */
export type DryRunQuery = z.output<typeof dryRunQuerySchema>;

/** Whether a request only tries out, by its query as it came. */
export function isDryRun(query: unknown): boolean {
  return dryRunQuerySchema.safeParse(query).data?.dryRun === 'true';
}

/** Whether a request says anything of a dry run, however it is written: what is misspelt must not happen. */
export function namesDryRun(query: unknown): boolean {
  if (typeof query !== 'object' || query === null) return false;
  return Object.keys(query).some((name) => /^dry[-_]?run$/i.test(name));
}
